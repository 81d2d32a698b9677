/**
 * A machine: one processor, its memory, its servers and the names that its guests see. Programs of every system that it
 * knows run on it at the same time.
 *
 *     const machine = new Machine({ host: new NodeHost(), sysroot: '/srv/debian-ppc64el' });
 *     const guest = await machine.run('/bin/sh', ['-c', 'echo hello | tr a-z A-Z']);
 *     const exit = await guest.exit;
 */
import { Engine, type Order, PhysicalMemory } from '../emulator/index.ts';
import type { JitStatistics } from '../emulator/jit/statistics.ts';
import { DEFAULT_PROCESSOR, isNewerThan, type Processor, processorNamed } from '../emulator/processor.ts';
import { EventObjectsStub } from './generated/servers/event-objects.ts';
import { dispatchProcess, type Process, ProcessStub } from './generated/servers/process.ts';
import { PipesStub } from './generated/servers/pipes.ts';
import { TerminalsStub } from './generated/servers/terminals.ts';
import { Signal } from './generated/signals.ts';
import { type Credentials, emptySignalInformation } from './generated/structs.ts';
import { VirtualTime } from './kernel/virtual-time.ts';
import { Clock, TICKS_PER_NANOSECOND } from './kernel/clock.ts';
import { EventLoop } from './kernel/event-loop.ts';
import { FrameCaches } from './kernel/frame-caches.ts';
import type { FrameSource } from './kernel/frame-source.ts';
import { Ipc } from './kernel/ipc.ts';
import { PageAllocator } from './kernel/page-allocator.ts';
import { Scheduler } from './kernel/scheduler.ts';
import { ThreadState } from './kernel/thread.ts';
import { type AbiFigures, type MachineAbi, machineAbis } from './machine/abis.ts';
import { type Boot, bootAbi, bootSpace } from './machine/boot.ts';
import { MachineError } from './machine/error.ts';
import { Guest } from './machine/guest.ts';
import { forwardSignals } from './machine/host-signals.ts';
import { timersOf } from './machine/timers.ts';
import { makeMemoryFiles, makeNameSpace } from './machine/name-space.ts';
import type { MachineOptions, RunOptions, Stdio } from './machine/options.ts';
import { seededRandom } from './machine/random.ts';
import { Reports } from './machine/report.ts';
import { MachineNetwork } from './machine/network.ts';
import { networkView } from './machine/network-view.ts';
import { type MachineSockets, makeSockets } from './machine/sockets.ts';
import { installStdio } from './machine/stdio.ts';
import { ipcView, makePosixQueues, makeSystemV } from './machine/system-v.ts';
import { Trees } from './machine/trees.ts';
import { makeConsole, makeTerminals, noControllingTerminals } from './machine/terminal.ts';
import { MachineFigures } from './machine/view.ts';
import { NameTreeStub } from './generated/servers/name-tree.ts';
import { processFileSystem } from './personality/linux/proc/root.ts';
import { systemFileSystem } from './personality/linux/sys/root.ts';
import { ObjectTree } from './servers/virtual/object-tree.ts';
import { Call } from './personality/call.ts';
import { Descriptors } from './personality/descriptors/descriptors.ts';
import { Events } from './personality/events/events.ts';
import { Execution } from './personality/execution.ts';
import type { Ground } from './personality/ground.ts';
import { hardwareOf } from './personality/image/hardware.ts';
import { Filters } from './personality/filters/filters.ts';
import { Keys } from './personality/keys/key-calls.ts';
import { FIRST, type Spaces } from './personality/name-spaces/spaces.ts';
import { Tracing } from './personality/tracing/tracing.ts';
import { nameSpaceFiles } from './personality/linux/proc/name-spaces.ts';
import { VirtualTree } from './servers/virtual/virtual-tree.ts';
import { PosixIpc } from './personality/ipc/posix-ipc.ts';
import { SystemV, type SystemVStubs } from './personality/ipc/system-v.ts';
import { Limits } from './personality/limits.ts';
import { type Mount, type MountTable, ROOT_NODE } from './personality/names/mount-table.ts';
import { Mounting } from './personality/names/mounting.ts';
import { Names } from './personality/names/names.ts';
import { GuestProcess } from './personality/process.ts';
import { Processes } from './personality/processes.ts';
import { Programs } from './personality/programs.ts';
import { Signals } from './personality/signals.ts';
import { SocketCalls } from './personality/sockets/socket-calls.ts';
import { Space } from './personality/space.ts';
import { System } from './personality/system.ts';
import { SystemCalls } from './personality/system-call.ts';
import { Task } from './personality/task.ts';
import { Time } from './personality/time.ts';
import { EventObjects } from './servers/events/event-objects.ts';
import { ROOT_USER } from './servers/files/root-user.ts';
import { FileServices } from './servers/files/services.ts';
import type { PublishedPort } from './servers/inet/host-ways.ts';
import { ProcessServer } from './servers/process/process-server.ts';
import { addMemoryDevices } from './servers/streams/devices.ts';
import { Drivers } from './servers/streams/drivers.ts';
import { PipeServer } from './servers/streams/pipe-server.ts';
import type { HostConsole } from './servers/terminal/host-console.ts';

