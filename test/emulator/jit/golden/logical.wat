;; and     r3,r4,r5
;; ori     r3,r3,4660
;; cntlzd  r4,r3
;; extsw   r5,r3
;; iseleq  r6,r3,r4
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i64 i64 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=1792
        (local.get 0)))
    (local.set 5
      (i64.load offset=1800
        (local.get 0)))
    (local.set 6
      (i32.load8_s offset=280
        (local.get 0)))
    (local.set 7
      (i64.load offset=32
        (local.get 0)))
    (local.set 8
      (i64.load offset=40
        (local.get 0)))
    (local.set 9
      (i64.and
        (local.get 7)
        (local.get 8)))
    (local.set 10
      (local.get 9))
    (local.set 9
      (i64.or
        (local.get 10)
        (i64.const 4660)))
    (local.set 10
      (local.get 9))
    (i64.store offset=24
      (local.get 0)
      (local.get 10))
    (local.set 9
      (i64.clz
        (local.get 10)))
    (local.set 7
      (local.get 9))
    (i64.store offset=32
      (local.get 0)
      (local.get 7))
    (local.set 9
      (i64.extend32_s
        (local.get 10)))
    (local.set 8
      (local.get 9))
    (i64.store offset=40
      (local.get 0)
      (local.get 8))
    (local.set 11
      (select
        (local.get 10)
        (local.get 7)
        (i32.and
          (i32.shr_u
            (select
              (local.get 6)
              (i32.add
                (i32.add
                  (i32.add
                    (i32.add
                      (i32.mul
                        (select
                          (i64.lt_u
                            (local.get 4)
                            (local.get 5))
                          (i64.lt_s
                            (local.get 4)
                            (local.get 5))
                          (i32.eq
                            (local.get 6)
                            (i32.const -2)))
                        (i32.const 3))
                      (select
                        (i64.gt_u
                          (local.get 4)
                          (local.get 5))
                        (i64.gt_s
                          (local.get 4)
                          (local.get 5))
                        (i32.eq
                          (local.get 6)
                          (i32.const -2))))
                    (i32.const 1))
                  (i32.add
                    (i32.add
                      (i32.mul
                        (select
                          (i64.lt_u
                            (local.get 4)
                            (local.get 5))
                          (i64.lt_s
                            (local.get 4)
                            (local.get 5))
                          (i32.eq
                            (local.get 6)
                            (i32.const -2)))
                        (i32.const 3))
                      (select
                        (i64.gt_u
                          (local.get 4)
                          (local.get 5))
                        (i64.gt_s
                          (local.get 4)
                          (local.get 5))
                        (i32.eq
                          (local.get 6)
                          (i32.const -2))))
                    (i32.const 1)))
                (i32.load8_u offset=292
                  (local.get 0)))
              (i32.ge_s
                (local.get 6)
                (i32.const 0)))
            (i32.const 1))
          (i32.const 1))))
    (i64.store offset=48
      (local.get 0)
      (local.get 11))
    (local.set 12
      (i64.load offset=256
        (local.get 0)))
    (local.set 13
      (i64.and
        (local.get 12)
        (i64.const -4)))
    (return
      (local.get 13))
    (unreachable)))
