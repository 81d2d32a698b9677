#!/bin/sh
# Runs the guests of test/personality for big-endian ABIs on a real Linux, booted in a full-system emulator, and shows what
# they state: on-linux-be.sh SOURCE, an unpacked linux-source-6.1 of Debian's. A kernel that runs 64-bit and 32-bit programs
# is built there first (linux-be.config; four minutes). Needs gcc-powerpc64-linux-gnu, bc, bison, flex and qemu-system-ppc64.
# Exits with 1 when a statement does not hold.
set -eu
source=$1
here=$(cd "$(dirname "$0")" && pwd)
guests=$here/../../personality/guests/bin
if [ ! -e "$source/vmlinux" ]; then
  set -- -C "$source" -j"$(nproc)" ARCH=powerpc CROSS_COMPILE=powerpc64-linux-gnu-
  make "$@" KCONFIG_ALLCONFIG="$here/linux-be.config" allnoconfig
  make "$@" vmlinux
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
powerpc64-linux-gnu-gcc -O2 -static -o "$work/init" "$here/init.c"
{
  for folder in /dev /proc /tmp /t; do echo "dir $folder 0755 0 0"; done
  echo "nod /dev/console 0600 0 0 c 5 1"
  echo "file /init $work/init 0755 0 0"
  for abi in ppc32 ppc64; do
    for guest in "$guests/linux-$abi"/*; do
      case $guest in */chance | */memory) continue ;; esac # they state nothing
      echo "file /t/$abi-$(basename "$guest") $guest 0755 0 0"
    done
  done
} > "$work/list"
"$source/usr/gen_init_cpio" "$work/list" | gzip > "$work/initrd.gz"
timeout 300 qemu-system-ppc64 -M pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off -cpu POWER9 -smp 1 -m 512M \
  -nographic -nodefaults -serial stdio -vga none -kernel "$source/vmlinux" -initrd "$work/initrd.gz" \
  -append 'console=hvc0 quiet panic=-1' -no-reboot </dev/null | tr -d '\r' > "$work/log"
grep -E '^(== |ok |not ok |# |1\.\.)' "$work/log"
! grep -q '^not ok' "$work/log"
