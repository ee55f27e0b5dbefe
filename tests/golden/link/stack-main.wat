;; Imports `host`, which an adapter is to provide.
(module
  (import "host" "twice" (func $twice (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get 3)))
    (drop (memory.grow (i32.const 2))))
  (func (export "run") (param i32) (result i32) (call $twice (local.get 0))))
