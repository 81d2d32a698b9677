/**
 * Finds the ABI of an ELF image among those of the personalities that are loaded.
 *
 * Class, data encoding, machine and the ABI version in e_flags must agree. Of several ABIs that do, the one
 * wins whose note the image has, then the one that names the image's OS ABI; 0 and GNU are weak marks.
 */
import { Errno } from '../../generated/errors.ts';
import { type ElfHeader, machineName } from './elf-header.ts';
import type { ImageAbi } from './image-abi.ts';
import type { ImageFile } from './image-file.ts';
import { ImageProblem } from './image-problem.ts';

const ABI_VERSION = 3;

export function recognize(
  file: ImageFile,
  header: ElfHeader,
  notes: readonly string[],
  abis: readonly ImageAbi[],
): ImageAbi | ImageProblem {
  const bad = (offset: number, text: string) => new ImageProblem(Errno.ENOEXEC, file.name, offset, text);
  const runnable = () => `runnable are ${abis.map((abi) => `${abi.personality} ${abi.name}`).join(', ') || 'none'}`;
  const sameMachine = abis.filter((abi) => abi.elf.machine === header.machine);
  if (sameMachine.length === 0) return bad(18, `is for ${machineName(header.machine)}; ${runnable()}`);
  const sameClass = sameMachine.filter((abi) => abi.elf.class === header.class);
  if (sameClass.length === 0) return bad(4, `is a ${header.class}-bit program; ${runnable()}`);
  const sameOrder = sameClass.filter((abi) => abi.elf.data === header.order);
  if (sameOrder.length === 0) return bad(5, `is ${header.order}-endian; ${runnable()}`);

  const version = header.flags & ABI_VERSION;
  const sameVersion = sameOrder.filter(
    (abi) => abi.elf.abiVersion === undefined || abi.elf.abiVersion.includes(version),
  );
  if (sameVersion.length === 0)
    return bad(header.class === 64 ? 48 : 36, `uses version ${version} of the ELF ABI; ${runnable()}`);

  const marked = sameVersion.find((abi) => abi.elf.notes?.some((note) => notes.includes(note)) === true);
  if (marked !== undefined) return marked;
  const named = sameVersion.find((abi) => abi.elf.osabi.includes(header.osabi));
  return named ?? bad(7, `has the mark of OS ABI ${header.osabi}; ${runnable()}`);
}
