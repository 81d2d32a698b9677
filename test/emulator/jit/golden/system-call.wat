;; li      r0,20
;; sc
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "syscall" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i32 i64 i32 i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i32.load offset=229380
        (local.get 2)))
    (local.set 5
      (i64.const 20))
    (i64.store
      (local.get 0)
      (local.get 5))
    (i64.store offset=272
      (local.get 0)
      (i64.const 268435464))
    (local.set 6
      (call 0
        (local.get 0)))
    (local.get 6)
    ((@metadata.code.branch_hint "\00"))
    (if  ;; label = @1
      (then
        (return
          (i64.const 10))))
    (local.set 7
      (i32.or
        (i32.or
          (i64.ne
            (i64.load offset=272
              (local.get 0))
            (i64.const 268435464))
          (i32.ne
            (i32.load offset=229380
              (local.get 2))
            (local.get 4)))
        (i32.lt_s
          (i32.load offset=424
            (local.get 0))
          (i32.const 0))))
    (local.get 7)
    ((@metadata.code.�1