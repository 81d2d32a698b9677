/**
 * The ABIs that a machine can load. Everything that differs between them comes from the generated tables; what is chosen
 * here by hand is how programs start and how signal handlers are entered.
 */
import type { Order } from '../../emulator/index.ts';
import { ABI_SOURCES } from '../generated/abis.ts';
import type { Notice, SignalInformation } from '../generated/structs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { StructView } from '../kernel/struct-view.ts';
import type { Abi, CoreFile, NoticeRecord, SignalFrame, SignalNumbers, SignalRecord } from '../personality/abi.ts';
import { CodePage, codeImage, type KernelPages } from '../personality/code-page.ts';
import type { ElfMark, ImageAbi } from '../personality/image/image-abi.ts';
import type { AbiSource } from '../personality/programs.ts';
import { startFreeBsd } from '../personality/image/start-freebsd.ts';
import { startLinux } from '../personality/image/start-linux.ts';
import { LinuxSocketAbi } from '../personality/linux/sockets/socket-abi.ts';
import type { SocketAbi } from '../personality/sockets/socket-abi.ts';
import { FreebsdSignalFrame } from '../personality/signal-frame-freebsd.ts';
import { LINUX_LEAST_FRAME, LinuxSignalFrame } from '../personality/signal-frame-linux.ts';
import { LINUX32_LEAST_FRAME, Linux32SignalFrame } from '../personality/signal-frame-linux32.ts';
import { LinuxCore } from '../personality/linux/core/linux-core.ts';
import { LinuxNoticeRecord } from '../personality/linux/notice-record.ts';
import { LinuxSignalRecord } from '../personality/linux/signal-record.ts';
import { FREEBSD_TRAMPOLINE } from '../personality/trampolines.ts';
import { VDSO32_TRAMPOLINE, VDSO_TRAMPOLINE, VdsoPages, vdsoAddresses } from '../personality/vdso/vdso.ts';

/** What the generated figures tell of an ABI. */
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
  readonly writeSiginfo: (view: StructView, at: number, value: SignalInformation) => void;
  /** Of systems that have signalfd. */
  readonly writeSignalfdSiginfo?: (view: StructView, at: number, value: SignalInformation) => void;
  readonly writeInotifyEvent?: (view: StructView, at: number, value: Notice) => void;
}

/** An ABI of the machine: figures for recognising its programs; the rest is loaded when one is executed. */
export interface MachineAbi extends AbiSource {
  readonly figures: AbiFigures;
}

/** What the pages and frames of an ABI are made of. */
interface Parts {
  readonly structs: StructsModule;
  readonly clock: Clock;
  /** Whether a system call has an entry. */
  readonly has: (number: number) => boolean;
  /** Linux: the vDSO's code. */
  readonly vdso: Uint8Array;
}

/** The ground by hand under a personality's tables: how programs start, and how handlers are entered. */
interface Maker {
  image(figures: AbiFigures): ImageAbi;
  frame(figures: AbiFigures, parts: Parts): { frame: SignalFrame; codePage: KernelPages };
  core?(structs: StructsModule): CoreFile;
  /** Layouts of its socket calls. */
  sockets?(figures: AbiFigures): SocketAbi;
}

/** BINPRM_BUF_SIZE and the depth of fs/exec.c. */
const LINUX_SCRIPTS = { depth: 5, line: 256 };
/** FreeBSD: a page, and no script as an interpreter. */
const FREEBSD_SCRIPTS = { depth: 1, line: 4096 };

