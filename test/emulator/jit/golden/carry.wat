;; addc    r3,r3,r5
;; adde    r4,r4,r6
;; subfze  r5,r5
;; sradi   r6,r4,3
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 5
      (i64.load offset=40
        (local.get 0)))
    (local.set 6
      (local.get 4))
    (local.set 7
      (local.get 5))
    (local.set 8
      (i64.add
        (local.get 6)
        (local.get 7)))
    (local.set 4
      (local.get 8))
    (i64.store offset=24
      (local.get 0)
      (local.get 4))
    (local.set 9
      (i64.load offset=32
        (local.get 0)))
    (local.set 10
      (i64.load offset=48
        (local.get 0)))
    (local.set 11
      (local.get 9))
    (local.set 12
      (local.get 10))
    (local.set 13
      (i64.extend_i32_u
        (i64.lt_u
          (local.get 8)
          (local.get 6))))
    (local.set 14
      (i64.add
        (local.get 11)
        (local.get 12)))
    (local.set 15
      (i64.add
        (local.get 14)
        (local.get 13)))
    (local.set 9
      (local.get 15))
    (i64.store offset=32
      (local.get 0)
      (local.get 9))
    (local.set 13
      (i64.xor
        (local.get 5)
        (i64.const -1)))
    (local.set 16
      (i64.extend_i32_u
        (i32.or
          (i64.lt_u
            (local.get 14)
            (local.get 11))
          (i64.lt_u
            (local.get 15)
            (local.get 14)))))
    (local.set 17
      (i64.add
        (local.get 13)
        (local.get 16)))
    (local.set 5
      (local.get 17))
    (i64.store offset=40
      (local.get 0)
      (local.get 5))
    (local.set 16
      (local.get 9))
    (local.set 18
      (i64.shr_s
        (local.get 16)
        (i64.const 3)))
    (local.set 19
      (i64.shl
        (local.get 18)
        (i64.const 3)))
    (local.set 20
      (i32.and
        (i64.lt_s
          (local.get 16)
          (i64.const 0))
        (i64.ne
          (local.get 19)
          (local.get 16))))
    (local.set 10
      (local.get 18))
    (i64.store offset=48
      (local.get 0)
      (local.get 10))
    (i64.store offset=1920
      (local.get 0)
      (local.get 16))
    (i64.store offset=1928
      (local.get 0)
      (local.get 19))
    (i32.store8 offset=288
      (local.get 0)
      (i32.const -2))
    (local.set 21
      (i64.load offset=256
        (local.get 0)))
    (local.set 22
      (i64.and
        (local.get 21)
        (i64.const -4)))
    (return
      (local.get 22))
    (unreachable)))
