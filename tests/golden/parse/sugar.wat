;; RUN: parse % -o out.wasm
;; RUN: validate -q out.wasm
;; RUN: validate -q %
;; RUN: print %
;; RUN: inspect %
(component
  (import "log" (func $log (param "text" string)))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
  (core instance $libc (instantiate $libc))
  (core func $log' (canon lower (func $log)
    (memory (core memory $libc "memory"))))
  (core module $main
    (import "host" "log" (func $log (param i32 i32)))
    (func (export "run") (call $log (i32.const 0) (i32.const 0))))
  (core instance $main (instantiate $main
    (with "host" (instance (export "log" (func $log'))))))
  (func (export "run") (canon lift (core func $main "run")))
)
