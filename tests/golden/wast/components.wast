;; Components are read and validated, and not instantiated.
;; RUN: wast -v %
(component definition $C
  (core module $m (func (export "f") (result i32) i32.const 1))
  (core instance $i (instantiate $m))
  (func (export "f") (result u32) (canon lift (core func $i "f"))))
(component instance $c $C)
(assert_return (invoke $c "f") (u32.const 1))
(assert_invalid
  (component (import "a" (func)) (import "a" (func)))
  "conflicts with previous name")
(assert_malformed (component quote "(typo)") "unexpected token")
(component binary "\00asm\0d\00\01\00")
(component (core type (struct)))
