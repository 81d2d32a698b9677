;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=256
        (local.get 0)))
    (local.set 5
      (i64.and
        (local.get 4)
        (i64.const -4)))
    (return
      (local.get 5))
    (unreachable)))
