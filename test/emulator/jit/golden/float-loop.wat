;; lfd     f1,0(r3)
;; fadd    f2,f2,f1
;; addi    r3,r3,8
;; bdnz    0x10000000
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i32 i32 f64 f64 f64 f64 f64 i32 f64 i64 f32 i64 i32 i64 i64 i32 i32 i32 i32 i32 i32 f64 f64 i64 f32 f64 f64 f64 f64 i32 i64 i64)
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
      (i32.load16_u offset=1536
        (local.get 0)))
    (local.set 8
      (i32.load8_u offset=1539
        (local.get 0)))
    (local.set 9
      (f64.load offset=1544
        (local.get 0)))
    (local.set 10
      (f64.load offset=1552
        (local.get 0)))
    (local.set 11
      (f64.load offset=1560
        (local.get 0)))
    (local.set 14
      (i32.eq
        (i32.and
          (i32.load offset=328
            (local.get 0))
          (i32.const 33554475))
        (i32.const 33554432)))
    (local.set 15
      (f64.load offset=552
        (local.get 0)))
    (local.set 16
      (i64.load offset=544
        (local.get 0)))
    (block  ;; label = @1
      (local.set 18
        (i64.load offset=176128
          (local.get 2)))
      (local.set 19
        (i32.load offset=176160
          (local.get 2)))
      (local.set 20
        (i64.load offset=176136
          (local.get 2)))
      (loop  ;; label = @2
        (local.set 21
          (local.get 5))
        (local.set 22
          (local.get 19))
        (local.set 23
          (i32.eqz
            (i64.lt_u
              (i64.sub
                (local.get 21)
                (local.get 18))
              (local.get 20))))
        (local.get 23)
        ((@metadata.code.