/**
 * The function by which the interpreter and compiled code go to compiled code: it alone has the table of regions. V8 keeps every instance
 * that imports a table, with a copy of it, for as long as the table is there, and changes all copies with it.
 */
import { leb } from '../wasm/bytes.ts';
import { Code } from '../wasm/code.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { REGION } from './runtime-functions.ts';

/** (cpu, bytes of host stack, slot) → where to go on, see `REGION`. */
export function regionEntry(table: WebAssembly.Table): unknown {
  const module = new ModuleBuilder();
  module.importTable({ module: 'k42', name: 'regions' });
  const code = new Code({ parameters: ['i32', 'i32', 'i32'], results: REGION.results });
  const [cpu, stack, slot] = [code.parameter('i32', 0), code.parameter('i32', 1), code.parameter('i32', 2)];
  code.effect([0x13, ...leb(module.typeOf(REGION)), 0], cpu, stack, slot);
  module.export('region', module.add(code));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { k42: { regions: table } });
  return instance.exports['region'];
}
