/* The canonical ABI of the world demo:report/app, by hand. */
#include "bindings.h"

#define CSV "demo:report/csv@0.1.0"
#define STATS "demo:report/stats@0.1.0"
#define CHART "demo:report/chart@0.1.0"

#define IMPORT(module, name) \
    __attribute__((import_module(module), import_name(name))) extern
#define EXPORT(name) __attribute__((export_name(name)))

/* Memory grows in one direction and is reset after each call. */

enum { PAGE = 65536 };

extern char __heap_base;

static uintptr_t next_free;

void *allocate(size_t size, size_t align) {
    if (next_free == 0) {
        next_free = (uintptr_t)&__heap_base;
    }
    uintptr_t start = (next_free + align - 1) & ~(uintptr_t)(align - 1);
    uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    if (size > have - start) {
        size_t pages = (size - (have - start) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) {
            __builtin_trap();
        }
    }
    next_free = start + size;
    return (void *)start;
}

EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
    char *moved = allocate(size, align);
    const char *bytes = old;
    for (size_t i = 0; i < old_size && i < size; i++) {
        moved[i] = bytes[i];
    }
    return moved;
}

/*
 * Imports. Parameters are flat, at most sixteen; results of more than one core
 * value are stored where the last parameter points.
 */

typedef struct {
    uint8_t failed;
    union {
        csv_table ok;
        csv_parse_error error;
    } as;
} parse_result;

typedef struct {
    uint8_t some;
    string_list row;
} row_option;

IMPORT(CSV, "[static]table.parse")
void import_parse(const char *, uint32_t, parse_result *);
IMPORT(CSV, "[method]table.columns")
void import_columns(csv_table, csv_column_list *);
IMPORT(CSV, "[method]table.row-count") uint32_t import_row_count(csv_table);
IMPORT(CSV, "[method]table.row")
void import_row(csv_table, uint32_t, row_option *);
IMPORT(CSV, "[resource-drop]table") void import_drop(csv_table);

bool csv_table_parse(string text, csv_table *table, csv_parse_error *error) {
    parse_result result;
    import_parse(text.ptr, text.len, &result);
    if (result.failed) {
        *error = result.as.error;
    } else {
        *table = result.as.ok;
    }
    return !result.failed;
}

csv_column_list csv_table_columns(csv_table table) {
    csv_column_list columns;
    import_columns(table, &columns);
    return columns;
}

uint32_t csv_table_row_count(csv_table table) {
    return import_row_count(table);
}

bool csv_table_row(csv_table table, uint32_t index, string_list *row) {
    row_option option;
    import_row(table, index, &option);
    if (option.some) {
        *row = option.row;
    }
    return option.some;
}

void csv_table_drop(csv_table table) {
    import_drop(table);
}

typedef struct {
    uint8_t failed;
    union {
        stats_summary ok;
        stats_problem problem;
    } as;
} summary_result;

typedef struct {
    uint8_t failed;
    union {
        opaque_list ok;
        stats_problem problem;
    } as;
} list_result;

IMPORT(STATS, "summarize")
void import_summarize(csv_table, const char *, uint32_t, summary_result *);
IMPORT(STATS, "histogram")
void import_histogram(
    csv_table, const char *, uint32_t, uint32_t, list_result *);
IMPORT(STATS, "highest")
void import_highest(csv_table,
                    const char *,
                    uint32_t,
                    const string *,
                    uint32_t,
                    uint32_t,
                    list_result *);
IMPORT(STATS, "monthly")
void import_monthly(csv_table,
                    const char *,
                    uint32_t,
                    const char *,
                    uint32_t,
                    uint32_t,
                    const char *,
                    uint32_t,
                    uint32_t,
                    list_result *);

bool stats_summarize(csv_table data,
                     string column,
                     stats_summary *summary,
                     stats_problem *problem) {
    summary_result result;
    import_summarize(data, column.ptr, column.len, &result);
    if (result.failed) {
        *problem = result.as.problem;
    } else {
        *summary = result.as.ok;
    }
    return !result.failed;
}

static bool unpack(const list_result *result,
                   opaque_list *list,
                   stats_problem *problem) {
    if (result->failed) {
        *problem = result->as.problem;
    } else {
        *list = result->as.ok;
    }
    return !result->failed;
}

bool stats_histogram(csv_table data,
                     string column,
                     uint32_t buckets,
                     stats_bucket_list *histogram,
                     stats_problem *problem) {
    list_result result;
    import_histogram(data, column.ptr, column.len, buckets, &result);
    return unpack(&result, histogram, problem);
}

bool stats_highest(csv_table data,
                   string column,
                   const string *labels,
                   uint32_t labels_len,
                   uint32_t count,
                   stats_reading_list *readings,
                   stats_problem *problem) {
    list_result result;
    import_highest(data, column.ptr, column.len, labels, labels_len, count,
                   &result);
    return unpack(&result, readings, problem);
}

bool stats_monthly(csv_table data,
                   string column,
                   string dates,
                   const string *split,
                   stats_statistic which,
                   stats_series_list *series,
                   stats_problem *problem) {
    list_result result;
    string by = split ? *split : (string){0};
    import_monthly(data, column.ptr, column.len, dates.ptr, dates.len,
                   split != 0, by.ptr, by.len, which, &result);
    return unpack(&result, series, problem);
}

/* Twenty flat parameters are too many, so they go through memory. */
typedef struct {
    chart_sheet page;
    uint8_t show;
} draw_params;

IMPORT(CHART, "draw") void import_draw(const draw_params *, string *);

string chart_draw(const chart_sheet *page, unsigned parts) {
    draw_params params = {*page, (uint8_t)parts};
    string svg;
    import_draw(&params, &svg);
    return svg;
}

/* The export: report: func(csv: string) -> result<string, string> */

typedef struct {
    uint8_t failed;
    string text;
} report_result;

EXPORT("report")
report_result *export_report(const char *ptr, uint32_t len) {
    static report_result result;
    result.failed = !report((string){ptr, len}, &result.text);
    return &result;
}

EXPORT("cabi_post_report")
void export_report_post(report_result *result) {
    (void)result;
    next_free = 0;
}
