/** `k42 dis FILE`: the code of a PowerPC ELF file, a line an instruction, as `objdump -d` writes it. */
import { readFileSync } from 'node:fs';
import { disassemble } from '../../emulator/disassembler.ts';
import { Protection } from '../../runtime/generated/flags.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { machineName, readElfHeader } from '../../runtime/personality/image/elf-header.ts';
import { readSegments, SegmentType } from '../../runtime/personality/image/elf-segments.ts';
import type { ImageFile } from '../../runtime/personality/image/image-file.ts';
import { ImageProblem } from '../../runtime/personality/image/image-problem.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';

const POWERPC = [20, 21];

export function dis(path: string, values: { readonly from?: string; readonly count?: string }): void {
  const bytes = readBytes(path);
  const file: ImageFile = {
    name: path,
    length: bytes.length,
    read(at, into) {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    frames: () => Errno.ENODEV,
  };
  const header = right(readElfHeader(file));
  if (!POWERPC.includes(header.machine))
    throw new Failure(`${path}: code of ${machineName(header.machine)}, not of PowerPC`, ExitStatus.notExecutable);
  const from = values.from === undefined ? 0 : Number(values.from);
  let left = values.count === undefined ? Number.POSITIVE_INFINITY : Number(values.count);
  if (Number.isNaN(from) || Number.isNaN(left)) throw new Failure('--from and --count are numbers', ExitStatus.usage);
  const lines: string[] = [];
  for (const segment of right(readSegments(file, header))) {
    if (segment.type !== SegmentType.load || (segment.protection & Protection.execute) === 0) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset + segment.offset, segment.fileSize);
    for (let at = Math.max(0, from - segment.address) & ~3; at + 4 <= segment.fileSize && left > 0; at += 4, left--) {
      const address = segment.address + at;
      const word = view.getUint32(at, header.order === 'little');
      lines.push(
        `${address.toString(16).padStart(8)}:\t${word.toString(16).padStart(8, '0')} \t${disassemble(word, address)}\n`,
      );
    }
  }
  process.stdout.write(lines.join(''));
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure(`${path}: ${(error as Error).message}`, ExitStatus.notFound);
  }
}

function right<T>(answer: T | ImageProblem): T {
  if (answer instanceof ImageProblem) throw new Failure(String(answer), ExitStatus.notExecutable);
  return answer;
}
