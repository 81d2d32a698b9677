;; cmpdi   r3,7
;; blt     0x1000000c
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (local.get 4))
      (i64.store offset=1792
        (local.get 0)
        (local.get 5))
      (i64.store offset=1800
        (local.get 0)
        (i64.const 7))
      (i32.store8 offset=280
        (local.get 0)
        (i32.const -1))
      (local.set 6
        (i64.lt_s
          (local.get 5)
          (i64.const 7)))
      (local.set 7
        (local.get 6))
      (if  ;; label = @2
        (local.get 7)
        (then
          (br 1 (;@1;))))
      (local.set 4
        (i64.add
          (local.get 4)
          (i64.const 1)))
      (i64.store offset=24
        (local.get 0)
        (local.get 4))
      (br 0 (;@1;)))
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
