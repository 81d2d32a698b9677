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
    (local i32 i64 i64 i64 i32 i32 i64 i64 i32 i64 i64 i64 i64 i32 i32 i32 i32 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (block  ;; label = @1
      (local.set 4
        (i64.load offset=24
          (local.get 0)))
      (local.set 5
        (local.get 4))
      (local.set 6
        (i64.eq
          (local.get 5)
          (i64.const 0)))
      (local.set 7
        (local.get 6))
      (if  ;; label = @2
        (local.get 7)
        (then
          (local.set 8
            (local.get 5))
          (local.set 9
            (i64.const 0))
          (local.set 10
            (i32.const -1))
          (br 1 (;@1;))))
      (local.set 11
        (i64.load offset=32
          (local.get 0)))
      (local.set 12
        (i64.add
          (local.get 11)
          (local.get 4)))
      (local.set 11
        (local.get 12))
      (i64.store offset=32
        (local.get 0)
        (local.get 11))
      (local.set 4
        (i64.add
          (local.get 4)
          (i64.const -1)))
      (i64.store offset=24
        (local.get 0)
        (local.get 4))
      (local.set 8
        (local.get 5))
      (local.set 9
        (i64.const 0))
      (local.set 10
        (i32.const -1))
      (br 0 (;@1;)))
    (local.set 13
      (i64.load offset=40
        (local.get 0)))
    (local.set 13
      (i64.add
        (local.get 13)
        (i64.const 1)))
    (i64.store offset=40
      (local.get 0)
      (local.get 13))
    (local.set 14
      (i64.load offset=264
        (local.get 0)))
    (local.set 12
      (i64.sub
        (local.get 14)
        (i64.const 1)))
    (local.set 6
      (i64.ne
        (local.get 12)
        (i64.const 0)))
    (local.set 15
      (local.get 6))
    (local.set 14
      (local.get 12))
    (i64.store offset=264
      (local.get 0)
      (local.get 14))
    (if  ;; label = @1
      (local.get 15)
      (then
        (i32.store8 offset=280
          (local.get 0)
          (select
            (local.get 10)
            (i32.add
              (i32.add
                (i32.add
                  (i32.add
                    (i32.mul
                      (select
                        (i64.lt_u
                          (local.get 8)
                          (local.get 9))
                        (i64.lt_s
                          (local.get 8)
                          (local.get 9))
                        (i32.eq
                          (local.get 10)
                          (i32.const -2)))
                      (i32.const 3))
                    (select
                      (i64.gt_u
                        (local.get 8)
                        (local.get 9))
                      (i64.gt_s
                        (local.get 8)
                        (local.get 9))
                      (i32.eq
                        (local.get 10)
                        (i32.const -2))))
                  (i32.const 1))
                (i32.add
                  (i32.add
                    (i32.mul
                      (select
                        (i64.lt_u
                          (local.get 8)
                          (local.get 9))
                        (i64.lt_s
                          (local.get 8)
                          (local.get 9))
                        (i32.eq
                          (local.get 10)
                          (i32.const -2)))
                      (i32.const 3))
                    (select
                      (i64.gt_u
                        (local.get 8)
                        (local.get 9))
                      (i64.gt_s
                        (local.get 8)
                        (local.get 9))
                      (i32.eq
                        (local.get 10)
                        (i32.const -2))))
                  (i32.const 1)))
              (i32.load8_u offset=292
                (local.get 0)))
            (i32.ge_s
              (local.get 10)
              (i32.const 0))))
        (local.set 6
          (i32.sub
            (i32.load offset=420
              (local.get 0))
            (i32.const 1)))
        (i32.store offset=420
          (local.get 0)
          (local.get 6))
        (local.set 16
          (i32.load offset=98344
            (local.get 2)))
        (block  ;; label = @2
          (local.set 17
            (i64.ne
              (i64.load offset=98336
                (local.get 2))
              (i64.const 268435464)))
          (local.get 17)
          ((@metadata.code.