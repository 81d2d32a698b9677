;; fcmpu   cr0,f1,f2
;; bgt     0x1000000c
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "regions" (table (;0;) 1 funcref))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 f64 f64 f64 f64 f64 f64 i64 f32 f64 i64 f32 f64 f64 i32 i32 i64 i64 i32 i64 i32)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 5
      (i64.load offset=256
        (local.get 0)))
    (local.set 6
      (i32.load16_u offset=1536
        (local.get 0)))
    (local.set 7
      (i32.load8_u offset=1539
        (local.get 0)))
    (local.set 8
      (f64.load offset=1544
        (local.get 0)))
    (local.set 9
      (f64.load offset=1552
        (local.get 0)))
    (local.set 10
      (f64.load offset=1560
        (local.get 0)))
    (local.set 13
      (f64.load offset=536
        (local.get 0)))
    (local.set 14
      (i64.load offset=528
        (local.get 0)))
    (local.set 16
      (f64.load offset=552
        (local.get 0)))
    (local.set 17
      (i64.load offset=544
        (local.get 0)))
    (block  ;; label = @1
      (local.set 19
        (local.get 13))
      (local.set 20
        (local.get 16))
      (local.set 21
        (i32.eqz
          (i32.or
            (f64.lt
              (local.get 19)
              (local.get 20))
            (f64.ge
              (local.get 19)
              (local.get 20)))))
      (local.get 21)
      ((@metadata.code.