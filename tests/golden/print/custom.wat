;; Custom sections stay where they are.
;; RUN: print custom.wasm
;; RUN: print --skeleton custom.wasm
(component
  (@custom "first" "\00\ff\"\\\n" "more")
  (type u8)
  (@producers (language "C" "11") (processed-by "tenon" "0.1") (processed-by "\u{e9}" ""))
  (@custom "producers" "\01")
  (core module
    (@custom "before" (before first) "b")
    (type (func))
    (@custom "after" (after type) "a")
    (@producers (sdk "x" "1"))
    (@custom "last" (after last) "")
  )
  (@custom "component-name" "\01\03\01\02\00")
  (component (@custom "inside" "i"))
)
