;; ldx     r5,r3,r4
;; stbx    r5,r3,r4
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (i64.load offset=32
          (local.get 0)))
      (local.set 6
        (i64.add
          (local.get 4)
          (local.get 5)))
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
      ((@metadata.code.am i32 i32) "\00"))
      (if  ;; label = @2
        (then
          (local.set 7
            (i32.load offset=176164
              (local.get 2)))
          (local.set 9
            (i64.ge_u
              (i64.sub
                (local.get 6)
                (i64.load offset=176144
                  (local.get 2)))
              (i64.load offset=176152
                (local.get 2))))
          (local.get 9)
          ((@metadata.code.am i32 i32) "\00"))
          (if  ;; label = @3
            (then
              (local.set 10
                (i32.eqz
                  (call 0
                    (local.get 0)
                    (local.get 6)
                    (i32.const 33571008))))
              (local.get 10)
              ((@metadata.code.am i32 i32) "\00"))
              (if  ;; label = @4
                (then
                  (local.set 3
                    (i64.const 268435457))
                  (br 3 (;@1;))))
              (local.set 7
                (i32.load offset=176160
                  (local.get 2)))))))
      (local.set 11
        (i32.add
          (local.get 7)
          (i32.wrap_i64
            (local.get 6))))
      (local.set 12
        (i64.load align=1
          (local.get 11)))
      (local.set 13
        (local.get 12))
      (i64.store offset=40
        (local.get 0)
        (local.get 13))
      (local.set 12
        (i64.add
          (local.get 4)
          (local.get 5)))
      (local.set 11
        (i32.load offset=208992
          (local.get 2)))
      (local.set 10
        (i64.ge_u
          (i64.sub
            (local.get 12)
            (i64.load offset=208960
              (local.get 2)))
          (i64.load offset=208968
            (local.get 2))))
      (local.get 10)
      ((@metadata.code.