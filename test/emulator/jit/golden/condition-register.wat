;; crand   lt,4*cr1+eq,4*cr7+eq
;; mcrf    cr3,cr0
;; mfcr    r3
;; mtcrf   56,r4
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 6
      (i32.load8_u offset=280
        (local.get 0)))
    (local.set 9
      (i32.load8_u offset=281
        (local.get 0)))
    (local.set 12
      (i32.load8_u offset=282
        (local.get 0)))
    (local.set 15
      (i32.load8_u offset=284
        (local.get 0)))
    (local.set 18
      (i32.load8_u offset=285
        (local.get 0)))
    (local.set 21
      (i32.load8_u offset=286
        (local.get 0)))
    (local.set 24
      (i32.load8_u offset=287
        (local.get 0)))
    (local.set 25
      (i32.and
        (i32.and
          (i32.and
            (i32.shr_u
              (select
                (local.get 9)
                (i32.add
                  (i32.add
                    (i32.add
                      (i32.add
                        (i32.mul
                          (select
                            (i64.lt_u
                              (local.get 7)
                              (local.get 8))
                            (i64.lt_s
                              (local.get 7)
                              (local.get 8))
                            (i32.eq
                              (local.get 9)
                              (i32.const -2)))
                          (i32.const 3))
                        (select
                          (i64.gt_u
                            (local.get 7)
                            (local.get 8))
                          (i64.gt_s
                            (local.get 7)
                            (local.get 8))
                          (i32.eq
                            (local.get 9)
                            (i32.const -2))))
                      (i32.const 1))
                    (i32.add
                      (i32.add
                        (i32.mul
                          (select
                            (i64.lt_u
                              (local.get 7)
                              (local.get 8))
                            (i64.lt_s
                              (local.get 7)
                              (local.get 8))
                            (i32.eq
                              (local.get 9)
                              (i32.const -2)))
                          (i32.const 3))
                        (select
                          (i64.gt_u
                            (local.get 7)
                            (local.get 8))
                          (i64.gt_s
                            (local.get 7)
                            (local.get 8))
                          (i32.eq
                            (local.get 9)
                            (i32.const -2))))
                      (i32.const 1)))
                  (i32.load8_u offset=292
                    (local.get 0)))
                (i32.ge_s
                  (local.get 9)
                  (i32.const 0)))
              (i32.const 1))
            (i32.const 1))
          (i32.and
            (i32.shr_u
              (select
                (local.get 24)
                (i32.add
                  (i32.add
                    (i32.add
                      (i32.add
                        (i32.mul
                          (select
                            (i64.lt_u
                              (local.get 22)
                              (local.get 23))
                            (i64.lt_s
                              (local.get 22)
                              (local.get 23))
                            (i32.eq
                              (local.get 24)
                              (i32.const -2)))
                          (i32.const 3))
                        (select
                          (i64.gt_u
                            (local.get 22)
                            (local.get 23))
                          (i64.gt_s
                            (local.get 22)
                            (local.get 23))
                          (i32.eq
                            (local.get 24)
                            (i32.const -2))))
                      (i32.const 1))
                    (i32.add
                      (i32.add
                        (i32.mul
                          (select
                            (i64.lt_u
                              (local.get 22)
                              (local.get 23))
                            (i64.lt_s
                              (local.get 22)
                              (local.get 23))
                            (i32.eq
                              (local.get 24)
                              (i32.const -2)))
                          (i32.const 3))
                        (select
                          (i64.gt_u
                            (local.get 22)
                            (local.get 23))
                          (i64.gt_s
                            (local.get 22)
                            (local.get 23))
                          (i32.eq
                            (local.get 24)
                            (i32.const -2))))
                      (i32.const 1)))
                  (i32.load8_u offset=292
                    (local.get 0)))
                (i32.ge_s
                  (local.get 24)
                  (i32.const 0)))
              (i32.const 1))
            (i32.const 1)))
        (i32.const 1)))
    (local.set 26
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
          (i32.const 2))
        (i32.const 1)))
    (local.set 27
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
        (i32.const 1)))
    (local.set 28
      (i32.and
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
        (i32.const 1)))
    (local.set 29
      (i32.or
        (i32.or
          (i32.or
            (i32.shl
              (local.get 25)
              (i32.const 3))
            (i32.shl
              (local.get 26)
              (i32.const 2)))
          (i32.shl
            (local.get 27)
            (i32.const 1)))
        (local.get 28)))
    (local.set 30
      (i32.or
        (i32.or
          (i32.or
            (i32.shl
              (local.get 25)
              (i32.const 3))
            (i32.shl
              (local.get 26)
              (i32.const 2)))
          (i32.shl
            (local.get 27)
            (i32.const 1)))
        (local.get 28)))
    (local.set 31
      (select
        (local.get 9)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 7)
                      (local.get 8))
                    (i64.lt_s
                      (local.get 7)
                      (local.get 8))
                    (i32.eq
                      (local.get 9)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 7)
                    (local.get 8))
                  (i64.gt_s
                    (local.get 7)
                    (local.get 8))
                  (i32.eq
                    (local.get 9)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 7)
                      (local.get 8))
                    (i64.lt_s
                      (local.get 7)
                      (local.get 8))
                    (i32.eq
                      (local.get 9)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 7)
                    (local.get 8))
                  (i64.gt_s
                    (local.get 7)
                    (local.get 8))
                  (i32.eq
                    (local.get 9)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 9)
          (i32.const 0))))
    (local.set 32
      (select
        (local.get 12)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 10)
                      (local.get 11))
                    (i64.lt_s
                      (local.get 10)
                      (local.get 11))
                    (i32.eq
                      (local.get 12)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 10)
                    (local.get 11))
                  (i64.gt_s
                    (local.get 10)
                    (local.get 11))
                  (i32.eq
                    (local.get 12)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 10)
                      (local.get 11))
                    (i64.lt_s
                      (local.get 10)
                      (local.get 11))
                    (i32.eq
                      (local.get 12)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 10)
                    (local.get 11))
                  (i64.gt_s
                    (local.get 10)
                    (local.get 11))
                  (i32.eq
                    (local.get 12)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 12)
          (i32.const 0))))
    (local.set 33
      (select
        (local.get 15)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 13)
                      (local.get 14))
                    (i64.lt_s
                      (local.get 13)
                      (local.get 14))
                    (i32.eq
                      (local.get 15)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 13)
                    (local.get 14))
                  (i64.gt_s
                    (local.get 13)
                    (local.get 14))
                  (i32.eq
                    (local.get 15)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 13)
                      (local.get 14))
                    (i64.lt_s
                      (local.get 13)
                      (local.get 14))
                    (i32.eq
                      (local.get 15)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 13)
                    (local.get 14))
                  (i64.gt_s
                    (local.get 13)
                    (local.get 14))
                  (i32.eq
                    (local.get 15)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 15)
          (i32.const 0))))
    (local.set 34
      (select
        (local.get 18)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 16)
                      (local.get 17))
                    (i64.lt_s
                      (local.get 16)
                      (local.get 17))
                    (i32.eq
                      (local.get 18)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 16)
                    (local.get 17))
                  (i64.gt_s
                    (local.get 16)
                    (local.get 17))
                  (i32.eq
                    (local.get 18)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 16)
                      (local.get 17))
                    (i64.lt_s
                      (local.get 16)
                      (local.get 17))
                    (i32.eq
                      (local.get 18)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 16)
                    (local.get 17))
                  (i64.gt_s
                    (local.get 16)
                    (local.get 17))
                  (i32.eq
                    (local.get 18)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 18)
          (i32.const 0))))
    (local.set 35
      (select
        (local.get 21)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 19)
                      (local.get 20))
                    (i64.lt_s
                      (local.get 19)
                      (local.get 20))
                    (i32.eq
                      (local.get 21)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 19)
                    (local.get 20))
                  (i64.gt_s
                    (local.get 19)
                    (local.get 20))
                  (i32.eq
                    (local.get 21)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 19)
                      (local.get 20))
                    (i64.lt_s
                      (local.get 19)
                      (local.get 20))
                    (i32.eq
                      (local.get 21)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 19)
                    (local.get 20))
                  (i64.gt_s
                    (local.get 19)
                    (local.get 20))
                  (i32.eq
                    (local.get 21)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 21)
          (i32.const 0))))
    (local.set 36
      (select
        (local.get 24)
        (i32.add
          (i32.add
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 22)
                      (local.get 23))
                    (i64.lt_s
                      (local.get 22)
                      (local.get 23))
                    (i32.eq
                      (local.get 24)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 22)
                    (local.get 23))
                  (i64.gt_s
                    (local.get 22)
                    (local.get 23))
                  (i32.eq
                    (local.get 24)
                    (i32.const -2))))
              (i32.const 1))
            (i32.add
              (i32.add
                (i32.mul
                  (select
                    (i64.lt_u
                      (local.get 22)
                      (local.get 23))
                    (i64.lt_s
                      (local.get 22)
                      (local.get 23))
                    (i32.eq
                      (local.get 24)
                      (i32.const -2)))
                  (i32.const 3))
                (select
                  (i64.gt_u
                    (local.get 22)
                    (local.get 23))
                  (i64.gt_s
                    (local.get 22)
                    (local.get 23))
                  (i32.eq
                    (local.get 24)
                    (i32.const -2))))
              (i32.const 1)))
          (i32.load8_u offset=292
            (local.get 0)))
        (i32.ge_s
          (local.get 24)
          (i32.const 0))))
    (local.set 37
      (i32.or
        (i32.or
          (i32.or
            (i32.or
              (i32.or
                (i32.or
                  (i32.or
                    (i32.shl
                      (local.get 30)
                      (i32.const 28))
                    (i32.shl
                      (local.get 31)
                      (i32.const 24)))
                  (i32.shl
                    (local.get 32)
                    (i32.const 20)))
                (i32.shl
                  (local.get 29)
                  (i32.const 16)))
              (i32.shl
                (local.get 33)
                (i32.const 12)))
            (i32.shl
              (local.get 34)
              (i32.const 8)))
          (i32.shl
            (local.get 35)
            (i32.const 4)))
        (local.get 36)))
    (local.set 38
      (i64.extend_i32_u
        (local.get 37)))
    (i64.store offset=24
      (local.get 0)
      (local.get 38))
    (local.set 39
      (i64.load offset=32
        (local.get 0)))
    (local.set 37
      (i32.wrap_i64
        (local.get 39)))
    (local.set 40
      (i64.load offset=256
        (local.get 0)))
    (local.set 41
      (i64.and
        (local.get 40)
        (i64.const -4)))
    (i32.store8 offset=280
      (local.get 0)
      (i32.or
        (i32.or
          (i32.or
            (i32.shl
              (local.get 25)
              (i32.const 3))
            (i32.shl
              (local.get 26)
              (i32.const 2)))
          (i32.shl
            (local.get 27)
            (i32.const 1)))
        (local.get 28)))
    (i32.store8 offset=282
      (local.get 0)
      (i32.and
        (i32.shr_u
          (local.get 37)
          (i32.const 20))
        (i32.const 15)))
    (i32.store8 offset=283
      (local.get 0)
      (i32.and
        (i32.shr_u
          (local.get 37)
          (i32.const 16))
        (i32.const 15)))
    (i32.store8 offset=284
      (local.get 0)
      (i32.and
        (i32.shr_u
          (local.get 37)
          (i32.const 12))
        (i32.const 15)))
    (return
      (local.get 41))
    (unreachable)))
