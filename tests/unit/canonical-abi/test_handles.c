/* Handle tables, loans, borrow scopes and the built-ins on resources. */
#include "guest.h"

static uint32_t add(cabi_handles *table, const cabi_resource *type) {
    cabi_handle h = {.type = type, .rep = 7, .own = true};
    uint32_t index = 0;
    cr_assert(!cabi_handle_add(table, &h, &index));
    return index;
}

Test(cabi_handles, indices_start_at_one_and_are_reused_last_in_first_out) {
    test_abi t;
    test_abi_init(&t);
    cabi_handles *table = &t.a.instance.handles;
    cr_expect(!cabi_handle_get(table, 0));
    cr_expect(!cabi_handle_get(table, 1));
    for (uint32_t i = 1; i <= 20; i++)
        cr_expect(add(table, &t.r) == i);
    cr_expect(!cabi_handle_get(table, 0));
    cr_expect(!cabi_handle_get(table, 21));
    cr_expect(!cabi_handle_get(table, 0xffffffff));
    static const uint32_t removed[] = {3, 20, 1};
    for (size_t i = 0; i < 3; i++) {
        cabi_handle_remove(table, removed[i]);
        cr_expect(!cabi_handle_get(table, removed[i]));
    }
    cr_expect(table->live == 17);
    for (size_t i = 3; i-- > 0;)
        cr_expect(add(table, &t.r) == removed[i]);
    cr_expect(add(table, &t.r) == 21);
    test_abi_release(&t);
}

Test(cabi_handles, a_table_that_cannot_grow_gives_a_trap) {
    test_abi t;
    test_faults faults;
    test_abi_init(&t);
    test_faults_init(&faults, 0);
    cabi_handles table;
    cabi_handles_init(&table, &faults.allocator);
    cabi_handle h = {.type = &t.r};
    uint32_t index;
    cr_expect(cabi_handle_add(&table, &h, &index) == CABI_TRAP_NO_MEMORY);
    cr_expect(!cabi_handle_add(&table, &h, &index) && index == 1);
    table.len = TN_MAX_HANDLES + 1; /* as if so many had been made */
    cr_expect(cabi_handle_add(&table, &h, &index) ==
              CABI_TRAP_TOO_MANY_HANDLES);
    table.len = 2;
    cabi_handles_release(&table);
    cr_expect(faults.live_blocks == 0);
    test_abi_release(&t);
}

/* Copies one handle from a to b; both as flat values. */
static cabi_trap pass(test_abi *t,
                      const char *type_name,
                      uint32_t index,
                      uint32_t *out) {
    const ty *type = test_type(t, type_name);
    uint64_t in = index, slot = 0;
    cabi_flat from = {&in, 1, 0}, to = {&slot, 1, 0};
    cabi_trap trap =
        cabi_copy_flat(&t->a.abi, &t->b.abi, type, type, &from, &to);
    if (!trap)
        *out = (uint32_t)slot;
    return trap;
}

Test(cabi_handles, an_owned_handle_moves) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, moved, rep;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    cr_expect(!cabi_resource_rep(&t.a.instance, &t.r, index, &rep));
    cr_expect(rep == 42);
    cr_expect(!pass(&t, "own<r>", index, &moved) && moved == 1);
    cr_expect(cabi_resource_rep(&t.a.instance, &t.r, index, &rep) ==
              CABI_TRAP_UNKNOWN_HANDLE);
    cr_expect(!cabi_resource_rep(&t.b.instance, &t.r, moved, &rep));
    cr_expect(rep == 42);
    cr_expect(pass(&t, "own<r>", index, &moved) == CABI_TRAP_UNKNOWN_HANDLE);
    bool run_dtor = false;
    cr_expect(!cabi_resource_drop(&t.b.instance, &t.r, moved, &run_dtor, &rep));
    cr_expect(run_dtor && rep == 42);
    cr_expect(cabi_resource_drop(&t.b.instance, &t.r, moved, &run_dtor, &rep) ==
              CABI_TRAP_UNKNOWN_HANDLE);
    test_abi_release(&t);
}

