/*
 * The public entry: parses a script and carries out its commands one by one.
 *
 * A command is skipped, never failed, when what it needs is not there because
 * the text parser or the interpreter do not know a feature; commands that
 * depend on a module share its fate.
 */
#include <inttypes.h>

#include "tenon/wast.h"

#include "base/context.h"
#include "wast/env.h"
#include "wast/match.h"

typedef struct wast_run {
    tenon_context *ctx, *scratch;
    tenon_wast_options options;
    tenon_wast_counts *counts;
    wat_script script;
    tn_arena arena; /* of the script's commands */
    wast_env env;
    const wat_command *now;
} wast_run;

/* Names in messages come from the script: none reaches a terminal raw. */
static const char *printable(char *message) {
    for (char *p = message; p && *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '.';
    }
    return message;
}

static void give(wast_run *run, tenon_wast_verdict verdict, char *message) {
    size_t *counts[] = {&run->counts->passed, &run->counts->failed,
                        &run->counts->skipped};
    ++*counts[verdict];
    if (!run->options.on_result)
        return;
    tn_str keyword = tn_arena_copy(&run->scratch->arena, run->now->keyword);
    tenon_wast_result result = {verdict, run->now->line, keyword.p,
                                printable(message)};
    run->options.on_result(&result, run->options.user);
}

static void pass(wast_run *run) {
    give(run, TENON_WAST_PASSED, NULL);
}

#define fail(run, ...) \
    give((run), TENON_WAST_FAILED, format((run), __VA_ARGS__))
#define skip(run, ...) \
    give((run), TENON_WAST_SKIPPED, format((run), __VA_ARGS__))
#define format(run, ...) \
    ((char *)tn_arena_printf(&(run)->scratch->arena, __VA_ARGS__).p)

/* Fates that say more about this program than about the script. */
static bool is_skipped(wast_fate fate) {
    return fate == WAST_TEXT || fate == WAST_UNSUPPORTED;
}

static void skip_for(wast_run *run, wast_fate fate, tn_str why) {
    if (fate == WAST_TEXT)
        skip(run, "unsupported by the text parser: %.*s", TN_STR_ARG(why));
    else
        skip(run, "unsupported: %.*s", TN_STR_ARG(why));
}

/* Reports that something which ought to be fine is not. */
static void give_bad(wast_run *run,
                     const char *what,
                     wast_fate fate,
                     tn_str why) {
    if (is_skipped(fate))
        skip_for(run, fate, why);
    else
        fail(run, "%s is %s: %.*s", what, wast_fate_text(fate),
             TN_STR_ARG(why));
}

/* "malformed: why", for what was to be something else. */
static const char *describe(wast_run *run, wast_fate fate, tn_str why) {
    if (why.len == 0)
        return wast_fate_text(fate);
    return format(run, "%s: %.*s", wast_fate_text(fate), TN_STR_ARG(why));
}

/* Modules and names */

static void run_module(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    wast_fate fate = module->fate;
    tn_str why = module->why;
    if (!command->module.definition) {
        const wast_instance *instance =
            wast_instance_add(&run->env, module, command->id, true);
        fate = instance->fate;
        why = instance->why;
    }
    if (fate == WAST_OK)
        pass(run);
    else
        give_bad(run, "the module", fate, why);
}

/* It is enough that a component is valid; its instance is not made. */
static void run_component(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    if (!command->module.definition)
        (void)wast_instance_add(&run->env, module, command->id, true);
    if (module->fate == WAST_OK)
        pass(run);
    else
        give_bad(run, "the component", module->fate, module->why);
}

static void run_instance(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_find(&run->env, command->module.id);
    if (!module) {
        fail(run, "no such module");
        return;
    }
    const wast_instance *instance =
        wast_instance_add(&run->env, module, command->id, true);
    if (instance->fate == WAST_OK)
        pass(run);
    else
        give_bad(run, "the instance", instance->fate, instance->why);
}

static void run_register(wast_run *run, const wat_command *command) {
    wast_instance *instance = wast_instance_find(&run->env, command->id);
    if (instance)
        tn_map_set(&run->env.registered, command->text, instance);
    else
        fail(run, "no such instance");
}

/* Actions */

typedef struct outcome {
    enum {
        RETURNED,
        TRAPPED,
        UNABLE, /* a verdict was given already */
    } kind;
    const core_valtype *types; /* of the results */
    uint32_t count;
    uint64_t *slots;
} outcome;

