;; add     r3,r4,r5
;; subf    r4,r5,r3
;; mulld   r5,r3,r4
;; divd    r6,r5,r3
;; mulhdu  r7,r5,r4
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i64 i64 i32 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=32
        (local.get 0)))
    (local.set 5
      (i64.load offset=40
        (local.get 0)))
    (local.set 6
      (i64.add
        (local.get 4)
        (local.get 5)))
    (local.set 7
      (local.get 6))
    (i64.store offset=24
      (local.get 0)
      (local.get 7))
    (local.set 6
      (i64.sub
        (local.get 7)
        (local.get 5)))
    (local.set 4
      (local.get 6))
    (i64.store offset=32
      (local.get 0)
      (local.get 4))
    (local.set 6
      (i64.mul
        (local.get 7)
        (local.get 4)))
    (local.set 5
      (local.get 6))
    (i64.store offset=40
      (local.get 0)
      (local.get 5))
    (local.set 6
      (local.get 5))
    (local.set 8
      (local.get 7))
    (local.set 9
      (i32.or
        (i64.eqz
          (local.get 8))
        (i32.and
          (i64.eq
            (local.get 8)
            (i64.const -1))
          (i64.eq
            (local.get 6)
            (i64.const -9223372036854775808)))))
    (local.set 10
      (select
        (i64.const 1)
        (local.get 8)
        (local.get 9)))
    (local.set 11
      (i64.div_s
        (local.get 6)
        (local.get 10)))
    (local.set 12
      (local.get 11))
    (i64.store offset=48
      (local.get 0)
      (local.get 12))
    (local.set 11
      (local.get 5))
    (local.set 10
      (local.get 4))
    (local.set 8
      (i64.extend_i32_u
        (i32.wrap_i64
          (local.get 11))))
    (local.set 6
      (i64.shr_u
        (local.get 11)
        (i64.const 32)))
    (local.set 13
      (i64.extend_i32_u
        (i32.wrap_i64
          (local.get 10))))
    (local.set 14
      (i64.shr_u
        (local.get 10)
        (i64.const 32)))
    (local.set 15
      (i64.add
        (i64.mul
          (local.get 6)
          (local.get 13))
        (i64.shr_u
          (i64.mul
            (local.get 8)
            (local.get 13))
          (i64.const 32))))
    (local.set 16
      (i64.add
        (i64.mul
          (local.get 8)
          (local.get 14))
        (i64.extend_i32_u
          (i32.wrap_i64
            (local.get 15)))))
    (local.set 17
      (i64.add
        (i64.add
          (i64.mul
            (local.get 6)
            (local.get 14))
          (i64.shr_u
            (local.get 15)
            (i64.const 32)))
        (i64.shr_u
          (local.get 16)
          (i64.const 32))))
    (local.set 18
      (local.get 17))
    (i64.store offset=56
      (local.get 0)
      (local.get 18))
    (local.set 19
      (i64.load offset=256
        (local.get 0)))
    (local.set 20
      (i64.and
        (local.get 19)
        (i64.const -4)))
    (return
      (local.get 20))
    (unreachable)))
