/**
 * Turns a file and its arguments into an address space ready to run: scripts are followed to their interpreter, the
 * image's ABI is recognised, its segments and its dynamic loader are mapped, the stack is filled.
 *
 * Everything happens in a new address space; the caller gives up the old one only when this succeeds.
 * Permissions, set-user-id and descriptors are the caller's business.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno, errorText } from '../../generated/errors.ts';
import type { Credentials } from '../../generated/structs.ts';
import { alignUp } from '../../kernel/address.ts';
import { AddressSpace, type SpaceContext } from '../../kernel/address-space.ts';
import type { SpaceLimits } from '../../kernel/paged-space.ts';
import { isElf, readElfHeader, type ElfHeader } from './elf-header.ts';
import { noteNames } from './elf-notes.ts';
import { interpreterOf, readSegments, type Segment, stackRights } from './elf-segments.ts';
import type { Hardware } from './hardware.ts';
import type { ImageAbi } from './image-abi.ts';
import type { ImageFile } from './image-file.ts';
import { ImageProblem } from './image-problem.ts';
import { type LoadedImage, loadElf } from './load-elf.ts';
import { recognize } from './recognize.ts';
import { isScript, parseScript } from './script.ts';
import { shown } from './shown.ts';
import type { StartState } from './start-convention.ts';
import { textSize } from './stack-image.ts';

export interface LoadRequest {
  readonly file: ImageFile;
  /** The name by which exec was called. */
  readonly path: string;
  /** The name is that of a descriptor which the new program will not have: a script's interpreter could not open it. */
  readonly pathCloses?: boolean;
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  /** Those of the personalities that are loaded, the caller's own first. */
  readonly abis: readonly ImageAbi[];
  /** Opens an interpreter (of a script or PT_INTERP) for execution, or says why not. */
  open(path: string): ImageFile | Errno;
  readonly context: SpaceContext;
  readonly limits: SpaceLimits;
  readonly credentials: Credentials;
  readonly secure: boolean;
  /** 64 random bytes. */
  readonly random: Uint8Array;
  readonly hardware: Hardware;
}

export interface LoadedProgram {
  readonly abi: ImageAbi;
  readonly space: AddressSpace;
  readonly start: StartState;
  /** The file that runs: the interpreter, for a script. */
  readonly file: ImageFile;
  /** The arguments as they stand on the stack. */
  readonly arguments: readonly string[];
}

/** A file that is an image at last, with the arguments that scripts on the way have made of it. */
interface Image {
  readonly file: ImageFile;
  readonly arguments: readonly string[];
}

/** What a program needs at once: a TLB and a little more. */
const LEAST_BYTES = 256 * 1024;

/** Longest look at a file's beginning: a page of FreeBSD's. */
const LOOK = 4096;

export function loadProgram(request: LoadRequest): LoadedProgram | ImageProblem {
  const image = followScripts(request);
  if (image instanceof ImageProblem) return image;
  const { file } = image;
  const header = readElfHeader(file);
  if (header instanceof ImageProblem) return header;
  const segments = readSegments(file, header);
  if (segments instanceof ImageProblem) return segments;
  const abi = recognize(file, header, noteNames(file, header.order, segments), request.abis);
  if (abi instanceof ImageProblem) return abi;
  const tooMuch = checkArguments(request, image, abi);
  if (tooMuch !== undefined) return tooMuch;

  if (request.context.allocator.physical.availableBytes < LEAST_BYTES) {
    return new ImageProblem(Errno.ENOMEM, file.name, undefined, 'there is no memory for another program');
  }

  const { addresses } = abi;
  const space = new AddressSpace(request.context, {
    order: abi.order,
    pageSize: abi.pageSize,
    limits: request.limits,
    layout: {
      bits: abi.bits,
      readImpliesExecute: abi.start.readImpliesExecute?.(abi.bits, stackRights(segments)) ?? false,
      lowest: addresses.lowest,
      mappings: addresses.mappings,
      stackTop: addresses.stackTop,
      end: addresses.sharedPage === undefined ? addresses.stackTop : addresses.sharedPage + abi.pageSize,
    },
  });
  const start = fill(request, image, abi, space, header, segments);
  if (start instanceof ImageProblem) {
    space.release();
    return start;
  }
  return { abi, space, start, file, arguments: image.arguments };
}

