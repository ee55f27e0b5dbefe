/*
 * Instructions: one decoder for everything that walks over code (skipping,
 * validation, translation), driven by opcode.def.
 */
#ifndef CORE_OPCODE_H
#define CORE_OPCODE_H

#include "core/module.h"

/* The number of an instruction: its code, with prefix 0xfc 0x100 + code. */
typedef enum core_op {
#define OP(prefix, code, name, text, imm, sig, feature) \
    CORE_OP_##name = (prefix ? 0x100 : 0) + code,
#include "core/opcode.def"
    CORE_OP_COUNT = 0x112
} core_op;

/* What follows an opcode. */
typedef enum core_immediate {
    CORE_IMM_UNKNOWN, /* no such instruction */
    CORE_IMM_NONE,
    CORE_IMM_BLOCK,  /* block type: value */
    CORE_IMM_INDEX,  /* a */
    CORE_IMM_INDEX2, /* a, b */
    CORE_IMM_MEMARG, /* a: alignment (log 2), b: memory, value: offset */
    CORE_IMM_I32,    /* value, zero-extended */
    CORE_IMM_I64,
    CORE_IMM_F32,
    CORE_IMM_F64,
    CORE_IMM_LABELS,    /* a: count; then a + 1 indices from vector on */
    CORE_IMM_TYPES,     /* a: count; then value types from vector on */
    CORE_IMM_HEAP_TYPE, /* type: the nullable reference to it */
    CORE_IMM_CATCHES
} core_immediate;

typedef enum core_feature {
    CORE_FEATURE_MVP,
    CORE_FEATURE_SIGN_EXT,
    CORE_FEATURE_SAT_FLOAT,
    CORE_FEATURE_BULK_MEMORY,
    CORE_FEATURE_REFERENCE_TYPES,
    CORE_FEATURE_TAIL_CALL,
    CORE_FEATURE_FUNCTION_REFERENCES,
    CORE_FEATURE_EXCEPTIONS,
    CORE_FEATURE_GC
} core_feature;

/* Operand types of a signature; see opcode.def. */
enum { CORE_SIG_ADDRESS = 1 };

typedef struct core_op_info {
    const char *text;
    uint8_t immediate;   /* core_immediate */
    uint8_t feature;     /* core_feature */
    bool special;        /* typed by a rule of its own */
    uint8_t operands[3]; /* core_valtype codes or CORE_SIG_ADDRESS; 0 none */
    uint8_t operand_count;
    uint8_t result; /* 0: none */
} core_op_info;

extern const core_op_info core_ops[CORE_OP_COUNT];

/* A block type is empty, one value type, or a type index. */
enum { CORE_BLOCK_EMPTY = -64 };

typedef struct core_instr {
    core_op op;
    uint32_t a, b;
    uint64_t value;
    core_valtype type;
    size_t vector; /* position in the reader */
    size_t start;  /* likewise, of the opcode */
} core_instr;

/*
 * Reads one instruction (Core specification 5.4). Reports what is malformed
 * or belongs to a feature that is not there.
 */
bool core_instr_read(core_instr *out, tn_reader *r) TN_MUST_CHECK;

/* Immediates alone, for instructions that are not in the table. */
bool core_block_type_read(core_instr *out, tn_reader *r) TN_MUST_CHECK;
bool core_memarg_read(core_instr *out, tn_reader *r) TN_MUST_CHECK;

/* Reads a value type; only its form is checked. */
bool core_valtype_read(core_valtype *out, tn_reader *r) TN_MUST_CHECK;

/*
 * Reads an expression up to its end and gives the place of its bytes, the end
 * included, in the reader.
 */
bool core_expr_skip(size_t *start, size_t *end, tn_reader *r) TN_MUST_CHECK;

/* Reports a feature that is not there; false. */
bool core_unsupported(tn_reader *r, size_t from, const char *feature);

#endif
