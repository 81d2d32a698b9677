;; bl      0x10000400
;; add     r30,r30,r3
;; bdnz    0x10000000
;; blr
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i64 i64 i32) (result i64)))
  (type (;2;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (import "k42" "nested" (func (;1;) (type 1)))
  (func (;2;) (export "0") (type 2) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i32 i64 i32 i32 i32 i32 i32 i64 i64 i64 i64 i32 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 3
      (i32.load offset=420
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 5
        (i64.const 268435460))
      (i64.store offset=256
        (local.get 0)
        (local.get 5))
      (i32.store offset=420
        (local.get 0)
        (local.get 3))
      (local.set 6
        (i32.const 0))
      (local.set 6
        (i32.sub
          (local.get 1)
          (i32.const 328)))
      (local.set 7
        (i64.const 268436483))
      (block  ;; label = @2
        (local.set 8
          (i32.load offset=102408
            (local.get 2)))
        (block  ;; label = @3
          (local.set 9
            (i64.ne
              (i64.load offset=102400
                (local.get 2))
              (i64.const 268436480)))
          (local.get 9)
          ((@metadata.code. (result i6 "\00"))
          (if  ;; label = @4
            (then
              (if  ;; label = @5
                (i64.ne
                  (i64.load offset=102400
                    (local.get 2))
                  (i64.const 268436480))
                (then
                  (br 2 (;@3;))))
              (local.set 8
                (i32.load offset=102408
                  (local.get 2)))))
          (local.set 10
            (i32.lt_s
              (local.get 6)
              (i32.const 0)))
          (local.get 10)
          ((@metadata.code.