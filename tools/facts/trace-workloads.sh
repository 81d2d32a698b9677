#!/bin/sh
# Runs coreutils, bash and their neighbours of a ppc64el sysroot under qemu-user and logs their system calls:
#   trace-workloads.sh SYSROOT LOGS
# The logs go to `calls-of.ts trace`. Symbolic links of the sysroot must not leave it (lib64/ld64.so.2 above all).
set -u
sysroot=$1 logs=$2
work=$(mktemp -d)
mkdir -p "$logs"
logs=$(cd "$logs" && pwd)
cd "$work" || exit 1
echo hello > a
count=0

traced() { # traced LOG PROGRAM ARGS…
  log=$1; shift
  timeout 20 qemu-ppc64le -cpu power9 -L "$sysroot" -strace "$@" < /dev/null > /dev/null 2> "$logs/$log.log"
}

while read -r name arguments; do
  program=$sysroot/bin/$name
  [ -x "$program" ] || program=$sysroot/usr/bin/$name
  count=$((count + 1))
  # shellcheck disable=SC2086
  traced "$name-$count" "$program" $arguments
done <<'COMMANDS'
ls -laR .
ls --color=always /usr
cp -a a b
cp a c
mv c d
rm -f d
mkdir -p x/y/z
rmdir x/y/z
cat a
head -1 a
tail -1 a
sort a
wc a
cut -c1 a
tr a b
uniq a
md5sum a
sha256sum a
date
touch e
touch -d 2020-01-01 e
ln a f
ln -s a g
readlink g
stat a
chmod 600 a
chown 0:0 a
du -a .
df .
id
whoami
uname -a
pwd
env
seq 10
tee h
dd if=a of=i bs=1
truncate -s 10 i
mktemp
sleep 0.01
nproc
stty -a
test -f a
true
echo x
printf x
expr 1 + 1
basename /a/b
dirname /a/b
split a
comm a a
od a
nice true
timeout 1 true
sync a
shred -u i
install a j
mkfifo k
mknod n p
tty
who
groups
logname
chroot . true
nohup true
kill -0 1
pathchk a
realpath a
shuf a
base64 a
csplit a 1
fmt a
join a a
ptx a
factor 12
numfmt 1
arch
hostid
users
link a l
unlink l
dircolors
find . -type f -newer a
grep -r hello .
sed s/h/j/ a
sed -i s/h/j/ a
gawk {print} a
tar cf t.tar a
tar xf t.tar
gzip -k a
COMMANDS

cat > script <<'SCRIPT'
x=$(echo hi | tr a-z A-Z); (exit 3) || echo $?
for i in 1 2 3; do echo $i; done > out
trap 'echo t' EXIT; read y < out
cat <<HERE
here
HERE
sleep 0.01 & wait $!
cd /tmp; umask 022; ulimit -n; ulimit -c 0; type ls; [[ -f out ]]; printf -v z %s a; exec 3<"$OLDPWD/out"; read -t 1 -u 3 w
times; echo {1..3}; kill -0 $$; kill -STOP 0 2> /dev/null & kill %1; echo a | { read b; echo $b; } > "$OLDPWD/out2"; echo * | cat; . /dev/null
SCRIPT
traced bash-1 "$sysroot/bin/bash" script
traced bash-2 "$sysroot/bin/bash" --norc -i -c 'echo x; jobs; history; set -o vi'
rm -rf "$work"
