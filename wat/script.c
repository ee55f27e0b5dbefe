/*
 * Reads scripts: the grammar of the core test suite's commands, with the
 * additions of the Component Model's and of threads as far as to step over
 * them. Within a command the scanner ends at the command's own parenthesis.
 */
#include "wat/script.h"

#include "base/vec.h"
#include "wat/value.h"

typedef struct reader {
    tn_arena *arena;
    wat_scanner scanner;
    const char *error;
} reader;

static bool fail(reader *r, const char *error) {
    if (!r->error)
        r->error = r->scanner.error ? r->scanner.error : error;
    return false;
}

static bool expect(reader *r, wat_token_kind kind, const char *error) {
    return wat_next(&r->scanner).kind == kind || fail(r, error);
}

static bool peek_is(const reader *r, wat_token_kind kind) {
    return wat_peek(&r->scanner).kind == kind;
}

static tn_str take_id(reader *r) {
    wat_token token = wat_peek(&r->scanner);
    if (token.kind != WAT_ATOM || token.text.p[0] != '$')
        return (tn_str){NULL, 0};
    return wat_next(&r->scanner).text;
}

static bool read_string(reader *r, tn_str *out) {
    wat_token token = wat_next(&r->scanner);
    if (token.kind != WAT_STRING)
        return fail(r, "expected a string");
    return wat_string_bytes(out, r->arena, token.text) ||
           fail(r, "malformed escape in a string");
}

static bool read_values(reader *r, wat_value **out, size_t *count) {
    TN_VEC(wat_value) values = {0};
    while (peek_is(r, WAT_OPEN)) {
        wat_value value;
        if (!wat_value_read(&value, &r->error, r->arena, &r->scanner))
            return false;
        tn_vec_push(r->arena, &values, value);
    }
    *out = values.data;
    *count = values.len;
    return true;
}

/* Behind "invoke" or "get", up to the closing parenthesis. */
static bool read_action_rest(reader *r, wat_action *out, bool get) {
    out->get = get;
    out->module_id = take_id(r);
    return read_string(r, &out->name) &&
           read_values(r, &out->args, &out->arg_count) &&
           expect(r, WAT_CLOSE, "expected the end of an action");
}

static bool read_action(reader *r, wat_action *out) {
    if (!expect(r, WAT_OPEN, "expected an action"))
        return false;
    wat_token word = wat_next(&r->scanner);
    if (!tn_str_eqz(word.text, "invoke") && !tn_str_eqz(word.text, "get"))
        return fail(r, "expected invoke or get");
    return read_action_rest(r, out, word.text.p[0] == 'g');
}

static bool read_module(reader *r, wat_module *out) {
    wat_token open = wat_next(&r->scanner);
    if (open.kind != WAT_OPEN)
        return fail(r, "expected a module");
    return wat_module_read(out, &r->error, r->arena, &r->scanner, open.at);
}

/* The message an assertion ends with. */
static bool read_message(reader *r, wat_command *out) {
    return !peek_is(r, WAT_STRING) || read_string(r, &out->text);
}

/* Readers by shape. Each stops before the command's closing parenthesis. */

static bool read_invoke(reader *r, wat_command *out) {
    out->has_action = true;
    out->action.module_id = take_id(r);
    return read_string(r, &out->action.name) &&
           read_values(r, &out->action.args, &out->action.arg_count);
}

static bool read_get(reader *r, wat_command *out) {
    out->action.get = true;
    return read_invoke(r, out);
}

static bool read_register(reader *r, wat_command *out) {
    if (!read_string(r, &out->text))
        return false;
    out->id = take_id(r);
    return true;
}

static bool read_return(reader *r, wat_command *out) {
    out->has_action = true;
    return read_action(r, &out->action) &&
           read_values(r, &out->results, &out->result_count);
}

static bool read_assert_action(reader *r, wat_command *out) {
    out->has_action = true;
    return read_action(r, &out->action) && read_message(r, out);
}

static bool read_assert_module(reader *r, wat_command *out) {
    return read_module(r, &out->module) && read_message(r, out);
}

static bool read_either(reader *r, wat_command *out) {
    wat_scanner ahead = r->scanner;
    (void)wat_next(&ahead);
    tn_str word = wat_next(&ahead).text;
    if (tn_str_eqz(word, "module") || tn_str_eqz(word, "component"))
        return read_assert_module(r, out);
    return read_assert_action(r, out);
}

/* "module instance $new? $definition?" behind its second word. */
static bool read_instance(reader *r, wat_command *out) {
    out->id = take_id(r);
    out->module.id = take_id(r);
    return true;
}

/* The whole command is read again, from its parenthesis. */
static bool read_module_command(reader *r, wat_command *out) {
    r->scanner.pos = out->from;
    if (!read_module(r, &out->module))
        return false;
    out->id = out->module.id;
    r->scanner.pos--;
    return true;
}

