;; cmplw   cr7,r3,r4
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 5
      (i64.load offset=32
        (local.get 0)))
    (local.set 6
      (i64.extend_i32_u
        (i32.wrap_i64
          (local.get 4))))
    (local.set 7
      (i64.extend_i32_u
        (i32.wrap_i64
          (local.get 5))))
    (i64.store offset=1904
      (local.get 0)
      (local.get 6))
    (i64.store offset=1912
      (local.get 0)
      (local.get 7))
    (i32.store8 offset=287
      (local.get 0)
      (i32.const -2))
    (local.set 4
      (i64.add
        (local.get 4)
        (i64.const 1)))
    (i64.store offset=24
      (local.get 0)
      (local.get 4))
    (local.set 8
      (i64.load offset=256
        (local.get 0)))
    (local.set 9
      (i64.and
        (local.get 8)
        (i64.const -4)))
    (return
      (local.get 9))
    (unreachable)))
