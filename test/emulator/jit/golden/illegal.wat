;; addi    r3,r3,1
;; .long 0x0
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 4
      (i64.add
        (local.get 4)
        (i64.const 1)))
    (i64.store offset=24
      (local.get 0)
      (local.get 4))
    (return
      (i64.const 268435461))
    (unreachable)))
