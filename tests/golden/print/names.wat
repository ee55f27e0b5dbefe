;; Names from name sections; what is no identifier is quoted or annotated.
;; RUN: print names.wasm
(component $top
  (core module $code
    (type $sig (func (param i32)))
    (import "a" "b" (func $imported (type $sig)))
    (table $t 1 funcref)
    (memory $"main memory" 1)
    (global $g (mut i32) (i32.const 0))
    (elem $e (i32.const 0) func $run)
    (data $d (i32.const 0) "x")
    (func $run (@name "imported") (type $sig) (param $x i32)
      (local $y i32) (local i64 i64)
      (loop $again
        (block $"the end"
          (br_if $again (local.get $x))
          (br $"the end"))
        (call $imported (global.get $g))
        (local.set $y (i32.load (local.get $x)))
        (call_indirect $t (type $sig) (local.get $y) (i32.const 0))))
  )
  (core func $f (@name "dup") (canon context.get i32 0))
  (core func $g (@name "dup") (canon context.set i32 0))
  (core func (@name "") (canon backpressure.inc))
  (core instance $env (export "b" (func $g)))
  (core instance $main (instantiate $code (with "a" (instance $env))))
  (component $inner
    (type $"a type" (list u8))
    (export $exported "bytes" (type $"a type"))
    (component $innermost (alias outer $inner $"a type" (type $t)))
  )
  (instance $i (instantiate $inner))
  (alias export $i "bytes" (type $bytes))
)
