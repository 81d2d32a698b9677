import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ByteWriter } from '../../emulator/wasm/bytes.ts';
import { Code } from '../../emulator/wasm/code.ts';
import { f64 } from '../../emulator/wasm/float.ts';
import { i32 } from '../../emulator/wasm/i32.ts';
import { i64 } from '../../emulator/wasm/i64.ts';
import { ModuleBuilder } from '../../emulator/wasm/module.ts';
import type { I32, I64, Node, ValueType } from '../../emulator/wasm/node.ts';

/** Builds a function of these parameters and calls it. */
function evaluate(
  parameters: ValueType[],
  result: ValueType,
  build: (code: Code) => Node,
  ...values: unknown[]
): unknown {
  const code = new Code({ parameters, results: [result] });
  code.return(build(code));
  const module = new ModuleBuilder();
  module.export('f', module.add(code));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {});
  return (instance.exports['f'] as (...args: unknown[]) => unknown)(...values);
}

const word = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, 1, -1, 31, 32, -(2 ** 31)));
const double = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(0n, 1n, -1n, 63n, 64n));

describe('the encoder', () => {
  test.prop([fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })])('writes any 64-bit constant', (value) => {
    expect(evaluate([], 'i64', () => i64.const(value))).toBe(value);
  });

  test.prop([word])('writes any 32-bit constant', (value) => {
    expect(evaluate([], 'i32', () => i32.const(value))).toBe(value);
  });

  test('writes doubles and long lengths', () => {
    expect(evaluate([], 'f64', () => f64.const(-0.1))).toBe(-0.1);
    const out = new ByteWriter(1);
    out.unsigned(300);
    out.unsigned(2 ** 32 - 1);
    expect([...out.bytes()]).toEqual([0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  });
});

describe('folding', () => {
  const binary32 = [
    'add',
    'sub',
    'mul',
    'and',
    'or',
    'xor',
    'shl',
    'shrS',
    'shrU',
    'rotl',
    'rotr',
    'eq',
    'ne',
    'ltS',
    'ltU',
    'gtS',
    'gtU',
    'leS',
    'leU',
    'geS',
    'geU',
  ] as const;
  for (const name of binary32)
    test.prop([word, word])(`i32.${name} of constants is what the engine computes`, (a, b) => {
      const folded = i32[name](i32.const(a), i32.const(b));
      expect(folded.value).toBeDefined();
      const run = (code: Code) => i32[name](code.parameter('i32', 0) as I32, code.parameter('i32', 1) as I32);
      expect(folded.value).toBe(evaluate(['i32', 'i32'], 'i32', run, a, b));
    });

  const binary64 = ['add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'shrS', 'shrU', 'rotl', 'rotr'] as const;
  for (const name of binary64)
    test.prop([double, double])(`i64.${name} of constants is what the engine computes`, (a, b) => {
      const folded = i64[name](i64.const(a), i64.const(b));
      const run = (code: Code) => i64[name](code.parameter('i64', 0) as I64, code.parameter('i64', 1) as I64);
      expect(folded.value).toBe(evaluate(['i64', 'i64'], 'i64', run, a, b));
    });

  const relations = ['eq', 'ne', 'ltS', 'ltU', 'gtS', 'gtU', 'leS', 'leU', 'geS', 'geU'] as const;
  for (const name of relations)
    test.prop([double, double])(`i64.${name} of constants is what the engine computes`, (a, b) => {
      const folded = i64[name](i64.const(a), i64.const(b));
      const run = (code: Code) => i64[name](code.parameter('i64', 0) as I64, code.parameter('i64', 1) as I64);
      expect(folded.value).toBe(evaluate(['i64', 'i64'], 'i32', run, a, b));
    });

  test.prop([word, double])('one-operand forms of constants are what the engine computes', (a, b) => {
    for (const name of ['eqz', 'clz', 'ctz', 'popcnt', 'extend8', 'extend16'] as const)
      expect(i32[name](i32.const(a)).value).toBe(evaluate(['i32'], 'i32', (c) => i32[name](c.parameter('i32', 0)), a));
    for (const name of ['extend8', 'extend16', 'extend32'] as const)
      expect(i64[name](i64.const(b)).value).toBe(evaluate(['i64'], 'i64', (c) => i64[name](c.parameter('i64', 0)), b));
    expect(i32.wrap(i64.const(b)).value).toBe(evaluate(['i64'], 'i32', (c) => i32.wrap(c.parameter('i64', 0)), b));
    expect(i64.extendU(i32.const(a)).value).toBe(
      evaluate(['i32'], 'i64', (c) => i64.extendU(c.parameter('i32', 0)), a),
    );
    expect(i64.extendS(i32.const(a)).value).toBe(
      evaluate(['i32'], 'i64', (c) => i64.extendS(c.parameter('i32', 0)), a),
    );
  });

  test('leaves what does not change a value away', () => {
    const code = new Code({ parameters: ['i64'], results: [] });
    const x = code.parameter('i64', 0);
    expect(i64.add(x, i64.zero)).toBe(x);
    expect(i64.and(i64.minusOne, x)).toBe(x);
    expect(i64.shl(x, i64.zero)).toBe(x);
    expect(i64.select(i32.one, x, i64.zero)).toBe(x);
  });
});

describe('statements', () => {
  test('a let keeps the value that a variable had', () => {
    const result = evaluate(
      ['i32'],
      'i32',
      (code) => {
        const variable = code.variable(code.parameter('i32', 0));
        const before = code.let(code.get(variable));
        code.set(variable, i32.const(100));
        return i32.add(before, code.get(variable));
      },
      5,
    );
    expect(result).toBe(105);
  });

  test('a condition known while building leaves one branch', () => {
    const code = new Code({ parameters: [], results: [] });
    let built = '';
    code.if(
      i32.zero,
      () => {
        built += 'then';
      },
      () => {
        built += 'else';
      },
    );
    expect([built, code.out.length]).toEqual(['else', 0]);
  });

  test('loops run while their condition holds', () => {
    const factorial = (code: Code) => {
      const left = code.variable(code.parameter('i64', 0));
      const product = code.variable(i64.one);
      code.while(
        () => i64.ne(code.get(left), i64.zero),
        () => {
          code.set(product, i64.mul(code.get(product), code.get(left)));
          code.set(left, i64.sub(code.get(left), i64.one));
        },
      );
      return code.get(product);
    };
    expect(evaluate(['i64'], 'i64', factorial, 20n)).toBe(2432902008176640000n);
  });
});
