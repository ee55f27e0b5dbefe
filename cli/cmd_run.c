/* tenon run: executes a component in the bundled interpreter. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tenon/runtime.h"

#include "cli/command.h"

static const cli_option options[] = {
    {0, "invoke", "CALL", "the export to call: 'name(1, \"x\")' in WAVE"},
    {0, "arg", "VALUE", "an argument in WAVE; @FILE: the text of a file"},
    {0, "raw", NULL, "write a string as it is; ok(s) as s, err(e) as failure"},
    {'o', "output", "FILE", "where to write the result (standard output)"},
    {0, "max-memory", "MIB", "memory that all guests may use together"},
    {0, "fuel", "N", "calls and loop turns that guests may take, then trap"},
};

/* What one run holds on to. */
typedef struct job {
    tenon_component *component;
    tenon_store *store;
    tenon_instance *instance;
    tenon_func *func;
    tenon_val *args;
    tenon_buffer *files; /* behind string arguments */
    size_t arg_count;
} job;

/* A number without sign; false, after a message, for anything else. */
static bool number_of(cli *c, const char *option, uint64_t max, uint64_t *out) {
    const char *text = cli_value_of(c, option, "0");
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && !errno && *out <= max)
        return true;
    cli_usage_error(c, "--%s takes a number, not `%s`", option, text);
    return false;
}

static bool take_limits(cli *c, tenon_store_options *out) {
    uint64_t mib;
    if (!number_of(c, "max-memory", UINT64_MAX >> 20, &mib) ||
        !number_of(c, "fuel", UINT64_MAX, &out->fuel))
        return false;
    out->max_memory_bytes = mib << 20;
    return true;
}

static tenon_status load(cli *c, job *j, const tenon_store_options *limits) {
    tenon_buffer file = {0};
    tenon_status status = cli_read_wasm(c, 0, &file);
    if (status == TENON_OK)
        status = tenon_component_load(&j->component, c->ctx, c->inputs[0],
                                      file.data, file.len);
    tenon_buffer_release(&file);
    if (status == TENON_OK && limits->fuel)
        tenon_component_set_metered(j->component);
    if (status == TENON_OK)
        status = tenon_store_new(&j->store, c->ctx, limits);
    if (status == TENON_OK)
        status = tenon_instantiate(&j->instance, j->store, j->component);
    return status;
}

/* @FILE is the file's text as a string, for texts that no shell should see. */
static tenon_status read_text_arg(cli *c, job *j, size_t i, const char *path) {
    tenon_status status = cli_read_wasm_file(c, path, &j->files[i]);
    j->args[i].kind = TENON_VAL_STRING;
    j->args[i].of.string.data = (const char *)j->files[i].data;
    j->args[i].of.string.len = j->files[i].len;
    return status;
}

static tenon_status parse_args(cli *c, job *j, const char **texts) {
    tenon_status status = TENON_OK;
    if (j->arg_count != tenon_func_param_count(j->func)) {
        tenon_report(c->ctx, NULL, "wrong number of --arg for this function",
                     NULL);
        return TENON_INVALID;
    }
    for (size_t i = 0; i < j->arg_count && status == TENON_OK; i++)
        status = texts[i][0] == '@'
                     ? read_text_arg(c, j, i, texts[i] + 1)
                     : tenon_parse_arg(j->func, i, texts[i], &j->args[i]);
    return status;
}

/* The text within string, ok(string) and err(string); NULL otherwise. */
static const tenon_val *raw_text(const tenon_val *value) {
    if (value->kind == TENON_VAL_RESULT)
        value = value->of.variant.payload;
    return value && value->kind == TENON_VAL_STRING ? value : NULL;
}