Test(cabi_handles, handles_of_another_type_are_refused) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, out;
    bool run_dtor;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.other_r, 1, &index));
    cr_expect(pass(&t, "own<r>", index, &out) == CABI_TRAP_HANDLE_TYPE);
    cr_expect(pass(&t, "borrow<r>", index, &out) == CABI_TRAP_HANDLE_TYPE);
    cr_expect(cabi_resource_rep(&t.a.instance, &t.r, index, &out) ==
              CABI_TRAP_HANDLE_TYPE);
    cr_expect(cabi_resource_drop(&t.a.instance, &t.r, index, &run_dtor, &out) ==
              CABI_TRAP_HANDLE_TYPE);
    cr_expect(pass(&t, "own<r>", 0, &out) == CABI_TRAP_UNKNOWN_HANDLE);
    test_abi_release(&t);
}

Test(cabi_handles, a_lent_handle_stays_until_the_call_ends) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, borrowed, second, rep;
    bool run_dtor = true;
    t.r.impl = NULL;
    cabi_task call;
    cabi_task_init(&call, &t.b.instance, &tn_default_allocator);
    t.a.abi.task = t.b.abi.task = &call;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    cr_expect(!pass(&t, "borrow<r>", index, &borrowed));
    cr_expect(!pass(&t, "borrow<r>", index, &second) && second != borrowed);
    cr_expect(cabi_handle_get(&t.a.instance.handles, index)->lends == 2);
    cr_expect(call.borrows == 2);
    cr_expect(pass(&t, "own<r>", index, &rep) == CABI_TRAP_HANDLE_LENT);
    cr_expect(cabi_resource_drop(&t.a.instance, &t.r, index, &run_dtor, &rep) ==
              CABI_TRAP_HANDLE_LENT);
    /* The callee must drop both; a borrow runs no destructor. */
    cr_expect(
        !cabi_resource_drop(&t.b.instance, &t.r, borrowed, &run_dtor, &rep));
    cr_expect(!run_dtor && rep == 42 && call.borrows == 1);
    cr_expect(
        !cabi_resource_drop(&t.b.instance, &t.r, second, &run_dtor, &rep));
    cr_expect(cabi_task_end(&call) == CABI_OK);
    cr_expect(cabi_handle_get(&t.a.instance.handles, index)->lends == 0);
    cr_expect(!pass(&t, "own<r>", index, &rep));
    cabi_task_release(&call);
    test_abi_release(&t);
}

Test(cabi_handles, a_call_that_keeps_a_borrow_traps_at_its_end) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, borrowed;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    cr_expect(!pass(&t, "borrow<r>", index, &borrowed));
    cr_expect(cabi_task_end(&t.b.task) == CABI_TRAP_BORROWS_LEFT);
    cr_expect(cabi_task_end(&t.a.task) == CABI_OK);
    cr_expect(cabi_handle_get(&t.a.instance.handles, index)->lends == 0);
    test_abi_release(&t);
}

Test(cabi_handles, a_borrow_can_be_lent_on_but_not_given_away) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, borrowed, out;
    bool run_dtor;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    cr_expect(!pass(&t, "borrow<r>", index, &borrowed));
    /* From b back to a third: the borrow is itself lent. */
    const ty *borrow = test_type(&t, "borrow<r>");
    const ty *own = test_type(&t, "own<r>");
    uint64_t in = borrowed, slot;
    cabi_flat from = {&in, 1, 0}, to = {&slot, 1, 0};
    cabi_task inner;
    cabi_task_init(&inner, &t.a.instance, &tn_default_allocator);
    t.b.abi.task = t.a.abi.task = &inner;
    cr_expect(!cabi_copy_flat(&t.b.abi, &t.a.abi, borrow, borrow, &from, &to));
    cr_expect(cabi_resource_drop(&t.b.instance, &t.r, borrowed, &run_dtor,
                                 &out) == CABI_TRAP_HANDLE_LENT);
    cr_expect(!cabi_resource_drop(&t.a.instance, &t.r, (uint32_t)slot,
                                  &run_dtor, &out));
    cr_expect(!cabi_task_end(&inner));
    from.pos = to.pos = 0;
    cr_expect(cabi_copy_flat(&t.b.abi, &t.a.abi, own, own, &from, &to) ==
              CABI_TRAP_HANDLE_KIND);
    cabi_task_release(&inner);
    test_abi_release(&t);
}

