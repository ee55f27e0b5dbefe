/*
 * Components of scripts: read, decoded and validated with the code in them.
 * They are not instantiated, so that what is asked of an instance is skipped.
 */
#include "base/bytes.h"
#include "component-text/text.h"
#include "wast/env.h"

/* (component quote "..."*) holds the definitions of one in its strings. */
static bool unquote(tn_str *text, bool *quoted, tn_arena *arena) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, *text);
    (void)wat_next(&scanner); /* the parenthesis, and the keyword */
    (void)wat_next(&scanner);
    wat_token token = wat_next(&scanner);
    if (token.kind == WAT_ATOM && token.text.p[0] == '$')
        token = wat_next(&scanner);
    *quoted = token.kind == WAT_ATOM && tn_str_eqz(token.text, "quote");
    if (!*quoted)
        return true;
    tn_writer w;
    tn_writer_init(&w, arena);
    tn_write_printf(&w, "(component ");
    while ((token = wat_next(&scanner)).kind == WAT_STRING) {
        tn_str part;
        if (!wat_string_bytes(&part, arena, token.text))
            return false;
        tn_write_bytes(&w, part.p, part.len);
    }
    tn_write_u8(&w, ')');
    *text = tn_writer_str(&w);
    return token.kind == WAT_CLOSE;
}

static bool parse(tn_str *out, tenon_context *ctx, tn_str text) {
    bool quoted;
    if (!unquote(&text, &quoted, &ctx->arena)) {
        tn_error(ctx, DIAG_COMP_SYNTAX, TN_NO_SPAN, "malformed string");
        return false;
    }
    const tn_source *source =
        tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("component"), text);
    return source &&
           ctext_to_wasm(out, ctx, &ctx->arena, source->bytes, source->base);
}

bool wast_component_build(wast_module *module,
                          wast_env *env,
                          const wat_module *from) {
    tn_str bytes;
    if (!parse(&bytes, env->scratch, from->text))
        return false;
    tenon_status status =
        tenon_component_load(&module->component, env->scratch, "component",
                             (const uint8_t *)bytes.p, bytes.len);
    if (status == TENON_NO_MEMORY)
        tn_out_of_memory(&env->scratch->guard);
    return status == TENON_OK;
}