static bool types_known(const core_valtype *types, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!wast_type_known(types[i]))
            return false;
    }
    return true;
}

/* Arguments into slots; gives the verdict when they do not fit. */
static bool pass_args(wast_run *run, outcome *out, const core_functype *type) {
    const wat_action *action = &run->now->action;
    if (!types_known(type->params, type->param_count) ||
        !types_known(type->results, type->result_count)) {
        skip(run, "unsupported: a value of type v128");
        return false;
    }
    if (action->arg_count != type->param_count) {
        fail(run, "expected %" PRIu32 " arguments, got %zu", type->param_count,
             action->arg_count);
        return false;
    }
    uint32_t slots = type->param_count > type->result_count
                         ? type->param_count
                         : type->result_count;
    out->slots = TN_NEW_ARRAY(&run->scratch->arena, uint64_t, slots);
    for (uint32_t i = 0; i < type->param_count; i++) {
        const char *why;
        if (!wast_value_to_slot(&out->slots[i], &why, &action->args[i],
                                type->params[i])) {
            fail(run, "%s", why);
            return false;
        }
    }
    return true;
}

static void call(wast_run *run, outcome *out, in_func *func) {
    const core_functype *type = in_func_type(func);
    out->kind = UNABLE;
    if (!pass_args(run, out, type))
        return;
    out->types = type->results;
    out->count = type->result_count;
    switch (in_call(run->env.thread, func, out->slots, out->slots)) {
    case IN_DONE:
        out->kind = RETURNED;
        return;
    case IN_TRAPPED:
        out->kind = TRAPPED;
        return;
    case IN_CALL:
    case IN_SUSPEND:
        break;
    }
    fail(run, "the call did not return");
}

static void get(wast_run *run, outcome *out, const in_global *global) {
    /* in_global has no type of its own to ask for: the caller knows. */
    out->slots = TN_NEW(&run->scratch->arena, uint64_t);
    out->slots[0] = in_global_get(global);
    out->kind = RETURNED;
    out->count = 1;
}

static const core_valtype *global_type(wast_run *run,
                                       const wast_instance *instance,
                                       tn_str name) {
    const core_module *module =
        in_code_module(in_instance_code(instance->instance));
    const core_export *exported = core_module_export(module, name);
    if (!exported || exported->kind != CORE_GLOBAL)
        return NULL;
    core_valtype *type = TN_NEW(&run->scratch->arena, core_valtype);
    *type = module->globals[exported->index].type.type;
    return type;
}

static bool act_on(wast_run *run, outcome *out, const wast_instance *instance) {
    const wat_action *action = &run->now->action;
    in_extern found;
    core_kind kind = action->get ? CORE_GLOBAL : CORE_FUNC;
    if (!in_instance_export(instance->instance, action->name, &found) ||
        found.kind != kind) {
        fail(run, "no %s is exported as \"%.*s\"",
             action->get ? "global" : "function", TN_STR_ARG(action->name));
        return false;
    }
    if (!action->get) {
        call(run, out, found.u.func);
        return out->kind != UNABLE;
    }
    out->types = global_type(run, instance, action->name);
    if (!out->types || !types_known(out->types, 1)) {
        skip(run, "unsupported: a value of type v128");
        return false;
    }
    get(run, out, found.u.global);
    return true;
}

/* Carries out the action; false when a verdict was given already. */
static bool act(wast_run *run, outcome *out) {
    *out = (outcome){0};
    const wast_instance *instance =
        wast_instance_find(&run->env, run->now->action.module_id);
    if (!instance) {
        fail(run, "no such instance");
        return false;
    }
    if (instance->fate != WAST_OK) {
        give_bad(run, "the module", instance->fate, instance->why);
        return false;
    }
    return act_on(run, out, instance);
}

static void run_action(wast_run *run, const wat_command *command) {
    TN_UNUSED(command);
    outcome result;
    if (!act(run, &result))
        return;
    if (result.kind == RETURNED)
        pass(run);
    else
        fail(run, "expected a return, got a trap: %s",
             in_thread_trap_text(run->env.thread));
}

/* Assertions about actions */