const GIB = 2 ** 30;
const DEFAULT_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/' };

export class Machine {
  readonly options: MachineOptions;
  readonly ipc = new Ipc();
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly processes: Processes;
  readonly calls: SystemCalls;
  readonly mounts: MountTable;
  readonly allocator: PageAllocator;
  readonly engine: Engine;
  /** The model of processor that programs find. */
  readonly processor: Processor;
  readonly #loop: EventLoop;
  readonly #reports: Reports;
  readonly #services: FileServices;
  readonly #stub: ProcessStub;
  readonly #pipes: PipesStub;
  readonly #sockets: MachineSockets;
  readonly #terminals: ReturnType<typeof makeTerminals>;
  readonly #terminalsStub: TerminalsStub;
  readonly #network: MachineNetwork;
  readonly #ground: Ground;
  readonly #spaces: Spaces;
  readonly #guests = new Map<number, Guest>();
  readonly #interpreterModules: Record<32 | 64, Partial<Record<Order, WebAssembly.Module>>> = { 32: {}, 64: {} };
  #buildInterpreter: ((order: Order, bits: 32 | 64) => Uint8Array<ArrayBuffer>) | undefined;
  #abis: readonly MachineAbi[];
  #started: Promise<void> | undefined;
  #boots = new Map<number, Boot>();
  #console: HostConsole | undefined;
  #forwarding: (() => void) | undefined;
  readonly #controlling = noControllingTerminals();
  readonly #memoryFiles: Mount;
  #lockOwners = 0;
  readonly #caches: FrameCaches;
  readonly #systemV: SystemVStubs;
  readonly #random: (into: Uint8Array) => void;
  readonly #system: System;
  #figuresShown: MachineFigures | undefined;
  #failure: unknown;

