/*
 * From CSV text to a drawn report: reads with `csv`, computes with `stats`,
 * draws with `chart`. The first column of numbers is what the report is about;
 * the first of dates and the first of text, if there are any, order and split
 * it. A unit may stand in brackets behind the name: "temperature (°C)".
 */
#include "bindings.h"

enum { BUCKETS = 24, HIGHEST = 8, MAX_SERIES = 6 };

/* Messages are joined from pieces. */

static string join(const string *pieces, size_t count) {
    uint32_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += pieces[i].len;
    }
    char *text = allocate(len, 1);
    char *end = text;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t at = 0; at < pieces[i].len; at++) {
            *end++ = pieces[i].ptr[at];
        }
    }
    return (string){text, len};
}

#define JOIN(...)                       \
    join((const string[]){__VA_ARGS__}, \
         sizeof((const string[]){__VA_ARGS__}) / sizeof(string))

static string number(uint32_t value) {
    enum { MAX_DIGITS = 10 };
    char *end = (char *)allocate(MAX_DIGITS, 1) + MAX_DIGITS;
    char *start = end;
    do {
        *--start = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return (string){start, (uint32_t)(end - start)};
}

static string describe_parse_error(const csv_parse_error *error) {
    if (error->kind == CSV_EMPTY) {
        return STRING("the text is empty");
    }
    return JOIN(STRING("line "), number(error->place.line), STRING(": "),
                error->place.reason);
}

static string describe_problem(const stats_problem *problem) {
    if (problem->kind == STATS_NO_VALUES) {
        return STRING("there are no values to report on");
    }
    return problem->reason;
}

static const csv_column *find_column(csv_column_list columns, csv_kind kind) {
    for (uint32_t i = 0; i < columns.len; i++) {
        if (columns.ptr[i].kind == kind) {
            return &columns.ptr[i];
        }
    }
    return NULL;
}

/* Splits "name (unit)"; otherwise there is no unit. */
static void split_unit(string *name, string *unit, string column) {
    *name = column;
    *unit = (string){0};
    if (column.len == 0 || column.ptr[column.len - 1] != ')') {
        return;
    }
    for (uint32_t i = column.len; i-- > 1;) {
        if (column.ptr[i] == '(' && column.ptr[i - 1] == ' ') {
            name->len = i - 1;
            *unit = (string){column.ptr + i + 1, column.len - i - 2};
            return;
        }
    }
}

static string describe_table(csv_table table,
                             csv_column_list columns,
                             const csv_column *date) {
    uint32_t rows = csv_table_row_count(table);
    string size = JOIN(number(rows), STRING(" rows, "), number(columns.len),
                       STRING(" columns"));
    string_list first, last;
    if (!date || !csv_table_row(table, 0, &first) ||
        !csv_table_row(table, rows - 1, &last)) {
        return size;
    }
    size_t at = (size_t)(date - columns.ptr);
    return JOIN(first.ptr[at], STRING(" to "), last.ptr[at], STRING(": "),
                size);
}

static void add_panel(chart_sheet *page,
                      string caption,
                      chart_plot_kind kind,
                      opaque_list data) {
    page->panels.ptr[page->panels.len++] =
        (chart_panel){caption, {(uint8_t)kind, data}};
}

/* One series for each text, unless they are too many to be told apart. */
static bool monthly_means(csv_table table,
                          string value,
                          string date,
                          const csv_column *text,
                          stats_series_list *out,
                          stats_problem *problem) {
    if (text) {
        if (!stats_monthly(table, value, date, &text->name, STATS_MEAN, out,
                           problem)) {
            return false;
        }
        if (out->len <= MAX_SERIES) {
            return true;
        }
    }
    return stats_monthly(table, value, date, NULL, STATS_MEAN, out, problem);
}

static bool fill_page(chart_sheet *page,
                      csv_table table,
                      stats_problem *problem) {
    csv_column_list columns = csv_table_columns(table);
    const csv_column *value = find_column(columns, CSV_NUMBER);
    const csv_column *date = find_column(columns, CSV_DATE);
    const csv_column *text = find_column(columns, CSV_TEXT);
    if (!value) {
        *problem = (stats_problem){STATS_NO_VALUES, {0}};
        return false;
    }

    string name;
    split_unit(&name, &page->unit.value, value->name);
    page->unit.some = page->unit.value.len > 0;
    page->title = JOIN(STRING("Report: "), name);

    string labels[2];
    uint32_t labels_len = 0;
    if (date) {
        labels[labels_len++] = date->name;
    }
    if (text) {
        labels[labels_len++] = text->name;
    }

    opaque_list data;
    if (!stats_summarize(table, value->name, &page->summary, problem)) {
        return false;
    }
    if (date) {
        if (!monthly_means(table, value->name, date->name, text, &data,
                           problem)) {
            return false;
        }
        add_panel(page, STRING("Monthly means"), CHART_LINES, data);
    }
    if (!stats_histogram(table, value->name, BUCKETS, &data, problem)) {
        return false;
    }
    add_panel(page, STRING("How often each value occurs"), CHART_HISTOGRAM,
              data);
    if (!stats_highest(table, value->name, labels, labels_len, HIGHEST, &data,
                       problem)) {
        return false;
    }
    add_panel(page, STRING("Highest values"), CHART_BARS, data);
    page->subtitle = describe_table(table, columns, date);
    return true;
}

bool report(string csv, string *out) {
    csv_table table;
    csv_parse_error error;
    if (!csv_table_parse(csv, &table, &error)) {
        *out = describe_parse_error(&error);
        return false;
    }

    chart_panel panels[3];
    chart_sheet page = {.width = 1120, .height = 760, .panels = {panels, 0}};
    stats_problem problem;
    bool filled = fill_page(&page, table, &problem);
    csv_table_drop(table);
    if (!filled) {
        *out = describe_problem(&problem);
        return false;
    }
    *out = chart_draw(&page, CHART_TITLE | CHART_LEGEND | CHART_GRID |
                                 CHART_MEAN_LINE | CHART_VALUES);
    return true;
}
