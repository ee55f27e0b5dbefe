;; Each kind of verdict, with its line.
;; FAIL: wast %
;; FAIL: wast -v %
;; FAIL: wast -q %

(module $m
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "nan") (result f64) (f64.const -nan:0x1))
  (func (export "trap") unreachable))

(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i32.const 5))
(assert_return (invoke "add" (i32.const 2) (i32.const 3)) (i32.const 6))
(assert_return (invoke "nan") (f64.const nan:canonical))
(assert_trap (invoke "trap") "integer overflow")
(assert_trap (invoke "add" (i32.const 2) (i32.const 3)) "unreachable")
(assert_return (invoke "sub"))
(assert_invalid (module) "type mismatch")
(assert_malformed (module quote "(func)") "unexpected token")
(assert_unlinkable (module (import "a" "b" (func))) "unknown import")
(register "m" $n)
(invoke "add" (i32.const 0x1_0000_0000))
(nonsense)

(thread $t (invoke "f"))
