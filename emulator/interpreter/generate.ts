/**
 * Makes the interpreter for one byte order and width of addresses: a WebAssembly module whose table holds a handler for
 * every variant of every instruction that has semantics.
 *
 * The module decodes by itself, with tables that the host copies into memory from the custom
 * section `k42.select`; running it needs neither the semantics nor the rows.
 */
import { fieldOf, INSTRUCTIONS } from '../decode.ts';
import { Exit } from '../exit.ts';
import type { Order } from '../memory/access.ts';
import { SEMANTICS } from '../semantics/index.ts';
import type { Semantics, SemanticsTable } from '../semantics/builder.ts';
import { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { decodeFunction, selectFunction } from './decoder.ts';
import { branchRow, branchVariants, fuses } from './fuse.ts';
import { HandlerBuilder } from './handler.ts';
import { HelperFunctions } from './helper-functions.ts';
import { HANDLER, pcOf, RuntimeFunctions } from './runtime-functions.ts';
import { type Fusion, SELECT_SECTION, type Selection, selectionTables } from './select.ts';
import { combinations, discriminators } from './variants.ts';
import { wordFields } from './word-field.ts';

export interface GenerateOptions {
  /** Architecture level: whether CA32 and OV32 exist. */
  readonly level?: 207 | 300;
  /** 32: a 64-bit processor in 32-bit mode (MSR.SF = 0). */
  readonly bits?: 32 | 64;
  readonly semantics?: SemanticsTable;
}

export function generateInterpreter(order: Order, options: GenerateOptions = {}): Uint8Array<ArrayBuffer> {
  const level = options.level ?? 300;
  const semantics = options.semantics ?? SEMANTICS;
  const module = new ModuleBuilder();
  module.importMemory({ module: 'k42', name: 'memory', minimum: 1, maximum: 65536 });
  module.importGlobal({ module: 'k42', name: 'tables' });
  module.importGlobal({ module: 'k42', name: 'threshold' });
  const runtime = new RuntimeFunctions(module, order, options.bits ?? 64);
  const helpers = new HelperFunctions(module);
  const handlers: number[] = [
    module.add(decodeHandler(runtime)),
    module.add(nextPageHandler(runtime)),
    module.add(exitHandler(runtime, Exit.illegal)),
  ];
  const fusions: Fusion[] = [];
  const branch = branchRow();
  const selections = INSTRUCTIONS.map((row): Selection => {
    const meaning = semantics[row.mnemonic];
    if (meaning === undefined) return { row, base: 0, discriminators: [] };
    const list = discriminators(row);
    const base = handlers.length;
    const all = combinations(list);
    for (const pinned of all) {
      const builder = new HandlerBuilder(runtime, helpers, level);
      builder.instruction(meaning, wordFields(row, pinned));
      builder.finish();
      handlers.push(module.add(builder));
    }
    all.forEach((pinned, variant) => {
      if (!fuses(row, pinned)) return;
      fusions.push({ first: base + variant, base: handlers.length, anyField: fieldOf(row, 'BF') !== undefined });
      for (const { fields, place } of branchVariants(branch)) {
        const builder = new HandlerBuilder(runtime, helpers, level);
        builder.instruction(meaning, wordFields(row, pinned));
        builder.fusedBranch(semantics['bc'] as Semantics, fields, place);
        builder.finish();
        handlers.push(module.add(builder));
      }
    });
    return { row, base, discriminators: list };
  });
  module.table(handlers);
  for (const name of ['resume', 'locate', 'remember', 'nested', 'settle'] as const)
    module.export(name, runtime.index(name));
  helpers.exportAll();
  const tables = selectionTables(selections, fusions, handlers.length);
  module.define(runtime.index('select'), selectFunction(tables));
  module.define(runtime.index('decode'), decodeFunction(runtime, tables));
  module.export('select', runtime.index('select'));
  module.custom(SELECT_SECTION, tables.bytes);
  return module.finish();
}

/** Entry 0 of the table: what stands in a decoded page where nothing was decoded yet. */
function decodeHandler(runtime: RuntimeFunctions): Code {
  const code = new Code(HANDLER);
  const [cpu, ip, fuel] = parameters(code);
  runtime.run(code, 'decode', cpu, ip);
  runtime.dispatch(code, cpu, ip, fuel);
  return code;
}

/** Entry 1: stands behind the last instruction of a page. */
function nextPageHandler(runtime: RuntimeFunctions): Code {
  const code = new Code(HANDLER);
  const [cpu, ip, fuel] = parameters(code);
  runtime.tail(code, 'jump', cpu, pcOf(cpu, ip), fuel);
  return code;
}

/** Entry 2: what has no handler. */
function exitHandler(runtime: RuntimeFunctions, reason: Exit): Code {
  const code = new Code(HANDLER);
  const [cpu, ip, fuel] = parameters(code);
  runtime.tail(code, 'leave', cpu, ip, fuel, i32.const(reason));
  return code;
}

function parameters(code: Code) {
  return [code.parameter('i32', 0), code.parameter('i32', 1), code.parameter('i32', 2)] as const;
}
