;; fmadd   f1,f2,f3,f4
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i32 f64 i64 f32 f64 i64 f32 f64 i64 f32 f64 f64 f64 f64 i32 f64 f64 f64 i32 f64 f64 i32 i32 i32 f64 f64 f64 f64 f64 f64 i64 f32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i32.eq
        (i32.and
          (i32.load offset=328
            (local.get 0))
          (i32.const 33554475))
        (i32.const 33554432)))
    (local.set 5
      (f64.load offset=552
        (local.get 0)))
    (local.set 6
      (i64.load offset=544
        (local.get 0)))
    (local.set 8
      (f64.load offset=568
        (local.get 0)))
    (local.set 9
      (i64.load offset=560
        (local.get 0)))
    (local.set 11
      (f64.load offset=584
        (local.get 0)))
    (local.set 12
      (i64.load offset=576
        (local.get 0)))
    (local.set 14
      (local.get 5))
    (local.set 15
      (local.get 11))
    (local.set 16
      (local.get 8))
    (local.set 17
      (f64x2.extract_lane 0
        (f64x2.relaxed_madd
          (f64x2.splat
            (local.get 14))
          (f64x2.splat
            (local.get 16))
          (f64x2.splat
            (local.get 15)))))
    (local.set 18
      (i32.eqz
        (i32.gt_u
          (i32.and
            (i32.add
              (i32.wrap_i64
                (i64.shr_u
                  (i64.reinterpret_f64
                    (local.get 17))
                  (i64.const 52)))
              (i32.const 1))
            (i32.and
              (i32.sub
                (i32.const 0)
                (local.get 4))
              (i32.const 2047)))
          (i32.const 2))))
    (local.get 18)
    ((@metadata.code.