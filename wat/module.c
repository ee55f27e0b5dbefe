/* Reads the head of a module and the strings of binary and quoted ones. */
#include "wat/module.h"

#include "base/bytes.h"

static bool is_id(wat_token token) {
    return token.kind == WAT_ATOM && token.text.p[0] == '$';
}

static bool is_word(wat_token token, const char *word) {
    return token.kind == WAT_ATOM && tn_str_eqz(token.text, word);
}

/* Takes the next token when it is that word. */
static bool take_word(wat_scanner *scanner, const char *word) {
    wat_scanner copy = *scanner;
    if (!is_word(wat_next(&copy), word))
        return false;
    *scanner = copy;
    return true;
}

/* "$name" or "$" followed by a string, as WebAssembly 3.0 has it. */
static void take_id(tn_str *out, wat_scanner *scanner) {
    wat_token token = wat_peek(scanner);
    *out = (tn_str){NULL, 0};
    if (!is_id(token))
        return;
    *out = wat_next(scanner).text;
    wat_token quoted = wat_peek(scanner);
    if (out->len == 1 && quoted.kind == WAT_STRING &&
        quoted.at == token.at + 1) {
        (void)wat_next(scanner);
        out->len = 1 + quoted.text.len;
    }
}

/* Strings up to the closing parenthesis, joined. */
static bool read_strings(tn_str *out,
                         const char **error,
                         tn_arena *arena,
                         wat_scanner *scanner) {
    tn_writer joined;
    tn_writer_init(&joined, arena);
    for (;;) {
        wat_token token = wat_next(scanner);
        if (token.kind == WAT_CLOSE)
            break;
        tn_str part;
        if (token.kind != WAT_STRING) {
            *error = scanner->error ? scanner->error : "expected a string";
            return false;
        }
        if (!wat_string_bytes(&part, arena, token.text)) {
            *error = "malformed escape in a string";
            return false;
        }
        tn_write_bytes(&joined, part.p, part.len);
    }
    *out = tn_writer_str(&joined);
    return true;
}

/*
 * Keeps the text from the opening parenthesis on, or the fields alone when
 * the head has what wabt does not know.
 */
static bool read_text(wat_module *out,
                      const char **error,
                      wat_scanner *scanner) {
    bool fields = out->form == WAT_MODULE_TEXT &&
                  (out->definition || tn_str_starts(out->id, TN_STR("$\"")));
    size_t from = fields ? scanner->pos : out->at;
    if (!wat_skip_list(scanner)) {
        *error = scanner->error;
        return false;
    }
    out->text_at = from;
    out->text = (tn_str){scanner->text.p + from, scanner->pos - fields - from};
    return true;
}

bool wat_module_read(wat_module *out,
                     const char **error,
                     tn_arena *arena,
                     wat_scanner *scanner,
                     size_t at) {
    *out = (wat_module){.at = at};
    if (take_word(scanner, "component")) {
        out->form = WAT_MODULE_COMPONENT;
        out->definition = take_word(scanner, "definition");
        take_id(&out->id, scanner);
        return read_text(out, error, scanner);
    }
    if (!take_word(scanner, "module")) {
        *error = scanner->error ? scanner->error : "expected a module";
        return false;
    }
    out->definition = take_word(scanner, "definition");
    take_id(&out->id, scanner);
    if (take_word(scanner, "binary"))
        out->form = WAT_MODULE_BINARY;
    else if (take_word(scanner, "quote"))
        out->form = WAT_MODULE_QUOTE;
    else
        return read_text(out, error, scanner);
    return read_strings(&out->bytes, error, arena, scanner);
}
