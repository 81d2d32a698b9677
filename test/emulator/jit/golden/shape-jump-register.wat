;; addi    r3,r3,1
;; bctr
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32 i32)
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
      (i64.load offset=264
        (local.get 0)))
    (local.set 6
      (i64.and
        (local.get 5)
        (i64.const -4)))
    (local.set 7
      (i32.sub
        (i32.load offset=420
          (local.get 0))
        (i32.const 1)))
    (i32.store offset=420
      (local.get 0)
      (local.get 7))
    (local.set 8
      (i32.wrap_i64
        (local.get 6)))
    (local.set 9
      (i32.add
        (local.get 2)
        (i32.and
          (i32.shl
            (local.get 8)
            (i32.const 2))
          (i32.const 65520))))
    (local.set 10
      (i32.load offset=98312
        (local.get 9)))
    (block  ;; label = @1
      (local.set 11
        (i64.ne
          (i64.load offset=98304
            (local.get 9))
          (local.get 6)))
      (local.get 11)
      ((@metadata.code.branch_hint "\00"))
      (if  ;; label = @2
        (then
          (local.set 12
            (i32.add
              (local.get 2)
              (i32.and
                (i32.shl
                  (i32.xor
                    (local.get 8)
                    (i32.shr_u
                      (local.get 8)
                      (i32.const 12)))
                  (i32.const 2))
                (i32.const 65520))))
          (if  ;; label = @3
            (i64.ne
              (i64.load offset=98304
                (local.get 12))
              (local.get 6))
            (then
              (br 2 (;@1;))))
          (local.set 10
            (i32.load offset=98312
              (local.get 12)))))
      (local.set 13
        (i32.lt_s
          (local.get 7)
          (i32.const 0)))
      (local.get 13)
      ((@metadata.code.branch_hint "\00"))
      (if  ;; label = @2
        (then
          (br 1 (;@1;))))
      (return_call 0
        (local.get 0)
        (local.get 1)
        (local.get 10)))
    (i64.store offset=1688
      (local.get 0)
      (i64.const 268435460))
    (return
      (local.get 6))
    (unreachable)))
