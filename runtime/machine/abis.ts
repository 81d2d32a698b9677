/**
 * The ABIs that a machine can load. Everything that differs between them comes from the generated tables; what is chosen
 * here by hand is how programs start and how signal handlers are entered.
 */
import type { Order } from '../../emulator/index.ts';
import { ABI_SOURCES } from '../generated/abis.ts';
import type { SignalInformation } from '../generated/structs.ts';
import type { StructView } from '../kernel/struct-view.ts';
import type { Abi, CallFunction, SignalFrame, SignalNumbers } from '../personality/abi.ts';
import { CodePage } from '../personality/code-page.ts';
import type { ElfMark, ImageAbi } from '../personality/image/image-abi.ts';
import { startFreeBsd } from '../personality/image/start-freebsd.ts';
import { startLinux } from '../personality/image/start-linux.ts';
import { FreebsdSignalFrame } from '../personality/signal-frame-freebsd.ts';
import { LinuxSignalFrame } from '../personality/signal-frame-linux.ts';
import { FREEBSD_TRAMPOLINE, LINUX_TRAMPOLINE } from '../personality/trampolines.ts';

/** What a generated layer tells of its ABI. */
export interface AbiFigures {
  readonly personality: string;
  readonly name: string;
  readonly title: string;
  readonly release: string;
  readonly version?: string;
  readonly machine: string;
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly pageSize: number;
  readonly functionDescriptors: boolean;
  readonly elf: ElfMark;
  readonly addresses: ImageAbi['addresses'];
  readonly auxiliary: ImageAbi['auxiliary'];
}

interface SignalModule {
  readonly SIGNAL_NUMBERS: SignalNumbers;
}

interface StructsModule {
  writeSiginfo(view: StructView, at: number, value: SignalInformation): void;
}

/** The generated modules of one ABI. */
interface Parts {
  readonly figures: AbiFigures;
  readonly lookup: (number: number) => CallFunction | undefined;
  readonly signals: SignalModule;
  readonly structs: StructsModule;
  readonly nativeErrno: (error: number) => number;
}

/** An ABI with what the loader must know and what the ground must know. */
export interface LoadedAbi {
  readonly figures: AbiFigures;
  readonly image: ImageAbi;
  readonly abi: Abi;
}

type Maker = (parts: Parts) => { frame: SignalFrame; codePage: CodePage; image: ImageAbi };

/** BINPRM_BUF_SIZE and the depth of fs/exec.c. */
const LINUX_SCRIPTS = { depth: 5, line: 256 };
/** FreeBSD: a page, and no script as an interpreter. */
const FREEBSD_SCRIPTS = { depth: 1, line: 4096 };

const linux: Maker = ({ figures, structs }) => {
  // Between the mappings and the stack, where Linux' vDSO may be too.
  const codePage = new CodePage('[vdso]', figures.addresses.mappings, LINUX_TRAMPOLINE, figures.order);
  const layout = { trampoline: codePage.address, writeInformation: structs.writeSiginfo };
  return {
    codePage,
    frame: new LinuxSignalFrame(layout, figures.order),
    image: { ...figures, start: startLinux, scripts: LINUX_SCRIPTS },
  };
};

const freebsd: Maker = ({ figures, structs }) => {
  const { sharedPage } = figures.addresses;
  if (sharedPage === undefined) throw new Error('FreeBSD has a shared page above the stack');
  const codePage = new CodePage('[shared page]', sharedPage, FREEBSD_TRAMPOLINE, figures.order);
  return {
    codePage,
    frame: new FreebsdSignalFrame({ trampoline: codePage.address, writeInformation: structs.writeSiginfo }),
    image: { ...figures, start: startFreeBsd, scripts: FREEBSD_SCRIPTS },
  };
};

/** The ground by hand under each personality's tables. */
const MAKERS: Readonly<Record<string, Maker>> = { linux, freebsd };

/** Loads the ABIs of some personalities, or of all. */
export async function loadAbis(personalities: readonly string[] | undefined): Promise<LoadedAbi[]> {
  const wanted = ABI_SOURCES.filter(({ personality }) => personalities?.includes(personality) ?? true);
  return Promise.all(
    wanted.map(async ({ personality, name, layer, signals, structs, errno }) => {
      const maker = MAKERS[personality];
      if (maker === undefined) throw new Error(`no way to start programs of ${personality} ${name}`);
      return assemble(maker, await layer(), await signals(), await structs(), await errno());
    }),
  );
}

function assemble(
  maker: Maker,
  layer: { readonly ABI: AbiFigures; lookup(number: number): CallFunction | undefined },
  signals: SignalModule,
  structs: StructsModule,
  errno: { nativeErrno(error: number): number },
): LoadedAbi {
  const figures = layer.ABI;
  const parts = { figures, lookup: layer.lookup, signals, structs, nativeErrno: errno.nativeErrno };
  const { frame, codePage, image } = maker(parts);
  const abi: Abi = {
    personality: figures.personality,
    name: figures.name,
    bits: figures.bits,
    order: figures.order,
    pageSize: figures.pageSize,
    functionDescriptors: figures.functionDescriptors,
    signals: signals.SIGNAL_NUMBERS,
    codePage,
    frame,
    lookup: layer.lookup,
    errno: errno.nativeErrno,
  };
  return { figures, image, abi };
}
