;; mtctr   r5
;; bctr
;; addi    r3,r3,1
;; b       0x10000000
;; addi    r3,r3,2
;; b       0x10000000
;; addi    r3,r3,3
;; b       0x10000000
(module
  (type (;0;) (func (param i32 i32 i32) (result i64)))
  (type (;1;) (func (param i32 i32) (result i64)))
  (import "k42" "memory" (memory (;0;) 1 65536 shared))
  (import "k42" "region" (func (;0;) (type 0)))
  (func (;1;) (export "0") (type 1) (param i32 i32) (result i64)
    (local i32 i32 i64 i64 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32 i32)
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
      (i64.load offset=40
        (local.get 0)))
    (loop  ;; label = @1
      (block  ;; label = @2
        (block  ;; label = @3
          (block  ;; label = @4
            (local.set 7
              (local.get 6))
            (i64.store offset=264
              (local.get 0)
              (local.get 7))
            (local.set 8
              (i64.and
                (local.get 7)
                (i64.const -4)))
            (local.set 9
              (i64.sub
                (local.get 8)
                (i64.const 268435464)))
            (if  ;; label = @5
              (i64.lt_u
                (local.get 9)
                (i64.const 20))
              (then
                (br_table 3 (;@2;) 0 (;@5;) 2 (;@3;) 0 (;@5;) 1 (;@4;) 0 (;@5;)
                  (i32.shr_u
                    (i32.wrap_i64
                      (local.get 9))
                    (i32.const 2)))))
            (i64.store offset=24
              (local.get 0)
              (local.get 5))
            (i32.store offset=420
              (local.get 0)
              (local.get 3))
            (local.set 10
              (i32.sub
                (i32.load offset=420
                  (local.get 0))
                (i32.const 1)))
            (i32.store offset=420
              (local.get 0)
              (local.get 10))
            (local.set 11
              (i32.wrap_i64
                (local.get 8)))
            (local.set 12
              (i32.add
                (local.get 2)
                (i32.and
                  (i32.shl
                    (local.get 11)
                    (i32.const 2))
                  (i32.const 65520))))
            (local.set 13
              (i32.load offset=98312
                (local.get 12)))
            (block  ;; label = @5
              (local.set 14
                (i64.ne
                  (i64.load offset=98304
                    (local.get 12))
                  (local.get 8)))
              (local.get 14)
              ((@metadata.code.