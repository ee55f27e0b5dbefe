// The chart component: draws numbers as SVG.
//
// chart.cpp and svg.cpp are the program and know nothing of components;
// bindings.cpp is what connects them to the interface demo:report/chart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

struct Reading {
    std::string label;
    double value;
};

struct Bucket {
    double low, high;
    uint32_t count;
};

struct Point {
    std::string month;
    std::optional<double> value;
};

struct Series {
    std::string name;
    std::vector<Point> points;
};

using Bars = std::vector<Reading>;
using Histogram = std::vector<Bucket>;
using Lines = std::vector<Series>;

struct Panel {
    std::string caption;
    std::variant<Bars, Histogram, Lines> plot;
};

enum class Trend : uint8_t { falling, steady, rising };

struct Summary {
    uint32_t count, missing;
    double minimum, maximum;
    double mean, median, deviation;
    Trend trend;
};

struct Sheet {
    std::string title, subtitle;
    std::optional<std::string> unit;
    uint32_t width, height;
    Summary summary;
    std::vector<Panel> panels;
};

struct Parts {
    bool title, legend, grid, mean_line, values;
};

std::string draw(const Sheet &sheet, Parts show);
