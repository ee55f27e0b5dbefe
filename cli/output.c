/* Inputs, outputs and the end of a command. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "tenon/parse.h"

#include "cli/command.h"

static int exit_code(tenon_status status) {
    switch (status) {
    case TENON_OK:
        return EXIT_FINE;
    case TENON_TRAP:
        return EXIT_TRAP;
    case TENON_MISUSE:
        return EXIT_USAGE;
    default:
        return EXIT_WRONG;
    }
}

const char *cli_flush_stdout(void) {
    bool failed = ferror(stdout) != 0;
    errno = EIO; /* the reason may be lost by now */
    failed |= fflush(stdout) != 0;
    clearerr(stdout);
    return failed ? strerror(errno) : NULL;
}

int cli_finish(cli *c, tenon_status status) {
    const char *lost = cli_flush_stdout();
    if (lost) {
        char text[128];
        snprintf(text, sizeof text, "cannot write: %s", lost);
        tenon_report(c->ctx, "<stdout>", text, NULL);
        status = status == TENON_OK ? TENON_INVALID : status;
    }
    size_t errors = tenon_diagnostic_count(c->ctx, TENON_SEVERITY_ERROR);
    /* No status fails in silence. */
    if (status != TENON_OK && errors == 0)
        tenon_report(c->ctx, NULL, tenon_status_text(status), NULL);
    FILE *out = c->messages_are_result ? stdout : stderr;
    int code = exit_code(status);
    if (tenon_diagnostics_write_as(c->ctx, out, &c->messages) == TENON_OK &&
        fflush(out) == 0)
        return code;
    clearerr(out); /* it is said once */
    fprintf(stderr, "error: the diagnostics could not be written\n");
    return code == EXIT_FINE ? EXIT_WRONG : code;
}

bool cli_report_to_stdout(cli *c) {
    c->messages_are_result = c->messages.format != TENON_MESSAGE_HUMAN;
    return c->messages_are_result;
}

tenon_status cli_print_json(cJSON *root) {
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text)
        return TENON_NO_MEMORY;
    puts(text);
    cJSON_free(text);
    return TENON_OK;
}

int cli_write_output(cli *c, const void *data, size_t len, bool binary) {
    const char *path = cli_value_of(c, "output", "-");
    if (binary && strcmp(path, "-") == 0 && isatty(STDOUT_FILENO)) {
        tenon_report(c->ctx, NULL, "binary output is not shown on a terminal",
                     "name a file with -o FILE");
        return cli_finish(c, TENON_INVALID);
    }
    fflush(stdout);
    return cli_finish(c, tenon_write_file(c->ctx, path, data, len));
}

const char *cli_input(const cli *c, size_t i) {
    return i < c->input_count ? c->inputs[i] : "-";
}

bool cli_lacks_input(const cli *c, size_t i) {
    return i >= c->input_count && isatty(STDIN_FILENO);
}

tenon_status cli_read_input(cli *c, size_t i, tenon_buffer *out) {
    return tenon_read_file(out, c->ctx, cli_input(c, i));
}

tenon_status cli_read_wasm_file(cli *c, const char *path, tenon_buffer *out) {
    tenon_buffer file = {0};
    tenon_status status = tenon_read_file(&file, c->ctx, path);
    if (status != TENON_OK)
        return status;
    if (tenon_detect(file.data, file.len) != TENON_FILE_TEXT_WASM) {
        *out = file;
        return TENON_OK;
    }
    const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
    const tenon_input input = {shown, file.data, file.len};
    status = tenon_parse_text(out, c->ctx, &input);
    tenon_buffer_release(&file);
    return status;
}

tenon_status cli_read_wasm(cli *c, size_t i, tenon_buffer *out) {
    return cli_read_wasm_file(c, cli_input(c, i), out);
}

void cli_say(const cli *c, const char *fmt, ...) {
    if (c->quiet || c->messages.format != TENON_MESSAGE_HUMAN)
        return;
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
}
