/* Advice on WIT: what the files with the rules share. */
#ifndef WIT_LINT_H
#define WIT_LINT_H

#include "tenon/wit_lint.h"

#include "base/map.h"
#include "parser/member.h"
#include "wit/wit.h"

typedef enum lint_rule {
#define LINT(NAME, name, level, summary) RULE_##NAME,
#include "wit/lint.def"
    RULE_COUNT
} lint_rule;

typedef struct wit_linter {
    tenon_context *ctx;
    tn_arena *arena; /* for texts of findings and names in C */
    const wit_package *package;
    const tenon_wit_lint_level *levels; /* one for each rule */
    bool with_deps;
    size_t findings, denied;
    tn_ptr_map defs;      /* type node -> wit_typedef, of all packages */
    tn_ptr_map mentioned; /* names and parts of types that were seen */
    ast_members members;  /* where fields and such stand */
    tn_map told;          /* names in C that several worlds may have twice */
    const void *scope;    /* interface or world that is looked at */
    tn_span span;         /* of the item that is looked at */
    bool is_deprecated;   /* it is, itself */
} wit_linter;

/* Is the rule on? Else there is no need to look. */
bool wit_lint_wants(const wit_linter *l, lint_rule rule);
/* Reports a finding, if the rule is on. Gives what notes can be hung on, or
 * NULL. */
tn_diag *wit_lint_report(wit_linter *l,
                         lint_rule rule,
                         tn_span span,
                         const char *fmt,
                         ...) TENON_PRINTF(4, 5);

/* lint_name.c: names that are trouble in C */

void wit_lint_interface_names(wit_linter *l, const wit_interface *in);
void wit_lint_world_names(wit_linter *l, const wit_world *world);

#endif
