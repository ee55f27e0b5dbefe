/*
 * Test scripts (.wast): a list of commands, each with its place. The script
 * is cut into commands before any module in it is looked into, so that one
 * module which cannot be parsed hides nothing else.
 */
#ifndef WAT_SCRIPT_H
#define WAT_SCRIPT_H

#include "wat/module.h"

typedef enum wat_value_kind {
    WAT_I32,
    WAT_I64,
    WAT_F32,
    WAT_F64,
    WAT_V128,
    WAT_REF_NULL,   /* any null when type is empty */
    WAT_REF_EXTERN, /* an opaque host reference; payload in bits[0] */
    WAT_REF_HOST,   /* the same as a reference of the type any */
    WAT_REF,        /* (ref.func), (ref.i31) ...: any that is not null */
    WAT_EITHER,     /* one of the alternatives */
    WAT_OTHER       /* of another kind (component values): text alone */
} wat_value_kind;

typedef enum wat_nan {
    WAT_NO_NAN,
    WAT_NAN_CANONICAL,
    WAT_NAN_ARITHMETIC
} wat_nan;

/* An argument or an expected result. */
typedef struct wat_value {
    wat_value_kind kind;
    uint64_t bits[2];   /* i32, f32 and narrow lanes in the low bits */
    wat_nan nan[4];     /* patterns of float lanes; [0] of a scalar */
    uint8_t lane_bytes; /* of a v128: 1, 2, 4 or 8 */
    bool lane_float;
    bool has_payload; /* of WAT_REF_EXTERN, WAT_REF_HOST */
    tn_str type;      /* of references: "func", "i31", "$t" ... */
    tn_str text;      /* as it stands in the script */
    struct wat_value *alternatives;
    size_t alternative_count;
} wat_value;

typedef struct wat_action {
    bool get;         /* reads a global; else invokes a function */
    tn_str module_id; /* empty: the latest module */
    tn_str name;
    wat_value *args;
    size_t arg_count;
} wat_action;

typedef enum wat_command_kind {
#define WAT_COMMAND(name, keyword, shape) WAT_##name,
#include "wat/command.def"
    WAT_COMMAND_COUNT
} wat_command_kind;

typedef struct wat_command {
    wat_command_kind kind;
    size_t from, to; /* bytes of the script, parentheses included */
    size_t line;     /* 1-based */
    tn_str keyword;  /* the word behind the parenthesis */
    wat_module module;
    wat_action action;
    wat_value *results;
    size_t result_count;
    tn_str text;       /* expected message; name to register under */
    tn_str id;         /* WAT_REGISTER: the module; WAT_INSTANCE: the new one */
    bool has_action;   /* of an assertion about either: an action */
    const char *error; /* of WAT_WRONG */
} wat_command;

typedef struct wat_script {
    tn_str text;
    wat_command *commands;
    size_t len;
} wat_script;

/*
 * Cuts and reads a script. A command that is wrong within becomes WAT_WRONG;
 * false, with a diagnostic, only when the parentheses do not match. Text is
 * borrowed. A text that starts with a module's field is one module.
 */
bool wat_script_parse(wat_script *out,
                      tenon_context *ctx,
                      tn_arena *arena,
                      tn_str text,
                      uint32_t span_base) TN_MUST_CHECK;

/* wat_number.c: literals of the text format, signs and '_' included. */
bool wat_parse_int(uint64_t *out, tn_str text, unsigned bits) TN_MUST_CHECK;
bool wat_parse_float(uint64_t *out, tn_str text, unsigned bits) TN_MUST_CHECK;

#endif
