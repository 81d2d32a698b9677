;; ld      r5,0(r3)
;; cmpdi   r5,0
;; beq     0x10000014
;; addi    r3,r3,8
;; bdnz    0x10000000
;; addi    r4,r3,0
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i64 i32 i64 i64 i32 i32 i32 i32 i32 i32 i64 i64 i32 i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 3
      (i32.load offset=420
        (local.get 0)))
    (local.set 5
      (i64.load offset=24
        (local.get 0)))
    (local.set 6
      (i64.load offset=264
        (local.get 0)))
    (local.set 7
      (i64.load offset=176128
        (local.get 2)))
    (local.set 8
      (i32.load offset=176160
        (local.get 2)))
    (local.set 9
      (i64.load offset=176136
        (local.get 2)))
    (loop  ;; label = @1
      (block  ;; label = @2
        (local.set 10
          (local.get 5))
        (local.set 11
          (local.get 8))
        (local.set 12
          (i32.eqz
            (i64.lt_u
              (i64.sub
                (local.get 10)
                (local.get 7))
              (local.get 9))))
        (local.get 12)
        ((@metadata.code.