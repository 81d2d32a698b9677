;; addi    r3,r3,1
;; bl      0x10000404
;; add     r3,r3,r4
;; blr
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i64 i64 i32) (result i64)))
  (type (;2;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (import "k42" "nested" (func (;1;) (type 1)))
  (func (;2;) (export "0") (type 2) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i64 i32 i32 i32 i32 i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 4
      (i64.add
        (local.get 4)
        (i64.const 1)))
    (i64.store offset=24
      (local.get 0)
      (local.get 4))
    (local.set 5
      (i64.const 268435464))
    (i64.store offset=256
      (local.get 0)
      (local.get 5))
    (local.set 6
      (i32.const 0))
    (local.set 6
      (i32.sub
        (local.get 1)
        (i32.const 304)))
    (local.set 7
      (i64.const 268436487))
    (block  ;; label = @1
      (local.set 8
        (i32.load offset=102424
          (local.get 2)))
      (block  ;; label = @2
        (local.set 9
          (i64.ne
            (i64.load offset=102416
              (local.get 2))
            (i64.const 268436484)))
        (local.get 9)
        ((@metadata.code.