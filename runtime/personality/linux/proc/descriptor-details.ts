/** What fdinfo shows of descriptors that are more than a file: watches, signals, processes (fs/notify/fdinfo.c, fs/signalfd.c, kernel/fork.c). */
import { encodeInotifyMask } from '../../../generated/linux/flags.ts';
import type { Special } from '../../events/special.ts';
import { ProcessSpecial } from '../../events/process.ts';
import { SignalDescriptor } from '../../events/signal-descriptor.ts';
import { NoticeDescriptor } from '../../notices/notice-descriptor.ts';
import { hex } from './format.ts';

/** Lines, each with its end. */
export function detailsOf(special: Special | undefined): string {
  if (special instanceof NoticeDescriptor) return watchesOf(special);
  if (special instanceof SignalDescriptor) return signalsOf(special);
  if (special instanceof ProcessSpecial) {
    const pid = special.stub.getProcess();
    const shown = pid < 0 ? -1 : pid;
    return `Pid:\t${shown}\nNSpid:\t${shown}\n`;
  }
  return '';
}

function watchesOf({ watches }: NoticeDescriptor): string {
  let text = '';
  for (const { number, place, events } of watches) {
    const status = place.mount.tree.getStatus(place.node);
    if (typeof status === 'number') continue;
    const { inode, device } = status;
    const mask = hex(encodeInotifyMask(events), 1);
    text += `inotify wd:${hex(number, 1)} ino:${hex(inode, 1)} sdev:${hex(device, 1)} mask:${mask} ignored_mask:0 \n`;
  }
  return text;
}

function signalsOf({ outside }: SignalDescriptor): string {
  const [low = 0, high = 0] = outside.words;
  return `sigmask:\t${hex(~high >>> 0, 8)}${hex(~low >>> 0, 8)}\n`;
}
