#!/bin/sh
# Runs the guests of test/personality on a real Linux for ppc64le, booted in a full-system emulator, and shows what they
# state: on-linux.sh VMLINUX BUSYBOX. Both are of Debian's ppc64el packages (linux-image-…-powerpc64le, busybox-static).
# Needs qemu-system-ppc64 and qemu-ppc64le. Exits with 1 when a statement does not hold.
set -eu
vmlinux=$1 busybox=$2
guests=$(cd "$(dirname "$0")/../../personality/guests/bin/linux-ppc64le" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/root/bin" "$work/root/proc" "$work/root/dev" "$work/root/tests"
cp "$busybox" "$work/root/bin/busybox"
ln -s busybox "$work/root/bin/sh"
cp "$guests"/* "$work/root/tests/"
cat > "$work/root/init" <<'INIT'
#!/bin/sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
cd /tests
for t in processes signals faults exceptions threads; do echo "== $t"; ./$t; done
/bin/busybox poweroff -f
INIT
chmod +x "$work/root/init"
(cd "$work/root" && find . | qemu-ppc64le bin/busybox cpio -o -H newc 2>/dev/null | gzip > ../initrd.gz)
timeout 300 qemu-system-ppc64 -M pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off -cpu POWER9 -smp 1 -m 1G \
  -nographic -nodefaults -serial stdio -vga none -kernel "$vmlinux" -initrd "$work/initrd.gz" \
  -append 'console=hvc0 quiet panic=-1' -no-reboot </dev/null | tr -d '\r' > "$work/log"
grep -E '^(== |ok |not ok |# |1\.\.)' "$work/log"
! grep -q '^not ok' "$work/log"