  /** Throws a MachineError when a folder cannot be opened or there is no memory. */
  constructor(options: MachineOptions) {
    this.options = options;
    this.processor = processorOf(options.cpu ?? DEFAULT_PROCESSOR);
    const hardware = hardwareOf(this.processor);
    const { host } = options;
    const memory = Math.min(options.memory ?? GIB, 2 ** 32 - 65_536);
    const physical = new PhysicalMemory({ maximumBytes: memory });
    const random =
      options.deterministic === true ? seededRandom(options.seed ?? 1) : (into: Uint8Array) => host.random(into);
    this.#reports = new Reports(host, options);
    this.clock = new Clock(options.deterministic === true ? new VirtualTime() : host.clock, this.ipc);
    this.#abis = machineAbis(options.personalities, this.clock, options.vdso);
    this.allocator = new PageAllocator(physical);
    const caches = new FrameCaches(this.allocator);

    const words = new Uint32Array(1);
    this.engine = new Engine(physical, {
      syscall: () => this.calls.enter(),
      timeBase: () => this.clock.ticks(),
      random: () => {
        random(new Uint8Array(words.buffer));
        return words[0] as number;
      },
      module: (order, bits) => this.#interpreterModule(order, bits),
      // What is compiled when depends on the time it takes.
      ...(options.engine === 'interp' || options.deterministic === true
        ? {}
        : {
            compiler: () => compiler(this.#olderProcessor),
            translator: options.translator?.(this.#olderProcessor?.name),
            store: options.translations?.(this.#olderProcessor?.name),
          }),
    });
    this.allocator.forgetCode = (frame, freed) => this.engine.forgetCode(frame, freed);
    this.allocator.watchCode = (frame) => this.engine.watchCode(frame);
    let execution: Execution | undefined;
    this.scheduler = new Scheduler(this.clock, (thread, fuel) => execution?.run(thread, fuel) ?? 0);
    const call = new Call((what) => this.#reports.unsupported(what));
    this.calls = new SystemCalls(this.scheduler, call, (thread, number) => this.#reports.unknownCall(thread, number));
    this.calls.tracer = options.trace;
    execution = new Execution(
      this.engine,
      this.calls,
      (thread, word) => this.#reports.illegalInstruction(thread, word),
      (thread) => this.#reports.outOfMemory(thread),
      hardware.pvr,
    );
    execution.sampler = options.sampler;
    this.#loop = new EventLoop(host.events, this.clock, this.scheduler, (error) => this.#fail(error));

    const server = new ProcessServer(this.ipc, this.#credentials({ user: 0, group: 0 }));
    this.#stub = new ProcessStub(this.ipc, this.ipc.table.register<Process>(server, dispatchProcess));
    const drivers = new Drivers();
    addMemoryDevices(drivers, this.ipc, random);
    this.#services = new FileServices(this.ipc, (into) => this.clock.realtime(into), drivers);
    this.#pipes = new PipesStub(this.ipc, new PipeServer(this.#services).handle);
    const { client, inet, unix, network } = makeSockets(this.#services, this.clock);
    this.#sockets = client;
    this.#network = new MachineNetwork(inet, options, unix);
    this.#terminals = makeTerminals(this.#services, this.#stub, this.clock, this.#controlling);
    this.#terminalsStub = new TerminalsStub(this.ipc, this.#terminals.pseudo.handle);
    const now = { seconds: 0, nanoseconds: 0 };
    const makeIpc = () =>
      makeSystemV({
        ipc: this.ipc,
        now: () => {
          this.clock.time.realtime(now);
          return now.seconds;
        },
        current: () => this.scheduler.current?.process.pid ?? 0,
        capacity: memory,
      });
    const systemV = (this.#systemV = makeIpc());
    this.mounts = makeNameSpace(this.#services, host, {
      sysroot: options.sysroot,
      writable: options.writable ?? true,
      binds: options.binds ?? [],
      capacity: memory,
      identity: undefined,
      timers: timersOf(this.clock, this.ipc),
      terminals: this.#terminals.pseudo.tree,
      processes: () => processFileSystem(this.#view()),
      system: () => systemFileSystem(this.#view()),
    });
    const mounting = new Mounting(
      new Trees({
        services: this.#services,
        mounts: this.mounts,
        capacity: memory,
        processes: () => processFileSystem(this.#view()),
        system: () => systemFileSystem(this.#view()),
      }),
    );
    this.mounts.empty = (table) => mounting.dissolve(this.processes, table);
    this.#memoryFiles = makeMemoryFiles(this.#services, this.mounts, memory);
    this.#caches = caches;
    this.#random = random;
    const programs = new Programs({
      ipc: this.ipc,
      abis: () => this.#abis,
      context: {
        allocator: this.allocator,
        caches,
        source: (handle) => this.ipc.table.resolve(handle) as FrameSource | undefined,
      },
      hardware,
      random,
      begins: (program) => this.engine.bring(program),
      problem: (process, problem) => {
        const boot = this.#boots.get(process.pid);
        if (boot !== undefined) boot.problem = problem;
      },
    });
    const processor = { ipc: this.ipc, clock: this.clock, scheduler: this.scheduler };
    const newIpc = () => {
      const own = makeIpc();
      const queues = makePosixQueues(this.#services, this.#stub);
      const posixIpc = new PosixIpc(queues);
      const gone = (): void => {
        const left = own.segments.list();
        if (typeof left !== 'number') for (const { id } of [...left]) own.segments.remove(id, ROOT_USER);
        for (const { handle } of [own.segments, own.semaphores, own.queues, queues]) this.ipc.table.remove(handle);
      };
      return {
        parts: { systemV: new SystemV(own), posixIpc },
        gone,
        ended: (pid: number) => void own.semaphores.processEnded(pid),
      };
    };
    this.processes = new Processes(processor, physical, programs, {
      uts: ({ ground }) => ({ system: ground.system.copy() }),
      ipc: newIpc,
      net: ({ credentials }) => {
        const { sockets, inet: stack } = network(credentials.effectiveUser);
        const gone = (): void => void this.ipc.table.remove(sockets.handle);
        return { parts: {}, gone, network: { sockets, view: networkView(stack, unix) } };
      },
    });
    this.processes.ending = ({ pid, spaces }) => {
      this.#controlling.of(pid)?.dropControlling(pid, true);
      spaces.ipc.ended?.(pid);
    };
    this.processes.stopped = (process) => this.#stopWith(process);
    this.processes.ended = (process, ending) => {
      // Who was killed before the program began has ended all the same.
      this.#boots.get(process.pid)?.started();
      this.#boots.delete(process.pid);
      const guest = this.#guests.get(process.pid);
      if (guest === undefined) return;
      this.#guests.delete(process.pid);
      if (this.#guests.size === 0) {
        this.#network.close();
        this.engine.keep();
      }
      this.#loop.leave();
      void this.#reports.settled().then(() => guest.ended(ending));
    };
    this.#ground = {
      task: new Task(),
      signals: new Signals(),
      sockets: new SocketCalls(),
      space: new Space(this.ipc),
      time: new Time(),
      systemV: new SystemV(systemV),
      posixIpc: new PosixIpc(makePosixQueues(this.#services, this.#stub)),
      keys: new Keys(),
      filters: new Filters(),
      mounting,
      tracing: new Tracing(),
      events: new Events(new EventObjectsStub(this.ipc, new EventObjects(this.#services, this.clock).handle)),
      system: (this.#system = new System({
        hostname: options.hostname ?? 'k42',
        domain: '(none)',
        allocator: this.allocator,
        figures: () => ({ loads: this.#view().loads(), ...this.#view().memory() }),
        random,
        identity: (personality, abi) => identityOf(this.#figures(personality, abi)),
      })),
    };
    const { spaces } = this.processes;
    const owner = spaces.users;
    this.#spaces = {
      uts: { number: FIRST['uts'] ?? 0, owner, users: 0, parts: { system: this.#system } },
      ipc: {
        number: FIRST['ipc'] ?? 0,
        owner,
        users: 0,
        parts: { systemV: this.#ground.systemV, posixIpc: this.#ground.posixIpc },
        ended: (pid) => void systemV.semaphores.processEnded(pid),
      },
      net: {
        number: FIRST['net'] ?? 0,
        owner,
        users: 0,
        parts: {},
        network: { sockets: client.sockets, view: this.#network.view },
      },
    };
    spaces.enter('net', this.#spaces.net.number, this.#spaces.net);
    spaces.enter('uts', this.#spaces.uts.number, this.#spaces.uts);
    spaces.enter('ipc', this.#spaces.ipc.number, this.#spaces.ipc);
    spaces.enter('mnt', FIRST['mnt'] ?? 0, this.mounts);
  }

  /**
   * Starts a program by its guest name. Settles when it has begun; rejects with a MachineError when it cannot.
   * Programs that run at the same time share the machine.
   */
  async run(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Guest> {
    this.#started ??= this.#start();
    await this.#started;
    await this.#network.open();
    if (this.#failure !== undefined) throw this.#failure;
    return await new Promise<Guest>((resolve, reject) => {
      const boot: Boot = {
        path: program,
        arguments: [options.argument0 ?? program, ...args],
        environment: Object.entries(options.environment ?? this.options.environment ?? DEFAULT_ENVIRONMENT).map(
          ([name, value]) => `${name}=${value}`,
        ),
        started: () => {
          this.#listen();
          resolve(guest);
        },
        failed: reject,
        problem: undefined,
      };
      const process = this.#newProcess(boot, options);
      const guest = new Guest(process);
      this.#guests.set(process.pid, guest);
      this.#boots.set(process.pid, boot);
      this.#limitTime(guest, options.timeout ?? this.options.timeout);
      this.#loop.enter();
    });
  }

  /** What the JIT has done so far. */
  get jit(): JitStatistics {
    return this.engine.statistics;
  }

  /** The ports of the host that lead into the machine now, with the numbers that the host chose. */
  get published(): readonly PublishedPort[] {
    return this.#network.published;
  }

  /** Kills every process that is left, and gives the caller's terminal and signals back. */
  stop(): void {
    this.#forwarding?.();
    this.#forwarding = undefined;
    this.#console?.close();
    for (const process of [...this.processes.all.values()]) this.processes.end(process, { code: 0, signal: 9 });
  }

  /** The installed interpreter is a POWER9's: an older processor that was asked for lacks some of its instructions. */
  get #olderProcessor(): Processor | undefined {
    return this.options.cpu === undefined || isNewerThan(this.processor, 'v2.07') ? undefined : this.processor;
  }

  async #start(): Promise<void> {
    const model = this.#olderProcessor;
    if (this.options.interpreter !== undefined && model === undefined) return;
    const { buildInterpreter } = await import('../emulator/interpreter/build.ts');
    this.#buildInterpreter = (order, bits) => buildInterpreter(order, bits, model);
  }

  /** A process in a session of its own, about to execute its program. */
  #newProcess(boot: Boot, options: RunOptions): GuestProcess {
    const { programs } = this.processes;
    const pid = this.#stub.fork(1, Signal.SIGCHLD, false);
    if (pid < 0) throw new MachineError('failed', 'there are too many processes');
    this.#stub.setSession(pid);
    const credentials = this.#credentials(options.user ?? this.options.user ?? { user: 0, group: 0 });
    this.#stub.setCredentials(pid, credentials);
    const limits = new Limits();
    limits.mayLock = credentials.effectiveUser === 0;
    const root = { mount: this.mounts.root, node: ROOT_NODE };
    const names = new Names(this.mounts, root, root, 0o022);
    const descriptors = new Descriptors({
      ipc: this.ipc,
      pipes: this.#pipes,
      ...this.#sockets,
      newLockOwner: () => ++this.#lockOwners,
      memoryFiles: this.#memoryFiles,
    });
    const stdio = options.stdio ?? this.options.stdio ?? {};
    const terminal = this.#terminal(stdio, credentials);
    installStdio(descriptors, this.#services, this.options.host, stdio, terminal, this.mounts);
    if (terminal !== undefined) {
      terminal.device.setControlling(pid, false);
      // The caller's shell continues what it stops.
      if (terminal.stops) this.#stub.accompany(pid);
    }
    const process = new GuestProcess({
      pid,
      abi: bootAbi(boot),
      space: bootSpace(programs.options.context, limits),
      descriptors,
      names,
      limits,
      credentials,
      processes: this.processes,
      ground: this.#ground,
      users: this.processes.spaces.users,
      spaces: this.#spaces,
      stubs: { process: this.#stub, terminals: this.#terminalsStub },
      program: boot.path,
    });
    const thread = this.processes.newThread(process, pid);
    if (thread === undefined) throw new MachineError('no-memory', 'the machine has no memory for a thread');
    this.processes.add(process);
    const directory = options.workingDirectory ?? this.options.workingDirectory ?? '/';
    if (names.changeDirectory(thread, directory) < 0) {
      this.processes.end(process, { code: 125, signal: 0 });
      throw new MachineError('bad-folder', `the guest has no directory ${directory} to begin in`);
    }
    thread.cpu.reset();
    thread.inCall = true;
    thread.state = ThreadState.ready;
    this.scheduler.ready(thread);
    return process;
  }

  /** The caller's terminal, looked for when a program first inherits a descriptor. */
  #terminal({ stdin, stdout, stderr }: Stdio, owner: Credentials): HostConsole | undefined {
    if (![stdin, stdout, stderr].some((wish) => wish === undefined || wish === 'inherit')) return undefined;
    if (this.#console === undefined) {
      this.#console = makeConsole(this.#terminals, this.options.host, owner);
      if (this.#console !== undefined) this.#console.direct = (signal) => this.#signalFirst(signal, false);
    }
    return this.#console;
  }

  /** There is a program now. What comes until this process ends is for it, and lost when it is gone: nothing else may end us then. */
  #listen(): void {
    if (this.options.forwardSignals !== true || this.#forwarding !== undefined) return;
    this.#forwarding = forwardSignals(this.options.host.events, this.#console !== undefined, (signal, group) =>
      this.#signalFirst(signal, group),
    );
  }

  #signalFirst(signal: number, group: boolean): void {
    for (const pid of this.#guests.keys()) {
      this.#stub.signal(0, group ? -this.#stub.getGroup(pid) : pid, signal, emptySignalInformation());
      return;
    }
  }

  /** A first program on the caller's terminal stopped: so does the machine, as the shell's job that it is. */
  #stopWith(process: GuestProcess): void {
    const console = this.#console;
    if (!this.#guests.has(process.pid) || console === undefined || !console.stops) return;
    if (console.device.session.session !== process.pid) return;
    console.stop(() => {
      const information = emptySignalInformation();
      this.#stub.signal(0, -this.#stub.getGroup(process.pid), Signal.SIGCONT, information);
    });
  }

  #limitTime(guest: Guest, milliseconds: number | undefined): void {
    if (milliseconds === undefined) return;
    const timer = this.options.host.events.after(milliseconds, () => {
      guest.timedOut = true;
      guest.kill();
    });
    void guest.exit.then(() => timer.cancel());
  }

  #interpreterModule(order: Order, bits: 32 | 64): WebAssembly.Module {
    const modules = this.#interpreterModules[bits];
    let module = modules[order];
    if (module === undefined) {
      const given = this.#buildInterpreter?.(order, bits) ?? this.options.interpreter?.(order, bits);
      if (given === undefined) throw new Error('the machine has no interpreter');
      module = given instanceof WebAssembly.Module ? given : new WebAssembly.Module(given);
      modules[order] = module;
    }
    return module;
  }

  #credentials({ user, group, groups }: NonNullable<MachineOptions['user']>): Credentials {
    return {
      user,
      group,
      effectiveUser: user,
      effectiveGroup: group,
      savedUser: user,
      savedGroup: group,
      fileUser: user,
      fileGroup: group,
      groups: groups ?? [],
    };
  }

  /** What /proc and /sys are made from; nothing is before somebody looks. */
  #view(): MachineFigures {
    this.#figuresShown ??= new MachineFigures({
      processes: this.processes,
      server: this.#stub,
      mounts: this.mounts,
      objects: this.mounts.hidden(
        new NameTreeStub(this.ipc, new ObjectTree(this.#services).handle),
        'anon_inodefs',
        true,
      ),
      spaces: this.mounts.hidden(
        new NameTreeStub(this.ipc, new VirtualTree(this.#services, nameSpaceFiles(this.processes.spaces)).handle),
        'nsfs',
        false,
      ),
      allocator: this.allocator,
      caches: this.#caches,
      controlling: this.#controlling,
      model: this.processor,
      system: this.#system,
      names: () => identityOf(this.#figures('linux', 'ppc64le')),
      random: this.#random,
      timebase: TICKS_PER_NANOSECOND * 1e9,
      network: this.#network.view,
      ipc: ipcView(this.#systemV),
    });
    return this.#figuresShown;
  }

  #figures(personality: string, abi: string): AbiFigures {
    const found = this.#abis.find(({ figures }) => figures.personality === personality && figures.name === abi);
    if (found === undefined) throw new Error(`no ABI ${personality} ${abi}`);
    return found.figures;
  }

  /** Something of ours broke: nobody may wait for ever. */
  #fail(error: unknown): void {
    this.#failure = error;
    for (const boot of this.#boots.values()) boot.failed(new MachineError('failed', String(error)));
    for (const guest of this.#guests.values()) guest.broken(error);
    this.#guests.clear();
  }
}

function processorOf(name: string): Processor {
  const found = processorNamed(name);
  if (found === undefined) throw new MachineError('failed', `there is no processor ${name}`);
  return found;
}

/** Loaded when something is hot. */
async function compiler(processor: Processor | undefined) {
  const { makeCompiler } = await import('../emulator/jit/compiler.ts');
  return makeCompiler(processor);
}

function identityOf({ title, release, version, machine }: AbiFigures): {
  system: string;
  release: string;
  version: string;
  machine: string;
} {
  return { system: title, release, version: version ?? '', machine };
}
