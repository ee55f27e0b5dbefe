;; What is not valid can still be looked at.
;; FAIL: print invalid.wasm
;; RUN: print --skip-validation invalid.wasm
(component
  (core module (func i64.const 0))
  (type (func (param "x" 7)))
  (export "f" (func 3))
)
