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
    (local i32 i32 i64 i64 i32 i64 i32 i32 i32 i32 i64 i64 i64 i64 i32 i64)
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
          (i32.const 320)))
      (local.set 7
        (i64.const 268436483))
      (local.set 8
        (i32.add
          (local.get 2)
          (i32.const 4096)))
      (local.set 9
        (i32.eqz
          (i64.eq
            (i64.load offset=98304
              (local.get 8))
            (i64.const 268436480))))
      (local.get 9)
      ((@metadata.code. (result i6 "\00"))
      (if  ;; label = @2
        (then
          (local.set 8
            (i32.add
              (local.get 2)
              (i32.const 4096)))))
      (if  ;; label = @2
        (i32.and
          (i64.eq
            (i64.load offset=98304
              (local.get 8))
            (i64.const 268436480))
          (i32.ge_s
            (local.get 6)
            (i32.const 0)))
        (then
          (local.set 7
            (call 0
              (local.get 0)
              (local.get 6)
              (i32.load offset=98312
                (local.get 8))))))
      (local.set 10
        (i64.ne
          (local.get 7)
          (i64.const 268435460)))
      (local.get 10)
      ((@metadata.code. (result i6 "\00"))
      (if  ;; label = @2
        (then
          (local.set 7
            (call 1
              (local.get 0)
              (local.get 7)
              (i64.const 268435460)
              (local.get 6)))
          (local.set 11
            (i64.ne
              (local.get 7)
              (i64.const 268435460)))
          (local.get 11)
          ((@metadata.code. (result i6 "\00"))
          (if  ;; label = @3
            (then
              (return
                (local.get 7))))))
      (local.set 3
        (i32.load offset=420
          (local.get 0)))
      (local.set 12
        (i64.load offset=24
          (local.get 0)))
      (local.set 13
        (i64.load offset=240
          (local.get 0)))
      (local.set 14
        (i64.add
          (local.get 13)
          (local.get 12)))
      (local.set 13
        (local.get 14))
      (i64.store offset=240
        (local.get 0)
        (local.get 13))
      (local.set 15
        (i64.load offset=264
          (local.get 0)))
      (local.set 14
        (i64.sub
          (local.get 15)
          (i64.const 1)))
      (local.set 11
        (i64.ne
          (local.get 14)
          (i64.const 0)))
      (local.set 16
        (local.get 11))
      (local.set 15
        (local.get 14))
      (i64.store offset=264
        (local.get 0)
        (local.get 15))
      (if  ;; label = @2
        (local.get 16)
        (then
          (local.set 3
            (i32.sub
              (local.get 3)
              (i32.const 1)))
          (local.set 11
            (i32.lt_s
              (local.get 3)
              (i32.const 0)))
          (local.get 11)
          ((@metadata.code. (result i6 "\00"))
          (if  ;; label = @3
            (then
              (i32.store offset=420
                (local.get 0)
                (local.get 3))
              (return
                (i64.const 268435459))))
          (br 1 (;@1;))))
      (local.set 5
        (i64.load offset=256
          (local.get 0)))
      (local.set 17
        (i64.and
          (local.get 5)
          (i64.const -4)))
      (i32.store offset=420
        (local.get 0)
        (local.get 3))
      (return
        (local.get 17)))
    (unreachable)))
