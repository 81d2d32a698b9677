;; rlwinm  r3,r4,5,8,23
;; srdi    r5,r4,4
;; rldimi  r6,r4,16,32
;; sld     r7,r4,r5
;; blr
(module
  (type (;0;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 2
      (i32.load offset=404
        (local.get 0)))
    (local.set 4
      (i64.load offset=32
        (local.get 0)))
    (local.set 5
      (i64.extend_i32_u
        (i32.and
          (i32.rotl
            (i32.wrap_i64
              (local.get 4))
            (i32.const 5))
          (i32.const 16776960))))
    (local.set 6
      (local.get 5))
    (i64.store offset=24
      (local.get 0)
      (local.get 6))
    (local.set 5
      (i64.shr_u
        (local.get 4)
        (i64.const 4)))
    (local.set 7
      (local.get 5))
    (i64.store offset=40
      (local.get 0)
      (local.get 7))
    (local.set 8
      (i64.load offset=48
        (local.get 0)))
    (local.set 5
      (i64.or
        (i64.and
          (i64.rotl
            (local.get 4)
            (i64.const 16))
          (i64.const 4294901760))
        (i64.and
          (local.get 8)
          (i64.const -4294901761))))
    (local.set 8
      (local.get 5))
    (i64.store offset=48
      (local.get 0)
      (local.get 8))
    (local.set 5
      (select
        (i64.const 0)
        (i64.shl
          (local.get 4)
          (local.get 7))
        (i32.and
          (i32.wrap_i64
            (local.get 7))
          (i32.const 64))))
    (local.set 9
      (local.get 5))
    (i64.store offset=56
      (local.get 0)
      (local.get 9))
    (local.set 10
      (i64.load offset=256
        (local.get 0)))
    (local.set 11
      (i64.and
        (local.get 10)
        (i64.const -4)))
    (return
      (local.get 11))
    (unreachable)))
