;; ld      r4,0(r3)
;; cmpdi   r4,0
;; beq     0x10000010
;; ld      r5,8(r3)
;; ld      r6,0(r3)
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 i32 i32 i32 i32 i64 i64 i32 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (local.get 4))
      (local.set 6
        (i32.load offset=225312
          (local.get 2)))
      (local.set 7
        (i64.ge_u
          (i64.sub
            (local.get 5)
            (i64.load offset=225280
              (local.get 2)))
          (i64.load offset=225288
            (local.get 2))))
      (local.get 7)
      ((@metadata.code.