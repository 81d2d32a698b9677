;; fcmpu   cr0,f1,f2
;; bgt     0x1000000c
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i32 i32 f64 f64 f64 f64 f64 f64 i64 f32 f64 i64 f32 f64 f64 i32 i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i32.load16_u offset=1536
        (local.get 0)))
    (local.set 5
      (i32.load8_u offset=1539
        (local.get 0)))
    (local.set 6
      (f64.load offset=1544
        (local.get 0)))
    (local.set 7
      (f64.load offset=1552
        (local.get 0)))
    (local.set 8
      (f64.load offset=1560
        (local.get 0)))
    (block  ;; label = @1
      (local.set 11
        (f64.load offset=536
          (local.get 0)))
      (local.set 12
        (i64.load offset=528
          (local.get 0)))
      (local.set 14
        (f64.load offset=552
          (local.get 0)))
      (local.set 15
        (i64.load offset=544
          (local.get 0)))
      (local.set 17
        (local.get 11))
      (local.set 18
        (local.get 14))
      (local.set 19
        (i32.eqz
          (i32.or
            (f64.lt
              (local.get 17)
              (local.get 18))
            (f64.ge
              (local.get 17)
              (local.get 18)))))
      (local.get 19)
      ((@metadata.code.