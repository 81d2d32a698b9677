/** /proc/sysvipc: ipc/shm.c, sem.c and msg.c say how its lines look in a 64-bit kernel. */
import type { IpcView } from './context.ts';

const MESSAGES =
  '       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n';
const SEMAPHORES = '       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n';
const SEGMENTS =
  '       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n';

type Listed = ReturnType<IpcView['semaphores']>[number];

const right = (value: number, width: number): string => String(value).padStart(width);

function head({ permissions, id }: Pick<Listed, 'permissions' | 'id'>): string {
  return `${right(permissions.key | 0, 10)} ${right(id, 10)}  ${(permissions.mode & 0o7777).toString(8).padStart(4)}`;
}

function owners({ permissions }: Pick<Listed, 'permissions'>): string {
  const { user, group, creatorUser, creatorGroup } = permissions;
  return [user, group, creatorUser, creatorGroup].map((one) => right(one, 5)).join(' ');
}

function times(...seconds: readonly number[]): string {
  return seconds.map((one) => right(one, 10)).join(' ');
}

export function segmentsText(ipc: IpcView | undefined): string {
  const rows = ipc?.segments().map((one) => {
    const users = `${right(one.creator, 5)} ${right(one.last, 5)}  ${right(one.attachments, 5)}`;
    const when = times(one.attached, one.detached, one.changed);
    return `${head(one)} ${right(one.size, 21)} ${users} ${owners(one)} ${when} ${right(0, 21)} ${right(0, 21)}\n`;
  });
  return SEGMENTS + (rows?.join('') ?? '');
}

export function semaphoresText(ipc: IpcView | undefined): string {
  const rows = ipc
    ?.semaphores()
    .map((one) => `${head(one)} ${right(one.count, 10)} ${owners(one)} ${times(one.operated, one.changed)}\n`);
  return SEMAPHORES + (rows?.join('') ?? '');
}

export function messagesText(ipc: IpcView | undefined): string {
  const rows = ipc?.queues().map((one) => {
    const held = `${right(one.bytes, 10)} ${right(one.messages, 10)}`;
    const users = `${right(one.lastSender, 5)} ${right(one.lastReceiver, 5)}`;
    return `${head(one)}  ${held} ${users} ${owners(one)} ${times(one.sent, one.received, one.changed)}\n`;
  });
  return MESSAGES + (rows?.join('') ?? '');
}
