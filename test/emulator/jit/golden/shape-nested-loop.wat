;; li      r5,10
;; add     r3,r3,r5
;; addi    r5,r5,-1
;; cmpdi   r5,0
;; bgt     0x10000004
;; bdnz    0x10000000
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i64 i64 i32 i32 i64 i32 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 3
      (i32.load offset=420
        (local.get 0)))
    (local.set 5
      (i64.load offset=24
        (local.get 0)))
    (local.set 6
      (i64.load offset=264
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 7
        (i64.const 10))
      (i64.store offset=40
        (local.get 0)
        (local.get 7))
      (i64.store offset=264
        (local.get 0)
        (local.get 6))
      (loop  ;; label = @2
        (local.set 8
          (i64.add
            (local.get 5)
            (local.get 7)))
        (local.set 5
          (local.get 8))
        (local.set 7
          (i64.add
            (local.get 7)
            (i64.const -1)))
        (local.set 8
          (local.get 7))
        (local.set 9
          (i64.gt_s
            (local.get 8)
            (i64.const 0)))
        (local.set 10
          (local.get 9))
        (if  ;; label = @3
          (local.get 10)
          (then
            (local.set 3
              (i32.sub
                (local.get 3)
                (i32.const 1)))
            (local.set 9
              (i32.lt_s
                (local.get 3)
                (i32.const 0)))
            (local.get 9)
            ((@metadata.code.branch_hint "\00"))
            (if  ;; label = @4
              (then
                (i64.store offset=24
                  (local.get 0)
                  (local.get 5))
                (i64.store offset=40
                  (local.get 0)
                  (local.get 7))
                (i64.store offset=1792
                  (local.get 0)
                  (local.get 8))
                (i64.store offset=1800
                  (local.get 0)
                  (i64.const 0))
                (i32.store8 offset=280
                  (local.get 0)
                  (i32.const -1))
                (i32.store offset=420
                  (local.get 0)
                  (local.get 3))
                (return
                  (i64.const 268435463))))
            (br 1 (;@2;))))
        (i64.store offset=40
          (local.get 0)
          (local.get 7))
        (i64.store offset=1792
          (local.get 0)
          (local.get 8))
        (i64.store offset=1800
          (local.get 0)
          (i64.const 0))
        (i32.store8 offset=280
          (local.get 0)
          (i32.const -1))
        (local.set 6
          (i64.load offset=264
            (local.get 0)))
        (local.set 11
          (i64.sub
            (local.get 6)
            (i64.const 1)))
        (local.set 12
          (i64.ne
            (local.get 11)
            (i64.const 0)))
        (local.set 13
          (local.get 12))
        (local.set 6
          (local.get 11))
        (if  ;; label = @3
          (local.get 13)
          (then
            (local.set 3
              (i32.sub
                (local.get 3)
                (i32.const 1)))
            (local.set 12
              (i32.lt_s
                (local.get 3)
                (i32.const 0)))
            (local.get 12)
            ((@metadata.code.branch_hint "\00"))
            (if  ;; label = @4
              (then
                (i64.store offset=24
                  (local.get 0)
                  (local.get 5))
                (i64.store offset=264
                  (local.get 0)
                  (local.get 6))
                (i32.store offset=420
                  (local.get 0)
                  (local.get 3))
                (return
                  (i64.const 268435459))))
            (br 2 (;@1;))))
        (i64.store offset=24
          (local.get 0)
          (local.get 5))
        (i64.store offset=264
          (local.get 0)
          (local.get 6))
        (local.set 14
          (i64.load offset=256
            (local.get 0)))
        (local.set 15
          (i64.and
            (local.get 14)
            (i64.const -4)))
        (i32.store offset=420
          (local.get 0)
          (local.get 3))
        (return
          (local.get 15))))
    (unreachable)))
