;; li      r0,20
;; sc
;; addi    r3,r3,1
;; blr
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32) (result i32)))
  (type (;2;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "settle" (func (;0;) (type 0)))
  (import "k42" "syscall" (func (;1;) (type 1)))
  (func (;2;) (export "0") (type 2) (param i32 i32) (result i64)
    (local i32 i64 i32 i64 i32 i32 i32 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i32.load offset=258052
        (local.get 2)))
    (local.set 5
      (i64.const 20))
    (i64.store
      (local.get 0)
      (local.get 5))
    (local.set 6
      (i32.or
        (i64.ne
          (i64.and
            (i64.load offset=280
              (local.get 0))
            (i64.const -9187201950435737472))
          (i64.const 0))
        (i32.lt_s
          (i32.load8_s offset=288
            (local.get 0))
          (i32.const 0))))
    (local.get 6)
    ((@metadata.code.
