;; lwz     r5,8(r3)
;; ld      r6,16(r3)
;; sth     r5,2(r3)
;; std     r6,24(r3)
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=24
        (local.get 0)))
    (local.set 5
      (i64.add
        (local.get 4)
        (i64.const 8)))
    (local.set 6
      (i64.add
        (local.get 5)
        (i64.const -6)))
    (local.set 7
      (i32.load offset=245792
        (local.get 2)))
    (local.set 8
      (i64.ge_u
        (i64.sub
          (local.get 6)
          (i64.load offset=245760
            (local.get 2)))
        (i64.load offset=245768
          (local.get 2))))
    (local.get 8)
    ((@metadata.code.func (param "\00"))
    (if  ;; label = @1
      (then
        (local.set 7
          (i32.load offset=245796
            (local.get 2)))
        (local.set 9
          (i64.ge_u
            (i64.sub
              (local.get 6)
              (i64.load offset=245776
                (local.get 2)))
            (i64.load offset=245784
              (local.get 2))))
        (local.get 9)
        ((@metadata.code.