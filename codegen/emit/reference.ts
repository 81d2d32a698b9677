/** The reference page of a personality in Markdown: `k42 gen --docs DIR` writes one for each. */
import type { SpecArgument, SpecCall, SpecPersonality, SpecSupport } from '../../runtime/spec/types.ts';

/** Pages by file name. */
export function emitReference(personalities: readonly SpecPersonality[]): ReadonlyMap<string, string> {
  return new Map(personalities.map((one) => [`${one.name}.md`, page(one)]));
}

function page(one: SpecPersonality): string {
  const { described, full, partial, absent, whole } = one.share;
  const topics = [...new Set(one.calls.map(({ topic }) => topic))];
  return [
    `# System calls of ${one.title}`,
    '',
    `Release ${one.release}; ${one.abis.map(({ name, bits, order }) => `${name} (${bits}-bit, ${order}-endian)`).join(', ')}.`,
    `${described} calls are described: ${full} supported in full, ${partial} in part, ${absent} absent. ${whole} are generated whole from their rows.`,
    '',
    ...one.abis.map(
      ({ name, share }) =>
        `- ${name}: ${share.described} calls, ${share.full + share.partial} supported, ${share.absent} absent`,
    ),
    '',
    ...topics.flatMap((topic) => [
      `## ${topic.charAt(0).toUpperCase()}${topic.slice(1).replaceAll('-', ' ')}`,
      '',
      ...one.calls.filter((call) => call.topic === topic).flatMap((call) => section(call, one)),
    ]),
  ].join('\n');
}

function section(call: SpecCall, one: SpecPersonality): string[] {
  const numbers = one.abis.map(({ name }) => call.numbers[name]);
  const same = new Set(numbers).size === 1;
  const number =
    numbers[0] === undefined
      ? 'no number'
      : same
        ? `${numbers[0]}`
        : one.abis.map(({ name }) => `${name} ${call.numbers[name] ?? '–'}`).join(', ');
  const lines = [`### ${call.name} (${number})`, '', `\`${call.name}(${listed(call.args)})\``, ''];
  if (call.doc !== undefined) lines.push(call.doc, '');
  lines.push(`${support(call.support)}${call.since === undefined ? '' : ` Since ${call.since}.`}`, '');
  for (const [abi, { args, support: other }] of Object.entries(call.otherwise)) {
    lines.push(`Under ${abi} \`${call.name}(${listed(args)})\`. ${support(other)}`, '');
  }
  const missing = Object.entries(call.support.missing);
  for (const [what, text] of missing) lines.push(`- \`${what}\`: ${text}`);
  if (missing.length > 0) lines.push('');
  if (call.variants.length > 0) {
    lines.push('| | support | |', '|---|---|---|');
    for (const variant of call.variants) {
      const note = [variant.doc, variant.support.why, ...Object.values(variant.support.missing)]
        .filter((text) => text !== undefined)
        .join('; ');
      lines.push(
        `| \`${variant.name}\` | ${variant.support.level}${variant.support.errno === undefined ? '' : ` (${variant.support.errno})`} | ${note} |`,
      );
    }
    lines.push('');
  }
  const errors = Object.entries(call.errors).toSorted(([a], [b]) => a.localeCompare(b));
  if (errors.length > 0 && call.support.level !== 'absent')
    lines.push(`Errors: ${errors.map(([name, reason]) => `${name} (${reason})`).join(', ')}.`, '');
  return lines;
}

function listed(args: readonly SpecArgument[]): string {
  return args.map(({ name, type }) => `${name}: ${type}`).join(', ');
}

function support({ level, errno, why, matters }: SpecSupport): string {
  if (level === 'full') return '**Supported.**';
  if (level === 'partial') return '**Supported in part:**';
  return `**Absent**: gives ${errno ?? 'an error'}${why === undefined ? '' : ` (${why})`}; matters ${matters ?? 'rarely'}.`;
}
