#include "chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "svg.hpp"

namespace {

constexpr std::string_view paper = "#f1f5f9", card = "#ffffff", ink = "#0f172a",
                           grey = "#64748b", rule = "#e2e8f0",
                           accent = "#dc2626";
// Distinct for colour-blind readers too.
constexpr std::array<std::string_view, 6> palette = {
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9"};

constexpr double margin = 28, gap = 20;

// Callers may pass any number. What cannot be drawn is drawn at the edge.
double drawable(double value) {
    return std::isnan(value) ? 0 : std::clamp(value, -1e300, 1e300);
}

// Maps a range of values to a range of pixels, with round numbers to mark.
class Scale {
  public:
    Scale(double low, double high, int marks) {
        widen(low, high);
        double rough = (high - low) / marks;
        double power = std::pow(10, std::floor(std::log10(rough)));
        double factor = rough / power;
        step = power * (factor > 5 ? 10 : factor > 2 ? 5 : factor > 1 ? 2 : 1);
        first = std::floor(low / step) * step;
        last = std::ceil(high / step) * step;
    }

    // From one pixel to another, the first mark to the last.
    void span(double from, double to) { span(first, last, from, to); }

    void span(double low, double high, double from, double to) {
        widen(low, high);
        base = low;
        pixel = from;
        pixels = (to - from) / (high - low);
    }

    double operator()(double value) const {
        return pixel + (drawable(value) - base) * pixels;
    }

    template <class F> void each_mark(F visit) const {
        int count = static_cast<int>(std::round((last - first) / step));
        for (int i = 0; i <= count; i++) {
            visit(first + i * step);
        }
    }

    double step;

  private:
    // A range of equal values would leave nothing to divide by.
    static void widen(double &low, double &high) {
        low = drawable(low);
        high = drawable(high);
        if (high - low <= std::fabs(low) * 1e-12) {
            double by = std::max(std::fabs(low) * 0.1, 1.0);
            low -= by;
            high += by;
        }
    }

    double first, last;
    double base = 0, pixel = 0, pixels = 0;
};

class Page {
  public:
    Page(const Sheet &sheet, Parts show)
        : sheet(sheet), parts(show), svg(sheet.width, sheet.height) {}

    std::string draw() && {
        svg.rect({0, 0, width(), height()}, paper);
        double top = margin;
        if (parts.title) {
            top = draw_title(top);
        }
        if (parts.values) {
            top = draw_summary(top);
        }
        draw_panels(top);
        return std::move(svg).finish();
    }

  private:
    double width() const { return sheet.width; }
    double height() const { return sheet.height; }

    std::string with_unit(double value) const {
        return show(value) + (sheet.unit ? " " + *sheet.unit : "");
    }

    double draw_title(double top) {
        svg.text({margin, top + 22}, sheet.title, {26, ink, {}, true});
        svg.text({margin, top + 46}, sheet.subtitle, {14, grey});
        return top + 64;
    }

    double draw_summary(double top) {
        const Summary &s = sheet.summary;
        constexpr std::string_view trends[] = {
            "\u2198 falling", "\u2192 steady", "\u2197 rising"};
        const std::array<std::pair<std::string_view, std::string>, 8> tiles = {{
            {"values", std::to_string(s.count)},
            {"missing", std::to_string(s.missing)},
            {"mean", with_unit(s.mean)},
            {"median", with_unit(s.median)},
            {"deviation", with_unit(s.deviation)},
            {"minimum", with_unit(s.minimum)},
            {"maximum", with_unit(s.maximum)},
            {"trend", std::string(trends[static_cast<int>(s.trend)])},
        }};
        constexpr double between = 10, tall = 56;
        double count = tiles.size();
        double wide = (width() - 2 * margin - between * (count - 1)) / count;
        double left = margin;
        for (const auto &[name, value] : tiles) {
            svg.rect({left, top, wide, tall}, card, 8);
            svg.text({left + 12, top + 21}, name, {12, grey});
            svg.text({left + 12, top + 43}, fit(value, 17, wide - 12),
                     {17, ink, {}, true});
            left += wide + between;
        }
        return top + tall + gap;
    }

    void draw_panels(double top) {
        const auto &panels = sheet.panels;
        if (panels.empty()) {
            return;
        }
        double tall = height() - margin - top;
        double wide = width() - 2 * margin;
        bool alone = panels.size() == 1;
        double first = alone ? tall : std::floor((tall - gap) * 0.52);
        draw_panel(panels[0], {margin, top, wide, first});
        if (alone) {
            return;
        }
        double others = panels.size() - 1;
        Box box = {margin, top + first + gap,
                   (wide - gap * (others - 1)) / others, tall - first - gap};
        for (auto panel = panels.begin() + 1; panel != panels.end(); panel++) {
            draw_panel(*panel, box);
            box.left += box.width + gap;
        }
    }

    void draw_panel(const Panel &panel, Box box) {
        svg.rect(box, card, 10);
        svg.text({box.left + 18, box.top + 28}, panel.caption,
                 {15, ink, {}, true});
        Box inner = {box.left + 18, box.top + 44, box.width - 36,
                     box.height - 60};
        std::visit([&](const auto &plot) { draw_plot(plot, inner); },
                   panel.plot);
    }

    // Marks up the left side and returns what is left of the box for data.
    Box draw_vertical_axis(Scale &scale, Box box, double below) {
        double labels = 0;
        scale.each_mark([&](double mark) {
            labels = std::max(labels, text_width(show(mark, scale.step), 12));
        });
        Box plot = {box.left + labels + 10, box.top + 6,
                    box.width - labels - 10, box.height - 6 - below};
        scale.span(plot.bottom(), plot.top);
        scale.each_mark([&](double mark) {
            double y = scale(mark);
            if (parts.grid) {
                svg.line({plot.left, y}, {plot.right(), y}, rule);
            }
            svg.text({plot.left - 10, y + 4}, show(mark, scale.step),
                     {12, grey, Anchor::end});
        });
        return plot;
    }

    void draw_plot(const Lines &lines, Box box);
    void draw_plot(const Histogram &histogram, Box box);
    void draw_plot(const Bars &bars, Box box);
    void draw_legend(const Lines &lines, Box box);
    void draw_months(const Series &line, Box plot, double between);
    void draw_series(const Series &line,
                     const Scale &scale,
                     Box plot,
                     double between,
                     std::string_view colour);

    const Sheet &sheet;
    Parts parts;
    Svg svg;
};

void Page::draw_plot(const Lines &lines, Box box) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    size_t months = 0;
    for (const Series &line : lines) {
        months = std::max(months, line.points.size());
        for (const Point &point : line.points) {
            low = std::min(low, point.value.value_or(low));
            high = std::max(high, point.value.value_or(high));
        }
    }
    if (low > high) {
        return;
    }
    if (parts.legend) {
        draw_legend(lines, box);
    }
    const std::string mean = with_unit(sheet.summary.mean);
    if (parts.mean_line) {
        box.width -= std::max(text_width(mean, 12), 40.0) + 10;
    }
    Scale scale(low, high, 6);
    Box plot = draw_vertical_axis(scale, box, 24);
    double between = plot.width / static_cast<double>(months);
    draw_months(lines[0], plot, between);

    if (parts.mean_line) {
        double y = scale(sheet.summary.mean);
        svg.line({plot.left, y}, {plot.right(), y}, accent, 1.5, true);
        svg.text({plot.right() + 8, y - 3}, "mean", {12, accent, {}, true});
        svg.text({plot.right() + 8, y + 12}, mean, {12, accent});
    }
    for (size_t i = 0; i < lines.size(); i++) {
        draw_series(lines[i], scale, plot, between,
                    palette[i % palette.size()]);
    }
}

// In the line of the caption, against the right side.
void Page::draw_legend(const Lines &lines, Box box) {
    double x = box.right();
    for (size_t i = lines.size(); i-- > 0;) {
        x -= text_width(lines[i].name, 13);
        if (x < box.left + box.width * 0.25) {
            return; // no room for the rest
        }
        svg.text({x, box.top - 16}, lines[i].name, {13, grey});
        x -= 18;
        svg.rect({x, box.top - 26, 12, 12}, palette[i % palette.size()], 3);
        x -= 18;
    }
}

void Page::draw_months(const Series &line, Box plot, double between) {
    constexpr std::string_view names[] = {"Jan", "Feb", "Mar", "Apr",
                                          "May", "Jun", "Jul", "Aug",
                                          "Sep", "Oct", "Nov", "Dec"};
    size_t every = static_cast<size_t>(std::max(std::ceil(60 / between), 1.0));
    for (size_t i = 0; i < line.points.size(); i += every) {
        const std::string &month = line.points[i].month; // YYYY-MM
        std::string label = month;
        if (month.size() == 7) {
            int number = (month[5] - '0') * 10 + (month[6] - '0');
            if (number >= 1 && number <= 12) {
                label = names[number - 1];
                label += i == 0 || number == 1 ? " " + month.substr(0, 4) : "";
            }
        }
        double x = plot.left + (static_cast<double>(i) + 0.5) * between;
        svg.text({x, plot.bottom() + 20}, label, {12, grey, Anchor::middle});
    }
}

void Page::draw_series(const Series &line,
                       const Scale &scale,
                       Box plot,
                       double between,
                       std::string_view colour) {
    std::vector<Spot> run; // of months without a gap
    auto end_run = [&] {
        if (run.size() > 1) {
            svg.polyline(run, colour);
        }
        run.clear();
    };
    double x = plot.left + between / 2;
    for (const Point &point : line.points) {
        if (point.value) {
            run.push_back({x, scale(*point.value)});
        } else {
            end_run();
        }
        x += between;
    }
    end_run();

    x = plot.left + between / 2;
    for (const Point &point : line.points) {
        if (point.value) {
            svg.circle({x, scale(*point.value)}, 4, colour,
                       line.name + ", " + point.month + ": " +
                           with_unit(*point.value));
        }
        x += between;
    }
}

void Page::draw_plot(const Histogram &histogram, Box box) {
    if (histogram.empty()) {
        return;
    }
    uint32_t most = 5;
    for (const Bucket &bucket : histogram) {
        most = std::max(most, bucket.count);
    }
    Scale counts(0, most, 5);
    Box plot = draw_vertical_axis(counts, box, 24);
    double low = histogram.front().low, high = histogram.back().high;
    Scale values(low, high, 8);
    values.span(low, high, plot.left, plot.right());

    for (const Bucket &bucket : histogram) {
        double left = values(bucket.low), top = counts(bucket.count);
        std::string range = show(bucket.low) + " to " + with_unit(bucket.high);
        double wide = std::max(values(bucket.high) - left - 2, 4.0);
        svg.rect({left + 1, top, wide, plot.bottom() - top}, palette[0], 2,
                 range + ": " + std::to_string(bucket.count));
    }
    svg.line({plot.left, plot.bottom()}, {plot.right(), plot.bottom()}, grey);
    values.each_mark([&](double mark) {
        double x = values(mark);
        if (x >= plot.left - 1 && x <= plot.right() + 1) {
            svg.text({x, plot.bottom() + 20}, show(mark, values.step),
                     {12, grey, Anchor::middle});
        }
    });
    if (parts.mean_line) {
        double x = values(sheet.summary.mean);
        svg.line({x, plot.top - 8}, {x, plot.bottom()}, accent, 1.5, true);
        svg.text({x + 6, plot.top + 2}, "mean", {12, accent, {}, true});
    }
}

void Page::draw_plot(const Bars &bars, Box box) {
    if (bars.empty()) {
        return;
    }
    double low = 0, high = 0, labels = 0, numbers = 0;
    for (const Reading &bar : bars) {
        low = std::min(low, drawable(bar.value));
        high = std::max(high, drawable(bar.value));
        labels = std::max(labels, text_width(bar.label, 12));
        numbers = std::max(numbers, text_width(with_unit(bar.value), 12));
    }
    labels = std::min(labels, box.width * 0.45);
    double room = box.width - labels - numbers - 20;
    double scale = high > low ? room / (high - low) : 0;
    double zero = box.left + labels + 10 - low * scale;
    double between = box.height / static_cast<double>(bars.size());
    double thick = std::min(between * 0.66, 22.0);

    double y = box.top + between / 2;
    for (const Reading &bar : bars) {
        double end = zero + drawable(bar.value) * scale;
        svg.text({box.left + labels, y + 4}, fit(bar.label, 12, labels),
                 {12, grey, Anchor::end});
        svg.rect(
            {std::min(zero, end), y - thick / 2, std::fabs(end - zero), thick},
            palette[1], 3);
        svg.text({std::max(zero, end) + 6, y + 4}, with_unit(bar.value),
                 {12, ink, {}, true});
        y += between;
    }
}

} // namespace

std::string draw(const Sheet &sheet, Parts show) {
    return Page(sheet, show).draw();
}
