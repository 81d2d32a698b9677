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
  (import "k42" "regions" (table (;0;) 1 funcref))
  (func (;0;) (export "0") (type 0) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i32 i64 i64 i32 i32 i32 i64 i64 i64 i32 i32 i64 i64)
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
    (local.set 7
      (i32.load8_u offset=292
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 8
        (i64.const 10))
      (i64.store offset=40
        (local.get 0)
        (local.get 8))
      (i64.store offset=264
        (local.get 0)
        (local.get 6))
      (loop  ;; label = @2
        (local.set 9
          (i64.add
            (local.get 5)
            (local.get 8)))
        (local.set 5
          (local.get 9))
        (local.set 8
          (i64.add
            (local.get 8)
            (i64.const -1)))
        (local.set 9
          (local.get 8))
        (i64.store offset=1744
          (local.get 0)
          (local.get 9))
        (i64.store offset=1752
          (local.get 0)
          (i64.const 0))
        (i32.store8 offset=1736
          (local.get 0)
          (i32.const 1))
        (local.set 10
          (i64.gt_s
            (local.get 9)
            (i64.const 0)))
        (local.set 11
          (local.get 10))
        (if  ;; label = @3
          (local.get 11)
          (then
            (local.set 3
              (i32.sub
                (local.get 3)
                (i32.const 1)))
            (local.set 10
              (i32.lt_s
                (local.get 3)
                (i32.const 0)))
            (local.get 10)
            ((@metadata.code.