static void run_return(wast_run *run, const wat_command *command) {
    outcome result;
    if (!act(run, &result))
        return;
    if (result.kind == TRAPPED) {
        fail(run, "expected a return, got a trap: %s",
             in_thread_trap_text(run->env.thread));
        return;
    }
    if (result.count != command->result_count) {
        fail(run, "expected %zu results, got %" PRIu32, command->result_count,
             result.count);
        return;
    }
    for (uint32_t i = 0; i < result.count; i++) {
        const wat_value *expected = &command->results[i];
        if (wast_value_matches(expected, result.types[i], result.slots[i]))
            continue;
        tn_str got = wast_slot_text(&run->scratch->arena, result.types[i],
                                    result.slots[i]);
        fail(run, "result %" PRIu32 ": expected %.*s, got %.*s", i,
             TN_STR_ARG(expected->text), TN_STR_ARG(got));
        return;
    }
    pass(run);
}

static bool contains(tn_str s, tn_str part) {
    for (size_t i = 0; i + part.len <= s.len; i++) {
        if (memcmp(s.p + i, part.p, part.len) == 0)
            return true;
    }
    return false;
}

/* Scripts cut the words of a trap short, and engines add to them. */
static void judge_trap(wast_run *run, tn_str expected, tn_str got) {
    if (contains(got, expected) || (got.len && contains(expected, got)))
        pass(run);
    else
        fail(run, "expected the trap \"%.*s\", got \"%.*s\"",
             TN_STR_ARG(expected), TN_STR_ARG(got));
}

static void run_trap_module(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    const wast_instance *instance =
        wast_instance_add(&run->env, module, command->id, false);
    if (is_skipped(instance->fate))
        skip_for(run, instance->fate, instance->why);
    else if (instance->fate != WAST_TRAPPED)
        fail(run, "expected a trap, but the module is %s",
             describe(run, instance->fate, instance->why));
    else
        judge_trap(run, command->text, instance->why);
}

static void run_trap(wast_run *run, const wat_command *command) {
    if (!command->has_action) {
        run_trap_module(run, command);
        return;
    }
    outcome result;
    if (!act(run, &result))
        return;
    if (result.kind == RETURNED)
        fail(run, "expected the trap \"%.*s\", got a return",
             TN_STR_ARG(command->text));
    else
        judge_trap(run, command->text,
                   tn_str_from(in_thread_trap_text(run->env.thread)));
}

static void run_exhaustion(wast_run *run, const wat_command *command) {
    TN_UNUSED(command);
    outcome result;
    if (!act(run, &result))
        return;
    in_trap trap = in_thread_trap(run->env.thread);
    if (result.kind == TRAPPED &&
        (trap == IN_TRAP_STACK || trap == IN_TRAP_MEMORY))
        pass(run);
    else
        fail(run, "expected an exhausted stack, got %s",
             result.kind == RETURNED ? "a return"
                                     : in_thread_trap_text(run->env.thread));
}

static void run_exception(wast_run *run, const wat_command *command) {
    TN_UNUSED(command);
    outcome result;
    if (!act(run, &result))
        return;
    tn_str got = result.kind == RETURNED
                     ? TN_STR("a return")
                     : tn_str_from(in_thread_trap_text(run->env.thread));
    if (result.kind == TRAPPED && contains(got, TN_STR("exception")))
        pass(run);
    else
        fail(run, "expected an exception, got %.*s", TN_STR_ARG(got));
}

/* Assertions about modules */

static void run_malformed(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    switch (module->fate) {
    case WAST_TEXT:
    case WAST_MALFORMED:
    case WAST_LIMIT:
        pass(run);
        return;
    case WAST_UNSUPPORTED:
        skip_for(run, module->fate, module->why);
        return;
    default:
        fail(run, "expected malformed (\"%.*s\"), but the module is %s",
             TN_STR_ARG(command->text),
             describe(run, module->fate, module->why));
    }
}

static void run_invalid(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    /* wabt writes no data count for a text that names a segment it lacks;
     * some rules of components can only be broken in their binary form. */
    bool invalid = module->fate == WAST_INVALID || module->fate == WAST_LIMIT ||
                   (module->fate == WAST_MALFORMED &&
                    (command->module.form == WAT_MODULE_TEXT ||
                     command->module.form == WAT_MODULE_COMPONENT));
    if (invalid)
        pass(run);
    else if (is_skipped(module->fate))
        skip_for(run, module->fate, module->why);
    else
        fail(run, "expected invalid (\"%.*s\"), but the module is %s",
             TN_STR_ARG(command->text),
             describe(run, module->fate, module->why));
}

