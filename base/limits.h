/* Every limit of the implementation, in one place. */
#ifndef TN_LIMITS_H
#define TN_LIMITS_H

/* Input as a whole. */
#define TN_MAX_FILE_BYTES (1u << 30)
#define TN_MAX_WIT_BYTES (64u << 20)    /* WIT texts, all together */
#define TN_MAX_WIT_ITEMS (1u << 20)     /* definitions in them */
#define TN_MAX_WIT_FILES 10000          /* files of one WIT directory tree */
#define TN_MAX_FOLDER_ENTRIES 100000u   /* of a folder with WIT in it */
#define TN_MAX_WIT_NODES (1 << 22)      /* of what is read as one item */
#define TN_MAX_TEXT_NODES (1 << 22)     /* of a component's text */
#define TN_MAX_TEXT_BYTES (1u << 30)    /* of a binary that is printed */
#define TN_MAX_TEXT_RATIO 1000          /* and per byte of that */
#define TN_MAX_SOURCE_SPACE 0xfffffff0u /* all sources of a context */
#define TN_MAX_ERRORS 20 /* of one text; shown, if nothing else is said */
#define TN_MAX_DIAGNOSTICS 10000 /* kept, of each severity */

/* Nesting: types, components in components, WIT packages, WAVE values. */
#define TN_MAX_DEPTH 100
#define TN_MAX_WAT_DEPTH 1000 /* parentheses and blocks in core text */

/* Counts, per module or component (the peers' limits). */
#define TN_MAX_NAME_BYTES 100000
#define TN_MAX_WIT_NAME_BYTES 20000 /* up to four make a name of a binary */
#define TN_MAX_TYPES 1000000
#define TN_MAX_ITEMS 1000000 /* functions, imports, exports, ... */
#define TN_MAX_ALL_ITEMS (4 * TN_MAX_ITEMS) /* of all kinds */
#define TN_MAX_CHILDREN 1000                /* modules, components, instances */
#define TN_MAX_FIELDS 10000 /* of a record, variant, tuple or enum */
#define TN_MAX_FLAGS 32     /* CanonicalABI: flags have 1 to 32 labels */
#define TN_MAX_FIXED_LIST (1u << 28)
#define TN_MAX_TYPE_SIZE 1000000  /* nodes in a type walked as a tree */
#define TN_MAX_LOCALS 50000       /* of one core function */
#define TN_MAX_FUNC_BYTES 7654321 /* body of one core function */
#define TN_MAX_CORE_PARAMS 1000
#define TN_MAX_CONTROL_DEPTH 100000 /* nested blocks in a core function */
#define TN_MAX_OPERANDS 1000000     /* on the stack of a core function */
#define TN_MAX_TABLE_ELEMS 10000000
#define TN_MAX_CANON_OPTS 10

/* Canonical ABI (CanonicalABI.md). */
#define TN_MAX_FLAT_PARAMS 16
#define TN_MAX_FLAT_RESULTS 1
#define TN_MAX_FLAT_ASYNC_PARAMS 4
#define TN_MAX_STRING_BYTES ((1u << 28) - 1)
#define TN_MAX_LIST_BYTES ((1u << 28) - 1)
/* The specification allows 2^28 - 1; a handle takes 40 bytes of the host. */
#define TN_MAX_HANDLES (1u << 20)

/* Running. */
#define TN_MAX_INSTANCES 10000         /* component and core, per store */
#define TN_MAX_INSTANCE_DEPTH 500      /* component instances in one another */
#define TN_MAX_INSTANCE_WORK 4000000   /* definitions and such, per store */
#define TN_STACK_BYTES (8u << 20)      /* value stack of one thread */
#define TN_MAX_NESTED_CALLS 64         /* host -> wasm -> host ... in C */
#define TN_MAX_LIFT_BYTES (128u << 20) /* host memory of one lifted call */

#endif
