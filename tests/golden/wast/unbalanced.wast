;; FAIL: wast %
;; FAIL: wast --json %
(module)
(assert_return (invoke "f"
