#!/bin/sh
# Records in expected/ what the programs about UNIX sockets see on this machine's Linux. Run with nothing but descriptors 0 to 2.
set -eu
cd "$(dirname "$0")"
FLAGS="-std=c17 -O2 -ffreestanding -fno-builtin -fno-stack-protector -fno-pic -nostdlib -static -no-pie -I../../guests/include"
program=${TMPDIR:-/tmp}/unix-$$
for source in src/unix-*.c; do
  name=$(basename "$source" .c)
  rm -rf /tmp/names /tmp/connections /tmp/datagrams
  gcc $FLAGS -o "$program" "$source"
  "$program" > "expected/$name.txt"
done
rm -rf "$program" /tmp/names /tmp/connections /tmp/datagrams
