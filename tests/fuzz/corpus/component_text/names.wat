(component $top
  (core module $code (;0;)
    (type $sig (;0;) (func (param i32)))
    (import "a" "b" (func $imported (;0;) (type $sig) (param i32)))
    (table $t (;0;) 1 funcref)
    (memory $"main memory" (;0;) 1)
    (global $g (;0;) (mut i32) i32.const 0)
    (elem $e (;0;) (i32.const 0) func 1)
    (func (@name "imported") (;1;) (type $sig) (param $x i32)
      (local $y i32) (local i64 i64)
      loop $again
        block $"the end"
          local.get $x
          br_if $again
          br $"the end"
        end
        global.get $g
        call $imported
        local.get $x
        i32.load
        local.set $y
        local.get $y
        i32.const 0
        call_indirect (type $sig)
      end
    )
    (data $d (;0;) (i32.const 0) "x")
  )
  (core func $dup (;0;) (canon context.get i32 0))
  (core func (@name "dup") (;1;) (canon context.set i32 0))
  (core func (@name "") (;2;) (canon backpressure.inc))
  (core instance $env (;0;)
    (export "b" (func 1))
  )
  (core instance $main (;1;) (instantiate $code
      (with "a" (instance $env))
    )
  )
  (component $inner (;0;)
    (type $"a type" (;0;) (list u8))
    (export $exported (;1;) "bytes" (type $"a type"))
    (component $innermost (;0;)
      (alias outer 1 0 (type $t (;0;)))
    )
  )
  (instance $i (;0;) (instantiate $inner))
  (alias export $i "bytes" (type $bytes (;0;)))
)
