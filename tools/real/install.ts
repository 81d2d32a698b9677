/**
 * What `npm run test:real` needs of the distribution: installs the packages that are missing, as root or with sudo, and
 * fetches busybox and the distribution's programs for the guests. Says what could not be had; exit status 1 when tests cannot run for want of it.
 */
import { fetchBusybox } from './busybox.ts';
import { fetchDistribution } from './distribution.ts';
import { install, missing, offered, update } from './packages.ts';

const TRIPLETS = ['powerpc64', 'powerpc64le', 'powerpc'] as const;

const NEEDED = [
  ...TRIPLETS.flatMap((cpu) => ['gcc', 'g++', 'gfortran'].map((compiler) => `${compiler}-${cpu}-linux-gnu`)),
  'libc6-dev-ppc64-cross',
  'libc6-dev-ppc64el-cross',
  'libc6-dev-powerpc-cross',
  'gcc',
  'g++',
  'gfortran',
  'libc6-dev',
  'qemu-user',
  'tmux',
];

/** Only in some releases; what needs them says so when it fails. */
const NEWER = ['clang-19', 'lld-19', 'llvm-19'];

async function main(): Promise<number> {
  const lacking = missing([...NEEDED, ...NEWER]);
  if (lacking.length > 0) {
    console.log(`installing ${lacking.join(' ')}`);
    const failure = update();
    const wanted = lacking.filter((name) => !NEWER.includes(name) || offered([name]).length > 0);
    const reason = failure ?? (wanted.length === 0 ? undefined : install(wanted));
    const left = missing(lacking);
    const needed = left.filter((name) => !NEWER.includes(name));
    if (left.length > needed.length) {
      const names = left.filter((name) => NEWER.includes(name));
      console.error(
        `WARNING: not to be had here: ${names.join(' ')}. Tests that compare with LLVM or FreeBSD's headers will fail.`,
      );
    }
    if (needed.length > 0) {
      console.error(`missing packages: ${needed.join(' ')}${reason === undefined ? '' : `\n${reason}`}`);
      return 1;
    }
  }
  try {
    await fetchBusybox();
  } catch (error) {
    console.error(`missing package: busybox-static for ppc64el and this machine\n${(error as Error).message}`);
    return 1;
  }
  try {
    fetchDistribution();
  } catch (error) {
    console.error(`packages for ppc64el are missing\n${(error as Error).message}`);
    return 1;
  }
  return 0;
}

process.exitCode = await main();
