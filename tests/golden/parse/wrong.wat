;; FAIL: parse % -o out.wasm
;; FAIL: validate %
(component
  (type $point (record (field "x" s32) (field "y" $int)))
  (import "f" (func (param "a" (lst u8))))
  (core module (func (i32.add)))
)
