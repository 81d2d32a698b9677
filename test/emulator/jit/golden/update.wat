;; stdu    r1,-112(r1)
;; lwzu    r5,4(r3)
;; blr
(module
  (type (;0;) (func (param i32 i64 i32) (result i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "remember" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 i32 i32 i32 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=8
          (local.get 0)))
      (local.set 5
        (i64.add
          (local.get 4)
          (i64.const -112)))
      (local.set 6
        (i32.load offset=253984
          (local.get 2)))
      (local.set 7
        (i64.ge_u
          (i64.sub
            (local.get 5)
            (i64.load offset=253952
              (local.get 2)))
          (i64.load offset=253960
            (local.get 2))))
      (local.get 7)
      ((@metadata.code.am i32 i32) "\00"))
      (if  ;; label = @2
        (then
          (local.set 6
            (i32.load offset=253988
              (local.get 2)))
          (local.set 8
            (i64.ge_u
              (i64.sub
                (local.get 5)
                (i64.load offset=253968
                  (local.get 2)))
              (i64.load offset=253976
                (local.get 2))))
          (local.get 8)
          ((@metadata.code.am i32 i32) "\00"))
          (if  ;; label = @3
            (then
              (local.set 9
                (i32.eqz
                  (call 0
                    (local.get 0)
                    (local.get 5)
                    (i32.const 36701568))))
              (local.get 9)
              ((@metadata.code.am i32 i32) "\00"))
              (if  ;; label = @4
                (then
                  (local.set 3
                    (i64.const 268435457))
                  (br 3 (;@1;))))
              (local.set 6
                (i32.load offset=253984
                  (local.get 2)))))))
      (local.set 10
        (i32.add
          (local.get 6)
          (i32.wrap_i64
            (local.get 5))))
      (i64.store align=1
        (local.get 10)
        (local.get 4))
      (local.set 4
        (local.get 5))
      (i64.store offset=8
        (local.get 0)
        (local.get 4))
      (local.set 11
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (i64.add
          (local.get 11)
          (i64.const 4)))
      (local.set 10
        (i32.load offset=176160
          (local.get 2)))
      (local.set 9
        (i64.ge_u
          (i64.sub
            (local.get 5)
            (i64.load offset=176128
              (local.get 2)))
          (i64.load offset=176136
            (local.get 2))))
      (local.get 9)
      ((@metadata.code.