#include "svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

std::string decimals(double value, int count) {
    char buffer[32];
    if (std::fabs(value) >= 1e9) {
        std::snprintf(buffer, sizeof buffer, "%.3g", value);
    } else {
        std::snprintf(buffer, sizeof buffer, "%.*f", count, value);
    }
    std::string text = buffer;
    if (text.find_first_not_of("-0.") == std::string::npos) {
        text.erase(0, text.find_first_not_of('-')); // no negative zero
    }
    return text;
}

bool continues_character(char c) {
    return (c & 0xc0) == 0x80;
}

} // namespace

std::string show(double value, double step) {
    if (!std::isfinite(value)) {
        return "?";
    }
    int count = static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    std::string text = decimals(value, std::clamp(count, 0, 6));
    if (text[0] == '-') {
        text.replace(0, 1, "\u2212");
    }
    return text;
}

std::string show(double value) {
    double size = std::max(std::fabs(value), 0.1);
    return show(value, std::pow(10, std::floor(std::log10(size)) - 2));
}

double text_width(std::string_view text, double size) {
    auto characters = std::count_if(text.begin(), text.end(), [](char c) {
        return !continues_character(c);
    });
    return static_cast<double>(characters) * size * 0.56;
}

std::string fit(std::string_view text, double size, double width) {
    if (text_width(text, size) <= width) {
        return std::string(text);
    }
    std::string shorter(text);
    while (!shorter.empty() && text_width(shorter, size) > width - size) {
        while (!shorter.empty() && continues_character(shorter.back())) {
            shorter.pop_back();
        }
        if (!shorter.empty()) {
            shorter.pop_back();
        }
    }
    return shorter + "\u2026";
}

Svg::Svg(double width, double height) {
    out = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    attribute("width", width);
    attribute("height", height);
    out += " viewBox=\"0 0 " + decimals(width, 0) + " " + decimals(height, 0) +
           "\" font-family=\"Helvetica, Arial, 'Liberation Sans', "
           "sans-serif\">\n";
}

void Svg::rect(Box box,
               std::string_view fill,
               double round,
               std::string_view title) {
    out += "<rect";
    attribute("x", box.left);
    attribute("y", box.top);
    attribute("width", std::max(box.width, 0.0));
    attribute("height", std::max(box.height, 0.0));
    if (round > 0) {
        attribute("rx", round);
    }
    attribute("fill", fill);
    close("rect", title);
}

void Svg::line(
    Spot from, Spot to, std::string_view colour, double width, bool dashed) {
    out += "<line";
    attribute("x1", from.x);
    attribute("y1", from.y);
    attribute("x2", to.x);
    attribute("y2", to.y);
    attribute("stroke", colour);
    attribute("stroke-width", width);
    if (dashed) {
        attribute("stroke-dasharray", "6 4");
    }
    close("line", {});
}

void Svg::polyline(const std::vector<Spot> &spots, std::string_view colour) {
    out += "<polyline";
    points(spots);
    attribute("fill", "none");
    attribute("stroke", colour);
    attribute("stroke-width", 2.5);
    attribute("stroke-linejoin", "round");
    attribute("stroke-linecap", "round");
    close("polyline", {});
}

void Svg::area(const std::vector<Spot> &spots, std::string_view colour) {
    out += "<polygon";
    points(spots);
    attribute("fill", colour);
    attribute("fill-opacity", "0.08");
    close("polygon", {});
}

void Svg::circle(Spot centre,
                 double radius,
                 std::string_view colour,
                 std::string_view title) {
    out += "<circle";
    attribute("cx", centre.x);
    attribute("cy", centre.y);
    attribute("r", radius);
    attribute("fill", colour);
    attribute("stroke", "#ffffff");
    attribute("stroke-width", 1.5);
    close("circle", title);
}

void Svg::text(Spot at, std::string_view text, const Font &font) {
    out += "<text";
    attribute("x", at.x);
    attribute("y", at.y);
    attribute("font-size", font.size);
    attribute("fill", font.colour);
    if (font.anchor != Anchor::start) {
        attribute("text-anchor", font.anchor == Anchor::end ? "end" : "middle");
    }
    if (font.bold) {
        attribute("font-weight", "bold");
    }
    out += '>';
    escape(text);
    out += "</text>\n";
}

std::string Svg::finish() && {
    out += "</svg>\n";
    return std::move(out);
}

void Svg::attribute(std::string_view name, double value) {
    std::string number = decimals(value, 1);
    if (number.size() > 2 && number.ends_with(".0")) {
        number.resize(number.size() - 2);
    }
    attribute(name, number);
}

void Svg::attribute(std::string_view name, std::string_view value) {
    out += ' ';
    out += name;
    out += "=\"";
    escape(value);
    out += '"';
}

void Svg::points(const std::vector<Spot> &spots) {
    out += " points=\"";
    for (const Spot &spot : spots) {
        out += decimals(spot.x, 1) + ',' + decimals(spot.y, 1) + ' ';
    }
    out.back() = '"';
}

// A title is what a viewer shows while the pointer rests on the element.
void Svg::close(std::string_view element, std::string_view title) {
    if (title.empty()) {
        out += "/>\n";
        return;
    }
    out += "><title>";
    escape(title);
    out += "</title></";
    out += element;
    out += ">\n";
}

void Svg::escape(std::string_view text) {
    for (char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            // XML has no way to write control characters.
            out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    }
}
