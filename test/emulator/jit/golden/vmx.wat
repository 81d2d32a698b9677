;; vaddubm v2,v3,v4
;; vperm   v5,v2,v3,v4
;; vcmpequw. v6,v2,v5
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 v128 v128 v128 v128 v128 v128 v128 v128 v128 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (v128.load offset=1072
        (local.get 0)))
    (local.set 5
      (v128.load offset=1088
        (local.get 0)))
    (local.set 6
      (local.get 4))
    (local.set 7
      (local.get 5))
    (local.set 8
      (i8x16.add
        (local.get 6)
        (local.get 7)))
    (v128.store offset=1056
      (local.get 0)
      (local.get 8))
    (local.set 7
      (local.get 8))
    (local.set 6
      (local.get 4))
    (local.set 9
      (local.get 5))
    (local.set 10
      (v128.and
        (local.get 9)
        (v128.const i32x4 0x1f1f1f1f 0x1f1f1f1f 0x1f1f1f1f 0x1f1f1f1f)))
    (local.set 11
      (v128.or
        (i8x16.swizzle
          (local.get 7)
          (v128.xor
            (local.get 10)
            (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
        (i8x16.swizzle
          (local.get 6)
          (v128.xor
            (local.get 10)
            (v128.const i32x4 0x1f1f1f1f 0x1f1f1f1f 0x1f1f1f1f 0x1f1f1f1f)))))
    (v128.store offset=1104
      (local.get 0)
      (local.get 11))
    (local.set 10
      (local.get 8))
    (local.set 9
      (local.get 11))
    (local.set 6
      (i32x4.eq
        (local.get 10)
        (local.get 9)))
    (local.set 12
      (local.get 6))
    (v128.store offset=1120
      (local.get 0)
      (local.get 12))
    (i32.store8 offset=286
      (local.get 0)
      (i32.or
        (i32.shl
          (i8x16.all_true
            (local.get 6))
          (i32.const 3))
        (i32.shl
          (i32.eqz
            (v128.any_true
              (local.get 6)))
          (i32.const 1))))
    (local.set 13
      (i64.load offset=256
        (local.get 0)))
    (local.set 14
      (i64.and
        (local.get 13)
        (i64.const -4)))
    (return
      (local.get 14))
    (unreachable)))
