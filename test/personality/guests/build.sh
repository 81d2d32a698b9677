#!/bin/sh
# Rebuilds test/personality/guests/bin from src, with the header of test/guests. Needs Debian's gcc-powerpc64-linux-gnu,
# gcc-powerpc64le-linux-gnu and gcc-powerpc-linux-gnu; for FreeBSD clang-19 and lld-19.
set -eu
cd "$(dirname "$0")"
FLAGS="-std=c17 -O2 -Wall -Wextra -Wno-unused-function -ffreestanding -fno-builtin -fno-stack-protector -fno-pic -fno-asynchronous-unwind-tables -I../../guests/include"
LINK="-nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-s"
for source in src/*.c; do
  name=$(basename "$source" .c)
  only=$(sed -n 's/.*only: \([a-z0-9 -]*\).*/\1/p;3q' "$source")
  for target in linux-ppc64le linux-ppc64 linux-ppc32 freebsd-ppc64; do
    case " ${only:-linux-ppc64le linux-ppc64 linux-ppc32} " in *" $target "*) ;; *) continue ;; esac
    mkdir -p "bin/$target"
    case $target in
      linux-ppc64le) powerpc64le-linux-gnu-gcc -mcpu=power8 $FLAGS $LINK -o "bin/$target/$name" "$source" ;;
      linux-ppc64) powerpc64-linux-gnu-gcc -mabi=elfv2 -mcpu=power8 $FLAGS $LINK -o "bin/$target/$name" "$source" ;;
      linux-ppc32)
        case $name in
          nostack32)
            powerpc-linux-gnu-gcc $FLAGS -c -o "${TMPDIR:-/tmp}/guest-$$.o" "$source"
            ld.lld-19 -m elf32ppclinux -static --strip-all -z nognustack -o "bin/$target/$name" "${TMPDIR:-/tmp}/guest-$$.o" \
              "$(powerpc-linux-gnu-gcc -print-libgcc-file-name)"
            rm -f "${TMPDIR:-/tmp}/guest-$$.o" ;;
          *) powerpc-linux-gnu-gcc $FLAGS $LINK -o "bin/$target/$name" "$source" -lgcc ;;
        esac ;;
      freebsd-ppc64)
        clang-19 --target=powerpc64-unknown-freebsd14 -mcpu=pwr8 -DGUEST_FREEBSD $FLAGS -c -o "${TMPDIR:-/tmp}/guest-$$.o" "$source"
        ld.lld-19 -m elf64ppc_fbsd -static --strip-all -o "bin/$target/$name" "${TMPDIR:-/tmp}/guest-$$.o"
        rm -f "${TMPDIR:-/tmp}/guest-$$.o" ;;
    esac
  done
done
