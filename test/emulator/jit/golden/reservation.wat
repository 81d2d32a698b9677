;; lwarx   r5,0,r3
;; addi    r5,r5,1
;; stwcx.  r5,0,r3
;; bne     0x10000000
;; isync
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i32 i64 i64 i64 i32 i64 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 5
      (i32.load offset=258052
        (local.get 2)))
    (local.set 3
      (i32.load offset=420
        (local.get 0)))
    (local.set 6
      (i64.load offset=24
        (local.get 0)))
    (local.set 7
      (i64.load offset=1792
        (local.get 0)))
    (local.set 8
      (i64.load offset=1800
        (local.get 0)))
    (local.set 9
      (i32.load8_s offset=280
        (local.get 0)))
    (block  ;; label = @1
      (local.set 10
        (i64.load offset=208896
          (local.get 2)))
      (local.set 11
        (i32.load offset=208928
          (local.get 2)))
      (local.set 12
        (i64.load offset=208904
          (local.get 2)))
      (loop  ;; label = @2
        (local.set 13
          (local.get 6))
        (local.set 14
          (i32.and
            (i32.wrap_i64
              (local.get 13))
            (i32.const 3)))
        (local.get 14)
        ((@metadata.code.