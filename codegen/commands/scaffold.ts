/** The texts that `k42 spec new` writes. */

interface Names {
  readonly name: string;
  readonly title: string;
}

const schema = (depth: number, kind: string): string =>
  `# yaml-language-server: $schema=${'../'.repeat(depth)}.build/schema/${kind}.json\n`;

export const SCAFFOLD = {
  personality: ({
    name,
    title,
  }: Names): string => `${schema(3, 'personality')}# ${title}: the ABIs, and how a call is made. Numbers here are PowerPC Linux's until they are yours.
kind: personality
name: ${name}
title: ${title}
release: "1.0"
abis:
  ppc64:
    bits: 64
    order: big
    machine: ppc64
    elf: { class: 64, data: big, machine: 21, osabi: [255] }
    page: 4096
    functionDescriptors: true
    addresses: { lowest: 0x10000, mappings: 0x7fff00000000, stackTop: 0x800000000000, image: 0x10000000, dynamic: 0x7ff000000000 }
    stack: { size: 0x800000, align: 16, redZone: 512, frame: 112 }
convention: { number: r0, args: [r3, r4, r5, r6, r7, r8], result: r3, error: { flag: cr0.so, value: positive } }
unsupportedCall: ENOSYS
conversions: {}
`,

  errno: (
    { name, title }: Names,
    errors: readonly string[],
  ): string => `${schema(3, 'errno')}# ${title}: every neutral error has a number here, or a fallback: { fallback: EIO }.
kind: errno
personality: ${name}
numbers:
${errors.map((error, index) => `  ${error}: ${index + 1}\n`).join('')}`,

  signals: (
    { name, title }: Names,
    signals: readonly string[],
  ): string => `${schema(3, 'signals')}# ${title}: neutral signals left out do not exist here.
kind: signals
personality: ${name}
numbers:
${signals
  .slice(0, 31)
  .map((signal, index) => `  ${signal}: ${index + 1}\n`)
  .join('')}realtime: { first: 32, last: 64 }
set: { bytes: 8, order: long }
`,

  calls: ({ name, title }: Names): string => `${schema(4, 'syscalls')}# ${title}: processes.
kind: syscalls
personality: ${name}
calls:
  - name: getpid
    number: 20
    doc: The caller's process id.
    args: {}
    call: 'Task.getPid {}'
    result: pid
    support: full
    groups: [process]
`,

  emptyCalls: ({ name, title }: Names): string => `${schema(4, 'syscalls')}# ${title}.
kind: syscalls
personality: ${name}
calls:`,

  call: (name: string, number: number | undefined): string => `  - name: ${name}
    number: ${number ?? 'none'}
    doc: What it does, in a sentence.
    args: {}
    support: { absent: { errno: ENOSYS, why: not described yet, matters: sometimes } }
`,
};
