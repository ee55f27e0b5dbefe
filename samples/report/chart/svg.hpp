// Writes SVG, one element at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct Box {
    double left, top, width, height;

    double right() const { return left + width; }
    double bottom() const { return top + height; }
};

struct Spot {
    double x, y;
};

enum class Anchor { start, middle, end };

struct Font {
    double size = 12;
    std::string_view colour = "#475569";
    Anchor anchor = Anchor::start;
    bool bold = false;
};

class Svg {
  public:
    Svg(double width, double height);

    void rect(Box box,
              std::string_view fill,
              double round = 0,
              std::string_view title = {});
    void line(Spot from,
              Spot to,
              std::string_view colour,
              double width = 1,
              bool dashed = false);
    void polyline(const std::vector<Spot> &spots, std::string_view colour);
    void area(const std::vector<Spot> &spots, std::string_view colour);
    void circle(Spot centre,
                double radius,
                std::string_view colour,
                std::string_view title = {});
    void text(Spot at, std::string_view text, const Font &font);

    std::string finish() &&;

  private:
    void attribute(std::string_view name, double value);
    void attribute(std::string_view name, std::string_view value);
    void points(const std::vector<Spot> &spots);
    void close(std::string_view element, std::string_view title);
    void escape(std::string_view text);

    std::string out;
};

// A number for people, with as many decimals as a step of that size needs.
std::string show(double value, double step);

// A number for people, of about three digits.
std::string show(double value);

// How wide a text will be, roughly: the fonts are not known here.
double text_width(std::string_view text, double size);

// A text cut to a width.
std::string fit(std::string_view text, double size, double width);
