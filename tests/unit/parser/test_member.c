/* Members of definitions are found again in the text. */
#include "parser/member.h"
#include "tests/unit/parser/parse.h"

TestSuite(member, .init = parse_set_up, .fini = parse_tear_down);

static size_t looked_at;

static void expect_place(ast_members *m, const ast_id *of, const ast_id *id) {
    tn_span span = ast_member_span(m, of->span, id->text);
    looked_at++;
    cr_expect_eq(span.lo, id->span.lo, "%.*s", TN_STR_ARG(id->text));
    cr_expect_eq(span.hi, id->span.hi, "%.*s", TN_STR_ARG(id->text));
}

static void expect_func(ast_members *m, const ast_func *func) {
    for (uint32_t i = 0; i < func->param_count; i++)
        expect_place(m, &func->name, &func->params[i].name);
}

static void expect_items(ast_members *m, const ast_item *items, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        const ast_item *item = &items[i];
        if (item->form == AST_ITEM_INTERFACE)
            expect_items(m, item->u.interface->items,
                         item->u.interface->item_count);
        if (item->form == AST_ITEM_FUNC)
            expect_func(m, item->u.func);
        if (item->form != AST_ITEM_TYPE)
            continue;
        const ast_typedef *def = item->u.type;
        for (uint32_t k = 0; k < def->field_count; k++)
            expect_place(m, &def->name, &def->fields[k].name);
        expect_items(m, def->funcs, def->func_count);
    }
}

Test(member, stands_where_the_parser_saw_it) {
    cr_assert(parse("interface i {\n"
                    "  record r { a: u8, /* b: */ b: list<tuple<u8, a>>,\n"
                    "    /// c, d: e\n"
                    "    %c: result<_, u8>, d : u8 , }\n"
                    "  variant v { a(tuple<u8, u8>), b, c(r) }\n"
                    "  enum e{x,y,/* } */z}\n"
                    "  flags g // {\n"
                    "  { one, two }\n"
                    "  f : async /* ( */ func(a:u8,b:option<list<u8>>)->u8;\n"
                    "  none: func() -> tuple<u8, u8>;\n"
                    "  resource q {\n"
                    "    constructor(n: u8, m: u8) -> result<q>;\n"
                    "    s: static async func(a: own<q>, b: borrow<q>);\n"
                    "    m: func(\n"
                    "      /* first */ %list: u8,\n"
                    "    );\n"
                    "  }\n"
                    "}\n"));
    ast_members m;
    ast_members_init(&m, ctx, &arena);
    looked_at = 0;
    expect_items(&m, package->items, package->item_count);
    cr_expect_eq(looked_at, 19);
}

Test(member, that_is_not_there_is_the_definition) {
    cr_assert(parse("interface i { resource q { m: func(); } type t = q;\n"
                    "  f: func(a: u8); }"));
    const ast_interface *i = package->items[0].u.interface;
    const ast_id *names[] = {&i->items[0].u.type->funcs[0].u.func->name,
                             &i->items[1].u.type->name,
                             &i->items[2].u.func->name};
    ast_members m;
    ast_members_init(&m, ctx, &arena);
    for (size_t k = 0; k < TN_COUNT_OF(names); k++) {
        tn_span span = ast_member_span(&m, names[k]->span, TN_STR("self"));
        cr_expect_eq(span.lo, names[k]->span.lo);
    }
    tn_span nowhere = ast_member_span(&m, TN_NO_SPAN, TN_STR("a"));
    cr_expect_eq(nowhere.hi, 0);
}
