;; crand   lt,4*cr1+eq,4*cr7+eq
;; mcrf    cr3,cr0
;; mfcr    r3
;; mtcrf   56,r4
;; blr
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "settle" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
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
    (local.get 4)
    ((@metadata.code.