/*
 * What the app sees of its imports and of its one export, as C.
 *
 * All memory, whether it comes back from imports or is asked for here, is
 * taken back after each call of `report`; nothing needs to be freed. Only the
 * handle of a table has to be dropped.
 */
#ifndef BINDINGS_H
#define BINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *allocate(size_t size, size_t align);

typedef struct {
    const char *ptr;
    uint32_t len;
} string;

typedef struct {
    string *ptr;
    uint32_t len;
} string_list;

#define STRING(literal) ((string){literal, sizeof literal - 1})

/* The layouts below are those of the canonical ABI. */

/* demo:report/csv */

typedef enum {
    CSV_EMPTY,
    CSV_DUPLICATE_COLUMN,
    CSV_RAGGED_ROW,
    CSV_STRAY_QUOTE,
    CSV_UNTERMINATED_QUOTE,
} csv_parse_error_kind;

typedef struct {
    uint8_t kind;
    struct {
        uint32_t line;
        string reason;
    } place; /* unless the kind is CSV_EMPTY */
} csv_parse_error;

typedef enum { CSV_NUMBER, CSV_DATE, CSV_TEXT } csv_kind;

typedef struct {
    string name;
    uint8_t kind;
} csv_column;

typedef struct {
    csv_column *ptr;
    uint32_t len;
} csv_column_list;

typedef int32_t csv_table; /* a handle */

bool csv_table_parse(string text, csv_table *table, csv_parse_error *error);
csv_column_list csv_table_columns(csv_table table);
uint32_t csv_table_row_count(csv_table table);
/* False past the last row. */
bool csv_table_row(csv_table table, uint32_t index, string_list *row);
void csv_table_drop(csv_table table);

/* demo:report/stats. Its lists only pass through. */

typedef struct {
    void *ptr;
    uint32_t len;
} opaque_list;

typedef opaque_list stats_bucket_list, stats_reading_list, stats_series_list;

typedef enum {
    STATS_MEAN,
    STATS_MEDIAN,
    STATS_MINIMUM,
    STATS_MAXIMUM
} stats_statistic;

typedef struct {
    uint32_t count, missing;
    double minimum, maximum, mean, median, deviation;
    uint8_t trend;
} stats_summary;

typedef enum { STATS_NO_COLUMN, STATS_NO_VALUES } stats_problem_kind;

typedef struct {
    uint8_t kind;
    string reason; /* if the kind is STATS_NO_COLUMN */
} stats_problem;

bool stats_summarize(csv_table data,
                     string column,
                     stats_summary *summary,
                     stats_problem *problem);
bool stats_histogram(csv_table data,
                     string column,
                     uint32_t buckets,
                     stats_bucket_list *histogram,
                     stats_problem *problem);
bool stats_highest(csv_table data,
                   string column,
                   const string *labels,
                   uint32_t labels_len,
                   uint32_t count,
                   stats_reading_list *readings,
                   stats_problem *problem);
/* `split` may be NULL. */
bool stats_monthly(csv_table data,
                   string column,
                   string dates,
                   const string *split,
                   stats_statistic which,
                   stats_series_list *series,
                   stats_problem *problem);

/* demo:report/chart */

typedef enum {
    CHART_TITLE = 1,
    CHART_LEGEND = 2,
    CHART_GRID = 4,
    CHART_MEAN_LINE = 8,
    CHART_VALUES = 16,
} chart_parts;

typedef enum { CHART_BARS, CHART_HISTOGRAM, CHART_LINES } chart_plot_kind;

typedef struct {
    string caption;
    struct {
        uint8_t kind;
        opaque_list data;
    } plot;
} chart_panel;

typedef struct {
    string title, subtitle;
    struct {
        bool some;
        string value;
    } unit;
    uint32_t width, height;
    stats_summary summary;
    struct {
        chart_panel *ptr;
        uint32_t len;
    } panels;
} chart_sheet;

string chart_draw(const chart_sheet *page, unsigned parts);

/* The export. app.c implements it: true and SVG, or false and a message. */
bool report(string csv, string *out);

#endif
