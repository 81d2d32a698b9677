;; addi    r3,r3,1
;; bl      0x10000404
;; add     r3,r3,r4
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "regions" (table (;0;) 1 funcref))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 i64 i32 i64 i64 i64)
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
        (i32.const 280)))
    (local.set 7
      (i32.or
        (i64.ne
          (i64.load offset=102416
            (local.get 2))
          (i64.const 268436484))
        (i32.lt_s
          (local.get 6)
          (i32.const 0))))
    (local.get 7)
    ((@metadata.code.branch_hint "\00"))
    (if  ;; label = @1
      (then
        (return
          (i64.const 268436487))))
    (local.set 8
      (call_indirect (type 0)
        (local.get 0)
        (local.get 6)
        (i32.load offset=102424
          (local.get 2))))
    (local.set 9
      (i64.ne
        (local.get 8)
        (i64.const 268435464)))
    (local.get 9)
    ((@metadata.code.branch_hint "\00"))
    (if  ;; label = @1
      (then
        (return
          (local.get 8))))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 10
      (i64.load offset=32
        (local.get 0)))
    (local.set 11
      (i64.add
        (local.get 4)
        (local.get 10)))
    (local.set 4
      (local.get 11))
    (i64.store offset=24
      (local.get 0)
      (local.get 4))
    (local.set 5
      (i64.load offset=256
        (local.get 0)))
    (local.set 12
      (i64.and
        (local.get 5)
        (i64.const -4)))
    (return
      (local.get 12))
    (unreachable)))