static int write_raw(cli *c, const tenon_val *result) {
    bool failed =
        result->kind == TENON_VAL_RESULT && result->of.variant.index == 1;
    const tenon_val *text = raw_text(result);
    const char *data = text ? text->of.string.data : "";
    size_t len = text ? text->of.string.len : 0;
    if (!failed)
        return cli_write_output(c, data, len, false);
    char message[512];
    snprintf(message, sizeof message, "the guest answered: %.*s",
             (int)(len < 400 ? len : 400), data);
    tenon_report(c->ctx, c->inputs[0], message, NULL);
    return cli_finish(c, TENON_INVALID);
}

static int write_wave(cli *c, const tenon_buffer *text) {
    static const char newline[] = "\n";
    if (text->len == 0)
        return cli_finish(c, TENON_OK);
    /* The buffer ends with a NUL that makes room for the line end. */
    text->data[text->len] = (uint8_t)newline[0];
    return cli_write_output(c, text->data, text->len + 1, false);
}

static int call_with_args(cli *c, job *j) {
    tenon_val result = {0};
    tenon_status status = tenon_call(j->func, j->args, j->arg_count, &result);
    if (status != TENON_OK)
        return cli_finish(c, status);
    if (cli_switch(c, "raw") && tenon_func_has_result(j->func) &&
        (raw_text(&result) || result.kind == TENON_VAL_RESULT))
        return write_raw(c, &result);
    tenon_buffer text = {0};
    status = tenon_print_result(j->func, &result, &text);
    int code =
        status == TENON_OK ? write_wave(c, &text) : cli_finish(c, status);
    tenon_buffer_release(&text);
    return code;
}

static int invoke_name(cli *c, job *j, const char *name) {
    const char **texts = cli_values_of(c, "arg", &j->arg_count);
    j->func = tenon_instance_func(j->instance, name);
    j->args = calloc(j->arg_count + 1, sizeof *j->args);
    j->files = calloc(j->arg_count + 1, sizeof *j->files);
    tenon_status status = j->func ? TENON_OK : TENON_INVALID;
    if (!texts || !j->args || !j->files)
        status = TENON_NO_MEMORY;
    if (status == TENON_OK)
        status = parse_args(c, j, texts);
    free(texts);
    return status == TENON_OK ? call_with_args(c, j) : cli_finish(c, status);
}

static int invoke_text(cli *c, job *j, const char *call) {
    tenon_buffer text = {0};
    tenon_status status = tenon_call_text(j->instance, call, &text);
    int code =
        status == TENON_OK ? write_wave(c, &text) : cli_finish(c, status);
    tenon_buffer_release(&text);
    return code;
}

static void release_job(job *j) {
    for (size_t i = 0; j->files && i < j->arg_count; i++)
        tenon_buffer_release(&j->files[i]);
    free(j->files);
    free(j->args);
    tenon_store_free(j->store);
    tenon_component_free(j->component);
}

static int run(cli *c) {
    job j = {0};
    const char *call = cli_value_of(c, "invoke", NULL);
    if (!call)
        return cli_usage_error(c, "say what to call: --invoke 'name(...)'");
    tenon_store_options limits = TENON_STORE_OPTIONS_INIT;
    if (!take_limits(c, &limits))
        return EXIT_USAGE;
    tenon_status status = load(c, &j, &limits);
    int code;
    if (status != TENON_OK)
        code = cli_finish(c, status);
    else if (strchr(call, '('))
        code = invoke_text(c, &j, call);
    else
        code = invoke_name(c, &j, call);
    release_job(&j);
    return code;
}

const cli_command cmd_run = {
    .name = "run",
    .summary = "execute a component",
    .usage = "COMPONENT.wasm --invoke CALL",
    .description =
        "Instantiates a component in the bundled interpreter and calls an "
        "export. Values\nare written in WAVE: 1, \"text\", [1, 2], {name: "
        "\"x\"}, some(1), err(\"no\").\nA function of an exported interface "
        "is called `interface#name`.",
    .example = "  tenon run greet.wasm --invoke 'greet(\"you\")'\n"
               "  tenon run report.wasm --invoke report --arg @data.csv --raw "
               "-o chart.svg",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
