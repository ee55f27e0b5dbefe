;; An adapter whose stack comes from memory.grow: no allocation_state.
(module
  (import "env" "memory" (memory 1))
  (global $__stack_pointer (mut i32) (i32.const 0))
  (func (export "twice") (param i32) (result i32)
    (local $sp i32)
    (local.set $sp (i32.sub (global.get $__stack_pointer) (i32.const 16)))
    (i32.store (local.get $sp) (local.get 0))
    (i32.add (i32.load (local.get $sp)) (i32.load (local.get $sp))))
  (func (export "other") (unreachable)))
