;; A core module.
;; RUN: print module.wasm
;; RUN: print module.wasm --skeleton
(module $demo
  (type $binary (func (param i32 i32) (result i32)))
  (import "env" "max" (func $max (type $binary)))
  (memory $mem (export "mem") i64 1 2)
  (table 2 (ref null func))
  (tag $fail (param i32))
  (global $limit i32 (i32.add (i32.const 1) (i32.const 2)))
  (start $init)
  (elem (table 0) (offset i32.const 0) funcref (ref.func $max) (ref.null func))
  (elem declare func $init)
  (func $init
    (local $half f64)
    (local.set $half (f64.const 0.5))
    (block $caught (result i32)
      (try_table (catch $fail $caught) (throw $fail (i32.const 1)))
      (i32.const 0))
    (drop)
    (v128.store offset=16 (i64.const 0)
      (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
        (v128.const i32x4 1 2 3 4) (v128.const f32x4 1 -2 nan inf)))
    (memory.copy (i64.const 0) (i64.const 8) (i64.const 8))
    (drop (select (result funcref) (ref.func $init) (ref.null func) (i32.const 1)))
    (drop (i32.atomic.rmw8.add_u (i64.const 0) (i32.const 1))))
  (data $text "passive\n")
  (data (i64.const 8) "\00\01")
)
