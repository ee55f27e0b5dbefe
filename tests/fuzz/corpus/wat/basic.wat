(module $m
  (type $t (func (param i32 i64) (result f32)))
  (import "a" "f" (func $f (type $t)))
  (import "a" "m" (memory 1 2))
  (table $tab 2 10 funcref)
  (global $g (mut i32) (i32.const -0x10))
  (tag $e (param i32))
  (elem (table $tab) (i32.const 0) func $f $run)
  (elem declare func $f)
  (data $d "a\00\u{1f600}\"")
  (func $run (export "run") (param $x i32) (result i32) (local $y f64)
    block $out (result i32)
      loop $again
        local.get $x
        br_if $again
        (if (result i32) (local.get $x)
          (then (i32.load8_s offset=4 align=1 (i32.const 8)))
          (else (return_call $run (i32.const 1))))
        br $out
      end
      f64.const nan:0x4 f64.const 0x1.8p-3 f64.mul local.set $y
      i32.const 1 (br_table $out $out (i32.const 0))
    end
    (drop (v128.const i32x4 1 2 3 4))
    (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))
    (call_indirect $tab (type $t) (i32.const 1) (i64.const 2) (i32.const 0))
    drop
    try (do) catch $e drop end
    i32.atomic.load)
  (start $s) (func $s)) ;; end
