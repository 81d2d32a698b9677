;; bctrl
;; blr
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i64 i64 i32) (result i64)))
  (type (;2;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (import "k42" "nested" (func (;1;) (type 1)))
  (func (;2;) (export "0") (type 2) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=264
        (local.get 0)))
    (local.set 5
      (i64.and
        (local.get 4)
        (i64.const -4)))
    (local.set 6
      (i64.const 268435460))
    (i64.store offset=256
      (local.get 0)
      (local.get 6))
    (local.set 7
      (i32.const 0))
    (local.set 7
      (i32.sub
        (local.get 1)
        (i32.const 320)))
    (local.set 8
      (i64.or
        (local.get 5)
        (i64.const 3)))
    (block  ;; label = @1
      (if  ;; label = @2
        (i32.and
          (i64.eq
            (local.get 5)
            (i64.const 268435464))
          (i32.and
            (i32.eq
              (i32.load offset=98348
                (local.get 2))
              (i32.const 2))
            (i32.ge_s
              (local.get 7)
              (i32.const 0))))
        (then
          (local.set 8
            (call 3
              (local.get 0)
              (local.get 7)))
          (br 1 (;@1;))))
      (local.set 9
        (i32.wrap_i64
          (local.get 5)))
      (local.set 10
        (i32.add
          (local.get 2)
          (i32.and
            (i32.shl
              (local.get 9)
              (i32.const 2))
            (i32.const 65520))))
      (local.set 11
        (i32.load offset=98312
          (local.get 10)))
      (block  ;; label = @2
        (local.set 12
          (i64.ne
            (i64.load offset=98304
              (local.get 10))
            (local.get 5)))
        (local.get 12)
        ((@metadata.code.