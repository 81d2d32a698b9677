;; bl      0x10000008
;; blr
;; ld      r12,32(r2)
;; mtctr   r12
;; bctr
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32 i32) (result i64)))
  (type (;2;) (func (param i32 i64 i64 i32) (result i64)))
  (type (;3;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (import "k42" "region" (func (;1;) (type 1)))
  (import "k42" "nested" (func (;2;) (type 2)))
  (func (;3;) (export "0") (type 3) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i64 i64 i64 i64 i32 i32 i32 i32 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.const 268435460))
    (i64.store offset=256
      (local.get 0)
      (local.get 4))
    (local.set 5
      (i64.load offset=16
        (local.get 0)))
    (local.set 6
      (i64.add
        (local.get 5)
        (i64.const 32)))
    (local.set 7
      (i32.load offset=176160
        (local.get 2)))
    (local.set 8
      (i64.ge_u
        (i64.sub
          (local.get 6)
          (i64.load offset=176128
            (local.get 2)))
        (i64.load offset=176136
          (local.get 2))))
    (local.get 8)
    ((@metadata.code.