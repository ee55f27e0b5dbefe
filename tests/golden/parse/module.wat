;; RUN: parse % -o out.wasm
;; RUN: print out.wasm
(module
  (func $f (export "f") (result i32) i32.const 7)
  (func $"a name" (call $"a name"))
)