const linux: Maker = {
  image: (figures) => ({
    ...figures,
    start: startLinux,
    scripts: LINUX_SCRIPTS,
    minimumSignalStack: figures.bits === 64 ? LINUX_LEAST_FRAME : LINUX32_LEAST_FRAME,
  }),
  frame(figures, { structs, clock, has, vdso }) {
    const writeInformation = structs.writeSiginfo;
    const codePage = new VdsoPages(figures, vdso, clock, has);
    const { code } = vdsoAddresses(figures);
    if (figures.bits === 32) {
      const { plain, information } = VDSO32_TRAMPOLINE;
      const trampolines = { plain: code + plain, information: code + information };
      return { codePage, frame: new Linux32SignalFrame({ trampolines, writeInformation }) };
    }
    const layout = { trampoline: code + VDSO_TRAMPOLINE, writeInformation };
    return { codePage, frame: new LinuxSignalFrame(layout, figures.order) };
  },
  core: ({ writeSiginfo }) => new LinuxCore(writeSiginfo),
  sockets: (figures) => new LinuxSocketAbi(figures.bits, figures.order),
};

const freebsd: Maker = {
  image: (figures) => ({ ...figures, start: startFreeBsd, scripts: FREEBSD_SCRIPTS }),
  frame(figures, { structs }) {
    const { sharedPage } = figures.addresses;
    if (sharedPage === undefined) throw new Error('FreeBSD has a shared page above the stack');
    const codePage = new CodePage('[shared page]', sharedPage, codeImage(FREEBSD_TRAMPOLINE, figures.order));
    const layout = { trampoline: codePage.address, writeInformation: structs.writeSiginfo };
    return { codePage, frame: new FreebsdSignalFrame(layout) };
  },
};

const NOTHING = new Uint8Array(0);
const MAKERS: Readonly<Record<string, Maker>> = { linux, freebsd };

/** The ABIs of some personalities, or of all. `installed` may know the code of an ABI's vDSO. */
export function machineAbis(
  personalities: readonly string[] | undefined,
  clock: Clock,
  installed: (abi: string) => Uint8Array | undefined = () => undefined,
): MachineAbi[] {
  return ABI_SOURCES.filter(({ personality }) => personalities?.includes(personality) ?? true).map((source) => {
    const figures: AbiFigures = source.figures;
    const maker = MAKERS[source.personality];
    if (maker === undefined) throw new Error(`no way to start programs of ${source.personality} ${source.name}`);
    return {
      figures,
      image: maker.image(figures),
      async load(): Promise<Abi> {
        const [layer, structs, signals, errno] = await Promise.all([
          source.layer(),
          source.structs(),
          source.signals(),
          source.errno(),
        ]);
        const has = (number: number): boolean => layer.lookup(number) !== undefined;
        const vdso = source.personality === 'linux' ? (installed(source.name) ?? (await makeVdso(figures))) : NOTHING;
        const { frame, codePage } = maker.frame(figures, { structs, clock, has, vdso });
        return {
          personality: figures.personality,
          name: figures.name,
          bits: figures.bits,
          order: figures.order,
          pageSize: figures.pageSize,
          functionDescriptors: figures.functionDescriptors,
          signals: (signals satisfies SignalModule).SIGNAL_NUMBERS,
          codePage,
          frame,
          signalRecord: signalRecord(figures, structs),
          noticeRecord: noticeRecord(figures, structs),
          core: maker.core?.(structs),
          sockets: maker.sockets?.(figures),
          lookup: layer.lookup,
          errno: errno.nativeErrno,
        };
      },
    };
  });
}

async function makeVdso(figures: AbiFigures): Promise<Uint8Array> {
  const { vdsoImage } = await import('../personality/vdso/vdso-image.ts');
  return vdsoImage(figures);
}

function signalRecord({ order, bits }: AbiFigures, { writeSignalfdSiginfo }: StructsModule): SignalRecord | undefined {
  return writeSignalfdSiginfo === undefined ? undefined : new LinuxSignalRecord(order, bits, writeSignalfdSiginfo);
}

function noticeRecord({ order }: AbiFigures, { writeInotifyEvent }: StructsModule): NoticeRecord | undefined {
  return writeInotifyEvent === undefined ? undefined : new LinuxNoticeRecord(order, writeInotifyEvent);
}