function fill(
  request: LoadRequest,
  image: Image,
  abi: ImageAbi,
  space: AddressSpace,
  header: ElfHeader,
  segments: readonly Segment[],
): StartState | ImageProblem {
  const { file } = image;
  const interpreterPath = interpreterOf(file, segments);
  if (interpreterPath instanceof ImageProblem) return interpreterPath;
  const program = loadElf(space, file, header, segments, abi.addresses.dynamic);
  if (program instanceof ImageProblem) return program;
  space.extent = program.extent;
  space.breakStart = alignUp(program.end, abi.pageSize);
  space.breakEnd = space.breakStart;
  let interpreter: LoadedImage | undefined;
  if (interpreterPath !== undefined) {
    const loaded = loadInterpreter(request, file, interpreterPath, abi, space);
    if (loaded instanceof ImageProblem) return loaded;
    interpreter = loaded;
  }
  const start = abi.start.build({
    space,
    abi,
    program,
    interpreter,
    arguments: image.arguments,
    environment: request.environment,
    path: request.path,
    credentials: request.credentials,
    secure: request.secure,
    random: request.random,
    hardware: request.hardware,
  });
  if (start !== undefined) return start;
  if (space.fault.cause === 'memory')
    return new ImageProblem(Errno.ENOMEM, file.name, undefined, 'there is no memory for its stack');
  return new ImageProblem(Errno.ENOEXEC, file.name, 24, 'the entry point is no function descriptor that can be read');
}

/** The dynamic loader as a second image, wherever there is room. */
function loadInterpreter(
  request: LoadRequest,
  program: ImageFile,
  path: string,
  abi: ImageAbi,
  space: AddressSpace,
): LoadedImage | ImageProblem {
  const file = request.open(path);
  if (typeof file === 'number') {
    return new ImageProblem(
      file,
      program.name,
      undefined,
      `its interpreter ${shown(path)} cannot be opened: ${errorText(file)}`,
    );
  }
  const header = readElfHeader(file);
  if (header instanceof ImageProblem) return header;
  const segments = readSegments(file, header);
  if (segments instanceof ImageProblem) return segments;
  if (header.class !== abi.elf.class || header.order !== abi.order || header.machine !== abi.elf.machine) {
    return new ImageProblem(
      Errno.ENOEXEC,
      file.name,
      undefined,
      `is not of the same kind as ${program.name}, which it shall load`,
    );
  }
  return loadElf(space, file, header, segments, undefined);
}

/** Follows `#!` lines to a file that is none (execve(2): the script's own name and arguments come behind). */
function followScripts(request: LoadRequest): Image | ImageProblem {
  let { file } = request;
  let path = request.path;
  // A program never sees no arguments at all: programs that count from 1 have gone wrong over it.
  let args = request.arguments.length === 0 ? [''] : request.arguments;
  const rules = request.abis[0]?.scripts ?? { depth: 5, line: 256 };
  const start = new Uint8Array(LOOK);
  for (let depth = 0; ; depth++) {
    const seen = file.read(0, start);
    if (seen < 0) return new ImageProblem(seen as Errno, file.name, 0, `cannot be read: ${errorText(seen as Errno)}`);
    const bytes = start.subarray(0, Math.min(seen, rules.line));
    if (isElf(bytes)) return { file, arguments: args };
    if (!isScript(bytes)) {
      const what = seen === 0 ? 'the file is empty' : 'is neither an ELF file nor a script that begins with #!';
      return new ImageProblem(Errno.ENOEXEC, file.name, 0, what);
    }
    if (request.pathCloses === true)
      return new ImageProblem(Errno.ENOENT, file.name, undefined, 'is a script whose descriptor closes on exec');
    if (depth >= rules.depth)
      return new ImageProblem(Errno.ELOOP, file.name, 0, `more than ${rules.depth} scripts one within the other`);
    const script = parseScript(bytes, rules.line);
    if (script === undefined)
      return new ImageProblem(Errno.ENOEXEC, file.name, 2, 'the #! line names no interpreter, or is too long');
    const between = script.argument === undefined ? [] : [script.argument];
    args = [script.interpreter, ...between, path, ...args.slice(1)];
    path = script.interpreter;
    const next = request.open(path);
    if (typeof next === 'number') {
      return new ImageProblem(
        next,
        file.name,
        2,
        `its interpreter ${shown(path)} cannot be opened: ${errorText(next)}`,
      );
    }
    file = next;
  }
}

function checkArguments(request: LoadRequest, image: Image, abi: ImageAbi): ImageProblem | undefined {
  const wordSize = abi.bits / 8;
  const all = [...image.arguments, ...request.environment];
  const longest = abi.start.stringLimit(abi.pageSize);
  const limit = abi.start.argumentLimit(request.limits.current(Resource.stack), wordSize);
  const size = textSize([request.path, ...all]) + (all.length + 2) * wordSize;
  if (size <= limit && all.every((text) => text.length < longest)) return undefined;
  return new ImageProblem(
    Errno.E2BIG,
    image.file.name,
    undefined,
    `${size} bytes of arguments and environment; ${limit} are allowed, and ${longest} for one`,
  );
}
