;; lwzx    r5,r3,r4
;; add     r6,r6,r5
;; addi    r4,r4,4
;; bdnz    0x10000000
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i64 i64 i64 i32 i64 i64 i64 i32 i32 i32 i32 i32 i32 i64 i64 i32 i64 i64)
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
      (i64.load offset=32
        (local.get 0)))
    (local.set 7
      (i64.load offset=48
        (local.get 0)))
    (local.set 8
      (i64.load offset=264
        (local.get 0)))
    (local.set 9
      (i64.load offset=176128
        (local.get 2)))
    (local.set 10
      (i32.load offset=176160
        (local.get 2)))
    (local.set 11
      (i64.load offset=176136
        (local.get 2)))
    (loop  ;; label = @1
      (local.set 12
        (i64.add
          (local.get 5)
          (local.get 6)))
      (local.set 13
        (i64.extend_i32_u
          (i32.wrap_i64
            (local.get 12))))
      (local.set 14
        (local.get 10))
      (local.set 15
        (i32.eqz
          (i64.lt_u
            (i64.sub
              (local.get 13)
              (local.get 9))
            (local.get 11))))
      (local.get 15)
      ((@metadata.code.