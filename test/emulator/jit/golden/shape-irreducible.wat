;; cmpdi   r3,0
;; beq     0x10000010
;; add     r4,r4,r3
;; addi    r3,r3,-1
;; addi    r5,r5,1
;; bdnz    0x10000008
;; blr
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i32 i64 i64 i64 i64 i32 i32 i32 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (local.get 4))
      (i64.store offset=1792
        (local.get 0)
        (local.get 5))
      (i64.store offset=1800
        (local.get 0)
        (i64.const 0))
      (i32.store8 offset=280
        (local.get 0)
        (i32.const -1))
      (local.set 6
        (i64.eq
          (local.get 5)
          (i64.const 0)))
      (local.set 7
        (local.get 6))
      (if  ;; label = @2
        (local.get 7)
        (then
          (br 1 (;@1;))))
      (local.set 8
        (i64.load offset=32
          (local.get 0)))
      (local.set 9
        (i64.add
          (local.get 8)
          (local.get 4)))
      (local.set 8
        (local.get 9))
      (i64.store offset=32
        (local.get 0)
        (local.get 8))
      (local.set 4
        (i64.add
          (local.get 4)
          (i64.const -1)))
      (i64.store offset=24
        (local.get 0)
        (local.get 4))
      (br 0 (;@1;)))
    (local.set 10
      (i64.load offset=40
        (local.get 0)))
    (local.set 10
      (i64.add
        (local.get 10)
        (i64.const 1)))
    (i64.store offset=40
      (local.get 0)
      (local.get 10))
    (local.set 11
      (i64.load offset=264
        (local.get 0)))
    (local.set 9
      (i64.sub
        (local.get 11)
        (i64.const 1)))
    (local.set 6
      (i64.ne
        (local.get 9)
        (i64.const 0)))
    (local.set 12
      (local.get 6))
    (local.set 11
      (local.get 9))
    (i64.store offset=264
      (local.get 0)
      (local.get 11))
    (if  ;; label = @1
      (local.get 12)
      (then
        (local.set 6
          (i32.sub
            (i32.load offset=420
              (local.get 0))
            (i32.const 1)))
        (i32.store offset=420
          (local.get 0)
          (local.get 6))
        (local.set 13
          (i32.load offset=98344
            (local.get 2)))
        (block  ;; label = @2
          (local.set 14
            (i64.ne
              (i64.load offset=98336
                (local.get 2))
              (i64.const 268435464)))
          (local.get 14)
          ((@metadata.code.branch_hint "\00"))
          (if  ;; label = @3
            (then
              (if  ;; label = @4
                (i64.ne
                  (i64.load offset=98336
                    (local.get 2))
                  (i64.const 268435464))
                (then
                  (br 2 (;@2;))))
              (local.set 13
                (i32.load offset=98344
                  (local.get 2)))))
          (local.set 15
            (i32.lt_s
              (local.get 6)
              (i32.const 0)))
          (local.get 15)
          ((@metadata.code.