static void run_unlinkable(wast_run *run, const wat_command *command) {
    const wast_module *module = wast_module_add(&run->env, &command->module);
    const wast_instance *instance =
        wast_instance_add(&run->env, module, command->id, false);
    /* Segments out of bounds were a matter of linking once. */
    bool trapped_so = instance->fate == WAST_TRAPPED && command->text.len &&
                      contains(instance->why, command->text);
    if (instance->fate == WAST_UNLINKABLE || trapped_so)
        pass(run);
    else if (is_skipped(instance->fate))
        skip_for(run, instance->fate, instance->why);
    else
        fail(run, "expected not linkable (\"%.*s\"), but the module is %s",
             TN_STR_ARG(command->text),
             describe(run, instance->fate, instance->why));
}

static void run_skipped(wast_run *run, const wat_command *command) {
    skip(run, "unsupported: %.*s", TN_STR_ARG(command->keyword));
}

static void run_wrong(wast_run *run, const wat_command *command) {
    fail(run, "%s", command->error);
}

typedef void command_fn(wast_run *, const wat_command *);

static command_fn *const command_fns[WAT_COMMAND_COUNT] = {
    [WAT_MODULE] = run_module,
    [WAT_INSTANCE] = run_instance,
    [WAT_COMPONENT] = run_component,
    [WAT_COMPONENT_INSTANCE] = run_instance,
    [WAT_REGISTER] = run_register,
    [WAT_INVOKE] = run_action,
    [WAT_GET] = run_action,
    [WAT_ASSERT_RETURN] = run_return,
    [WAT_ASSERT_TRAP] = run_trap,
    [WAT_ASSERT_EXHAUSTION] = run_exhaustion,
    [WAT_ASSERT_EXCEPTION] = run_exception,
    [WAT_ASSERT_INVALID] = run_invalid,
    [WAT_ASSERT_MALFORMED] = run_malformed,
    [WAT_ASSERT_UNLINKABLE] = run_unlinkable,
    [WAT_WRONG] = run_wrong,
};

static void run_commands(wast_run *run) {
    for (size_t i = 0; i < run->script.len; i++) {
        run->now = &run->script.commands[i];
        command_fn *carry_out = command_fns[run->now->kind];
        (carry_out ? carry_out : run_skipped)(run, run->now);
    }
}

/* The script stands in the user's context for what is wrong with itself. */
static tenon_status parse(wast_run *run, const char *path, tn_str text) {
    tn_source *source =
        tn_source_add(run->ctx, TN_SOURCE_TEXT, tn_str_from(path), text);
    if (!source || !wat_script_parse(&run->script, run->ctx, &run->arena,
                                     source->bytes, source->base))
        return TENON_INVALID;
    return TENON_OK;
}

static tenon_status guarded_parse(wast_run *run,
                                  const char *path,
                                  tn_str text) {
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(run->ctx, &guard))
        status = parse(run, path, text);
    tn_guard_leave(run->ctx, &guard);
    return status;
}

static tenon_status guarded_run(wast_run *run) {
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(run->scratch, &guard)) {
        if (wast_env_init(&run->env, run->scratch)) {
            run_commands(run);
            status = TENON_OK;
        }
    }
    tn_guard_leave(run->scratch, &guard);
    wast_env_release(&run->env);
    return status;
}

tenon_status tenon_wast_run(tenon_wast_counts *out,
                            tenon_context *ctx,
                            const char *path,
                            const char *text,
                            size_t len,
                            const tenon_wast_options *options) {
    *out = (tenon_wast_counts){0};
    wast_run run = {.ctx = ctx, .counts = out};
    if (options) /* an older caller's struct is shorter */
        memcpy(&run.options, options,
               options->struct_size < sizeof run.options ? options->struct_size
                                                         : sizeof run.options);
    tn_context_arena(ctx, &run.arena);
    tenon_status status = guarded_parse(&run, path, (tn_str){text, len});
    if (status == TENON_OK)
        status = tenon_context_new(&run.scratch, &ctx->allocator);
    if (status == TENON_OK)
        status = guarded_run(&run);
    tenon_context_free(run.scratch);
    tn_arena_release(&run.arena);
    return status;
}
