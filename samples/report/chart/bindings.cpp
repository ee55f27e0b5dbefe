// The canonical ABI of demo:report/chart, by hand.
//
// C++ lays out structs on wasm32 as the ABI lays out records, and a variant is
// a struct with a tag before its payload. What callers pass was allocated with
// cabi_realloc, below, and is freed here as it is turned into values of C++.

#include <cstdlib>
#include <cstring>

#include "chart.hpp"

#define EXPORT(name) extern "C" __attribute__((export_name(name)))

EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t, size_t align, size_t size) {
    if (size == 0) {
        return reinterpret_cast<void *>(align);
    }
    void *moved = std::realloc(old, size);
    if (moved == nullptr) {
        std::abort();
    }
    return moved;
}

namespace raw {

template <class T> struct List {
    T *ptr;
    size_t len;
};

using String = List<char>;

template <class T> struct Option {
    uint8_t some;
    T value;
};

struct Reading {
    String label;
    double value;
};

struct Point {
    String month;
    Option<double> value;
};

struct Series {
    String name;
    List<Point> points;
};

struct Plot {
    enum : uint8_t { bars, histogram, lines } tag;
    union {
        List<Reading> readings;
        List<Bucket> buckets; // as it is in C++
        List<Series> series;
    };
};

struct Panel {
    String caption;
    Plot plot;
};

struct Sheet {
    String title, subtitle;
    Option<String> unit;
    uint32_t width, height;
    Summary summary; // as it is in C++
    List<Panel> panels;
};

// More than sixteen flat parameters are passed as one record in memory.
struct DrawParams {
    Sheet page;
    uint8_t show;
};

} // namespace raw

static_assert(sizeof(Bucket) == 24 && sizeof(Summary) == 56);
static_assert(sizeof(raw::Panel) == 20 && sizeof(raw::Point) == 24);
static_assert(offsetof(raw::DrawParams, show) == 104);

namespace {

// Each `take` makes a value of C++ from a raw one and frees what that held.

std::string take(raw::String raw) {
    std::string text(raw.ptr, raw.len);
    if (raw.len != 0) {
        std::free(raw.ptr);
    }
    return text;
}

double take(double value) {
    return value;
}
Bucket take(Bucket bucket) {
    return bucket;
}

template <class T>
auto take(raw::Option<T> raw) -> std::optional<decltype(take(raw.value))> {
    if (!raw.some) {
        return std::nullopt;
    }
    return take(raw.value);
}

Reading take(raw::Reading raw) {
    return {take(raw.label), raw.value};
}
Point take(raw::Point raw) {
    return {take(raw.month), take(raw.value)};
}

Series take(raw::Series raw);
Panel take(raw::Panel raw);

template <class T>
auto take(raw::List<T> raw) -> std::vector<decltype(take(*raw.ptr))> {
    std::vector<decltype(take(*raw.ptr))> items;
    items.reserve(raw.len);
    for (size_t i = 0; i < raw.len; i++) {
        items.push_back(take(raw.ptr[i]));
    }
    if (raw.len != 0) {
        std::free(raw.ptr);
    }
    return items;
}

Series take(raw::Series raw) {
    return {take(raw.name), take(raw.points)};
}

Panel take(raw::Panel raw) {
    Panel panel = {take(raw.caption), {}};
    switch (raw.plot.tag) {
    case raw::Plot::bars:
        panel.plot = take(raw.plot.readings);
        break;
    case raw::Plot::histogram:
        panel.plot = take(raw.plot.buckets);
        break;
    case raw::Plot::lines:
        panel.plot = take(raw.plot.series);
        break;
    }
    return panel;
}

Sheet take(raw::Sheet raw) {
    return {take(raw.title), take(raw.subtitle), take(raw.unit),  raw.width,
            raw.height,      raw.summary,        take(raw.panels)};
}

// The first flag is the lowest bit.
Parts take_parts(uint8_t flags) {
    return {
        .title = (flags & 1) != 0,
        .legend = (flags & 2) != 0,
        .grid = (flags & 4) != 0,
        .mean_line = (flags & 8) != 0,
        .values = (flags & 16) != 0,
    };
}

} // namespace

// draw: func(page: sheet, show: parts) -> string

EXPORT("demo:report/chart@0.1.0#draw")
raw::String *chart_draw(raw::DrawParams *params) {
    static raw::String result;
    uint8_t show = params->show;
    Sheet sheet = take(params->page);
    std::free(params);

    std::string svg = draw(sheet, take_parts(show));
    result.len = svg.size();
    result.ptr = static_cast<char *>(cabi_realloc(nullptr, 0, 1, svg.size()));
    std::memcpy(result.ptr, svg.data(), svg.size());
    return &result;
}

EXPORT("cabi_post_demo:report/chart@0.1.0#draw")
void chart_draw_post(raw::String *result) {
    std::free(result->ptr);
}
