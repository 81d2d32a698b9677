;; dcbz    0,r3
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 5
      (local.get 4))
    (local.set 6
      (i64.and
        (local.get 5)
        (i64.const -128)))
    (local.set 7
      (i32.load offset=253984
        (local.get 2)))
    (local.set 8
      (i64.ge_u
        (i64.sub
          (local.get 6)
          (i64.load offset=253952
            (local.get 2)))
        (i64.load offset=253960
          (local.get 2))))
    (local.get 8)
    ((@metadata.code.