/** The distribution's archive, as the machine's own apt knows it. */
import { readFileSync } from 'node:fs';
import { Failure } from '../cli/exit.ts';
import { run } from './process.ts';

export interface Archive {
  readonly address: string;
  readonly suite: string;
}

/** `known` is what the person has said of it. */
export async function machineArchive(known: Partial<Archive> = {}): Promise<Archive> {
  const { address, suite = /^VERSION_CODENAME=(.*)$/m.exec(osRelease())?.[1] ?? 'stable' } = known;
  if (address !== undefined) return { address, suite };
  const format = '$(CODENAME) $(COMPONENT) $(REPO_URI)';
  const { stdout } = await run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const found = lines.find(([codename, component]) => codename === suite && component === 'main')?.[2];
  if (found !== undefined) return { address: found, suite };
  throw new Failure(
    `the sources of this machine's apt name no archive of ${suite}: run apt-get update first, or say --mirror and --suite`,
  );
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
