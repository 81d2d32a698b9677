;; mflr    r0
;; mtctr   r5
;; mfxer   r6
;; mftb    r7
;; blr
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (result f64)))
  (type (;2;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "settle" (func (;0;) (type 0)))
  (import "k42" "timeBase" (func (;1;) (type 1)))
  (func (;2;) (export "0") (type 2) (param i32 i32) (result i64)
    (local i32 i64 i32 i32 i32 i32 i32 i64 i64 i64 i64 i64 i64 i64 i64)
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
    ((@metadata.code.2)))
  (typ "\00"))
    (if  ;; label = @1
      (then
        (call 0
          (local.get 0))))
    (local.set 5
      (i32.load8_u offset=288
        (local.get 0)))
    (local.set 6
      (i32.load8_u offset=289
        (local.get 0)))
    (local.set 7
      (i32.load8_u offset=290
        (local.get 0)))
    (local.set 8
      (i32.load8_u offset=291
        (local.get 0)))
    (local.set 9
      (i64.load offset=256
        (local.get 0)))
    (local.set 10
      (local.get 9))
    (i64.store
      (local.get 0)
      (local.get 10))
    (local.set 11
      (i64.load offset=40
        (local.get 0)))
    (local.set 12
      (local.get 11))
    (i64.store offset=264
      (local.get 0)
      (local.get 12))
    (local.set 13
      (i64.extend_i32_u
        (i32.or
          (i32.or
            (i32.or
              (i32.or
                (i32.or
                  (i32.shl
                    (i32.load8_u offset=292
                      (local.get 0))
                    (i32.const 31))
                  (i32.shl
                    (local.get 7)
                    (i32.const 30)))
                (i32.shl
                  (local.get 5)
                  (i32.const 29)))
              (i32.shl
                (local.get 8)
                (i32.const 19)))
            (i32.shl
              (local.get 6)
              (i32.const 18)))
          (i32.load8_u offset=293
            (local.get 0)))))
    (local.set 14
      (local.get 13))
    (i64.store offset=48
      (local.get 0)
      (local.get 14))
    (local.set 13
      (i64.trunc_sat_f64_u
        (call 1)))
    (local.set 15
      (local.get 13))
    (i64.store offset=56
      (local.get 0)
      (local.get 15))
    (local.set 16
      (i64.and
        (local.get 9)
        (i64.const -4)))
    (return
      (local.get 16))
    (unreachable)))