Test(cabi_handles, who_defines_a_resource_receives_its_representation) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, rep;
    t.r.impl = &t.b.instance;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    cr_expect(!pass(&t, "borrow<r>", index, &rep));
    cr_expect(rep == 42);
    cr_expect(t.b.instance.handles.live == 0);
    cr_expect(cabi_task_end(&t.b.task) == CABI_OK);
    /* An own is a handle even there. */
    cabi_task_end(&t.a.task);
    cr_expect(!pass(&t, "own<r>", index, &rep) && rep == 1);
    test_abi_release(&t);
}

Test(cabi_handles, nothing_is_made_or_dropped_while_leaving_is_forbidden) {
    test_abi t;
    test_abi_init(&t);
    uint32_t index, rep;
    bool run_dtor;
    cr_assert(!cabi_resource_new(&t.a.instance, &t.r, 42, &index));
    t.a.instance.may_leave = false;
    cr_expect(cabi_resource_new(&t.a.instance, &t.r, 1, &rep) ==
              CABI_TRAP_CANNOT_LEAVE);
    cr_expect(cabi_resource_drop(&t.a.instance, &t.r, index, &run_dtor, &rep) ==
              CABI_TRAP_CANNOT_LEAVE);
    cr_expect(!cabi_resource_rep(&t.a.instance, &t.r, index, &rep));
    test_abi_release(&t);
}

Test(cabi_handles, handles_pass_between_the_host_and_a_guest) {
    test_abi t;
    test_abi_init(&t);
    const ty *own = test_type(&t, "own<r>");
    const ty *borrow = test_type(&t, "borrow<r>");
    tenon_val v = {.kind = TENON_VAL_OWN, .of.handle = {9, &t.r}}, back;
    uint64_t slot;
    cabi_flat flat = {&slot, 1, 0};
    cr_expect(cabi_val_fits(own, &v) && cabi_val_fits(borrow, &v));
    cr_expect(!cabi_lower_flat(&t.a.abi, own, &v, &flat) && slot == 1);
    flat.pos = 0;
    cr_expect(
        !cabi_lift_flat(&t.a.abi, &t.arena, &t.budget, borrow, &flat, &back));
    cr_expect(back.kind == TENON_VAL_BORROW && back.of.handle.rep == 9);
    cr_expect(back.of.handle.type == &t.r);
    flat.pos = 0;
    cr_expect(cabi_lift_flat(&t.a.abi, &t.arena, &t.budget, own, &flat,
                             &back) == CABI_TRAP_HANDLE_LENT);
    cr_expect(!cabi_task_end(&t.a.task));
    flat.pos = 0;
    cr_expect(
        !cabi_lift_flat(&t.a.abi, &t.arena, &t.budget, own, &flat, &back));
    cr_expect(back.kind == TENON_VAL_OWN && back.of.handle.rep == 9);
    v.of.handle.type = &t.other_r;
    flat.pos = 0;
    cr_expect(cabi_lower_flat(&t.a.abi, own, &v, &flat) ==
              CABI_TRAP_HANDLE_TYPE);
    test_abi_release(&t);
}

static bool lend_and_return(const tenon_allocator *allocator, void *user) {
    test_abi *t = user;
    const ty *borrow = test_type(t, "borrow<r>");
    cabi_handles *from = &t->a.instance.handles;
    cabi_handles *to = &t->b.instance.handles;
    cabi_task task;
    cabi_trap trap = CABI_OK;
    uint32_t index = 0;
    cabi_handles_init(from, allocator);
    cabi_handles_init(to, allocator);
    cabi_task_init(&task, &t->b.instance, allocator);
    t->a.abi.task = t->b.abi.task = &task;
    for (uint32_t i = 0; i < 40 && !trap; i++) {
        uint64_t in, slot;
        cabi_flat source = {&in, 1, 0}, target = {&slot, 1, 0};
        trap = cabi_resource_new(&t->a.instance, &t->r, i, &index);
        in = index;
        if (!trap)
            trap = cabi_copy_flat(&t->a.abi, &t->b.abi, borrow, borrow, &source,
                                  &target);
    }
    cr_expect(trap == CABI_OK || trap == CABI_TRAP_NO_MEMORY);
    cabi_task_end(&task);
    cabi_task_release(&task);
    cabi_handles_release(from);
    cabi_handles_release(to);
    return trap == CABI_OK;
}

Test(cabi_handles, memory_that_runs_out_while_lending_is_a_trap) {
    test_abi t;
    test_abi_init(&t);
    cr_expect(test_every_failure(lend_and_return, &t) > 6);
    test_abi_release(&t);
}