static bool read_skip(reader *r, wat_command *out) {
    TN_UNUSED(out);
    r->scanner.pos = r->scanner.end - 1;
    return true;
}

typedef bool shape_reader(reader *, wat_command *);

#define read_shape_module read_module_command
#define read_shape_instance read_instance
#define read_shape_register read_register
#define read_shape_invoke read_invoke
#define read_shape_get read_get
#define read_shape_return read_return
#define read_shape_either read_either
#define read_shape_action read_assert_action
#define read_shape_assert_module read_assert_module
#define read_shape_skip read_skip

static const struct {
    const char *keyword;
    shape_reader *read;
} commands[] = {
#define WAT_COMMAND(name, keyword, shape) {keyword, read_shape_##shape},
#include "wat/command.def"
};

static wat_command_kind find_command(tn_str keyword) {
    for (size_t i = 0; i < WAT_WRONG; i++) {
        if (tn_str_eqz(keyword, commands[i].keyword))
            return (wat_command_kind)i;
    }
    return WAT_WRONG;
}

static bool is_instance(const reader *r) {
    wat_token token = wat_peek(&r->scanner);
    return tn_str_eqz(token.text, "instance");
}

static void read_command(wat_command *out, tn_arena *arena, tn_str text) {
    reader r = {.arena = arena};
    wat_scanner_init(&r.scanner, text);
    r.scanner.pos = out->from;
    r.scanner.end = out->to;
    (void)wat_next(&r.scanner);
    wat_token word = wat_next(&r.scanner);
    out->keyword = word.kind == WAT_ATOM ? word.text : TN_STR("");
    out->kind = find_command(out->keyword);
    bool component = out->kind == WAT_COMPONENT;
    if ((component || out->kind == WAT_MODULE) && is_instance(&r)) {
        (void)wat_next(&r.scanner);
        out->kind = component ? WAT_COMPONENT_INSTANCE : WAT_INSTANCE;
    }
    bool ok = out->kind == WAT_WRONG ? fail(&r, "unknown command")
                                     : commands[out->kind].read(&r, out);
    if (ok && expect(&r, WAT_CLOSE, "expected the end of the command"))
        return;
    (void)fail(&r, "wrong command"); /* keeps an earlier reason */
    out->error = r.error;
    out->kind = WAT_WRONG;
}

/* A text that holds the fields of one module, without "(module". */
static bool is_bare_module(tn_str text) {
    static const char *const fields[] = {
        "type", "rec",    "import", "func",  "table", "memory",
        "tag",  "global", "export", "start", "elem",  "data",
    };
    wat_scanner scanner;
    wat_scanner_init(&scanner, text);
    if (wat_next(&scanner).kind != WAT_OPEN)
        return false;
    wat_token word = wat_next(&scanner);
    for (size_t i = 0; i < TN_COUNT_OF(fields); i++) {
        if (word.kind == WAT_ATOM && tn_str_eqz(word.text, fields[i]))
            return true;
    }
    return false;
}

static void make_bare_module(wat_script *out, tn_arena *arena) {
    wat_command *command = TN_NEW(arena, wat_command);
    command->kind = WAT_MODULE;
    command->to = out->text.len;
    command->line = 1;
    command->keyword = TN_STR("module");
    command->module.text = out->text;
    out->commands = command;
    out->len = 1;
}

static bool report(tenon_context *ctx,
                   tn_str text,
                   uint32_t base,
                   size_t at,
                   const char *error) {
    size_t end = at < text.len ? at + 1 : at;
    tn_span span = {base + (uint32_t)at, base + (uint32_t)end};
    tn_error(ctx, DIAG_WAT_SYNTAX, base ? span : TN_NO_SPAN, "%s", error);
    return false;
}

bool wat_script_parse(wat_script *out,
                      tenon_context *ctx,
                      tn_arena *arena,
                      tn_str text,
                      uint32_t span_base) {
    *out = (wat_script){.text = text};
    if (is_bare_module(text)) {
        make_bare_module(out, arena);
        return true;
    }
    TN_VEC(wat_command) list = {0};
    wat_scanner scanner;
    wat_scanner_init(&scanner, text);
    size_t line = 1, counted = 0;
    for (;;) {
        wat_token token = wat_next(&scanner);
        if (token.kind == WAT_END)
            break;
        if (token.kind != WAT_OPEN && !scanner.error)
            return report(ctx, text, span_base, token.at, "expected a command");
        if (token.kind != WAT_OPEN || !wat_skip_list(&scanner))
            return report(ctx, text, span_base, scanner.pos, scanner.error);
        for (; counted < token.at; counted++)
            line += text.p[counted] == '\n';
        wat_command *command = tn_vec_add(arena, &list);
        command->from = token.at;
        command->to = scanner.pos;
        command->line = line;
        read_command(command, arena, text);
    }
    out->commands = list.data;
    out->len = list.len;
    return true;
}
