#!/bin/bash
# enter.sh QEMU SYSROOT FOLDER PROGRAM [ARGUMENT...], in name spaces of its own: the distribution's programs are run by QEMU wherever
# they are executed; /tmp is memory, /tmp/bench is FOLDER. Root gives it all users, because servers change theirs; others have one.
# What cannot be had says so and ends it. With TIME its seconds, user and system time go to descriptor 3 (of the program, not of this).
set -e
if [ "$1" != --inside ]; then
  if [ "$(id -u)" != 0 ]; then exec unshare --user --map-root-user --mount "$0" --inside "$@"; fi
  unshare --user --mount "$0" --inside "$@" &
  child=$!
  while [ "$(readlink /proc/$child/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
  echo '0 0 65536' >/proc/$child/gid_map
  echo '0 0 65536' >/proc/$child/uid_map
  wait $child
  exit
fi
qemu=$2 root=$3 folder=$4
shift 4
until grep -q . /proc/self/uid_map; do sleep 0.01; done
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
elf='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x15\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\x00'
printf '%s' ":ppc64le:M::$elf:$mask:$qemu:F" >/proc/sys/fs/binfmt_misc/register
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount -t tmpfs none "$root/tmp"
mkdir "$root/tmp/bench" "$root/tmp/out"
mount --bind "$folder" "$root/tmp/bench"
if [ -z "$TIME" ]; then exec chroot "$root" "$@"; fi
TIMEFORMAT='%R %U %S'
{ time chroot "$root" "$@" 2>&4 3>&-; } 4>&2 2>&3
