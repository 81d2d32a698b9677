/**
 * Whether WebAssembly's relaxed multiply-add exists on this host and rounds once, as the ISA's does. Where the
 * processor has no such instruction it may round twice.
 */
import { leb } from '../wasm/bytes.ts';
import { Code } from '../wasm/code.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { operation, type V128 } from '../wasm/node.ts';
import { f64x2 } from '../wasm/simd.ts';

export function fusesMultiplyAdd(): boolean {
  const code = new Code({ parameters: ['f64', 'f64', 'f64'], results: ['f64'] });
  const [a, b, c] = [0, 1, 2].map((n) => f64x2.splat(code.parameter('f64', n))) as [V128, V128, V128];
  code.return(f64x2.extract(operation('v128', [0xfd, ...leb(0x107)], a, b, c), 0));
  const module = new ModuleBuilder();
  module.export('fused', module.add(code));
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {});
    const fused = instance.exports['fused'] as (a: number, b: number, c: number) => number;
    // (1 + u)(1 − u) − 1 is −u² when it is rounded once, and 0 when the product is rounded first.
    const u = 2 ** -30;
    return fused(1 + u, 1 - u, -1) === -(u * u);
  } catch {
    return false;
  }
}
