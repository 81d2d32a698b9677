;; add     r3,r3,r4
;; addi    r4,r4,1
;; bdnz    0x10000000
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i64 i64 i32 i32 i64 i64)
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
      (i64.load offset=32
        (local.get 0)))
    (local.set 7
      (i64.load offset=264
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 8
        (i64.add
          (local.get 5)
          (local.get 6)))
      (local.set 5
        (local.get 8))
      (local.set 6
        (i64.add
          (local.get 6)
          (i64.const 1)))
      (local.set 8
        (i64.sub
          (local.get 7)
          (i64.const 1)))
      (local.set 9
        (i64.ne
          (local.get 8)
          (i64.const 0)))
      (local.set 10
        (local.get 9))
      (local.set 7
        (local.get 8))
      (if  ;; label = @2
        (local.get 10)
        (then
          (local.set 3
            (i32.sub
              (local.get 3)
              (i32.const 1)))
          (local.set 9
            (i32.lt_s
              (local.get 3)
              (i32.const 0)))
          (local.get 9)
          ((@metadata.code.