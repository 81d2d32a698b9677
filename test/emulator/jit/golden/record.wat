;; addo.   r3,r4,r5
;; andi.   r4,r3,255
;; blr
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "settle" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i64 i32 i32 i64 i64 i64 i64 i32 i32 i64 i64 i64 i64)
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
    ((@metadata.code.0;) (func ( "\00"))
    (if  ;; label = @1
      (then
        (call 0
          (local.get 0))))
    (local.set 5
      (i32.load8_u offset=292
        (local.get 0)))
    (local.set 6
      (i64.load offset=32
        (local.get 0)))
    (local.set 7
      (i64.load offset=40
        (local.get 0)))
    (local.set 8
      (i64.add
        (local.get 6)
        (local.get 7)))
    (local.set 9
      (i64.and
        (i64.xor
          (local.get 8)
          (local.get 6))
        (i64.xor
          (local.get 8)
          (local.get 7))))
    (local.set 10
      (i32.wrap_i64
        (i64.shr_u
          (local.get 9)
          (i64.const 63))))
    (local.set 11
      (i32.or
        (local.get 5)
        (local.get 10)))
    (local.set 12
      (local.get 8))
    (i64.store offset=24
      (local.get 0)
      (local.get 12))
    (local.set 13
      (i64.and
        (local.get 12)
        (i64.const 255)))
    (local.set 6
      (local.get 13))
    (i64.store offset=32
      (local.get 0)
      (local.get 6))
    (local.set 14
      (i64.load offset=256
        (local.get 0)))
    (local.set 15
      (i64.and
        (local.get 14)
        (i64.const -4)))
    (i32.store8 offset=280
      (local.get 0)
      (i32.add
        (i32.add
          (i32.add
            (i32.add
              (i32.mul
                (i64.lt_s
                  (local.get 13)
                  (i64.const 0))
                (i32.const 3))
              (i64.gt_s
                (local.get 13)
                (i64.const 0)))
            (i32.const 1))
          (i32.add
            (i32.add
              (i32.mul
                (i64.lt_s
                  (local.get 13)
                  (i64.const 0))
                (i32.const 3))
              (i64.gt_s
                (local.get 13)
                (i64.const 0)))
            (i32.const 1)))
        (local.get 11)))
    (i32.store8 offset=290
      (local.get 0)
      (local.get 10))
    (i32.store8 offset=291
      (local.get 0)
      (i32.shr_u
        (i32.wrap_i64
          (local.get 9))
        (i32.const 31)))
    (i32.store8 offset=292
      (local.get 0)
      (local.get 11))
    (return
      (local.get 15))
    (unreachable)))
