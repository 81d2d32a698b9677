# A tree of files: find, tar, gzip, xz, cp, links, modes, times, disk usage, inotify-free watching.
umask 022; mkdir -p tree/{a,b,c}/{1,2,3}; for f in tree/*/*; do seq "$((RANDOM = 5, 50))" >"$f/numbers"; done
ln -s ../a/1/numbers tree/b/link; ln tree/a/1/numbers tree/c/hard; chmod 750 tree/a; touch -d '2001-02-03 04:05:06 UTC' tree/b/1/numbers
find tree | sort; find tree -type l -printf '%p -> %l\n'; find tree -links 2 -type f | sort; find tree -newermt 2002-01-01 -type f | wc -l
find tree -perm 750; find tree -type f -size -1k -o -name 'h*' -print0 | tr '\0' '\n'
find tree -name numbers -exec sh -c 'for f; do wc -l <"$f"; done' sh {} + | sort | uniq -c
stat -c '%n %s %a %h %F' tree/b/link tree/c/hard tree/a; stat -c %Y tree/b/1/numbers; readlink -f tree/b/link | sed "s|$PWD|.|"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf tree.tar tree; md5sum tree.tar; tar -tvf tree.tar --utc | head -n 4
gzip -nk tree.tar; gzip -l tree.tar.gz | awk 'NR == 2 { print $2 }'; zcat tree.tar.gz | md5sum
xz -k -T1 tree.tar; xz -t tree.tar.xz && xz -dc tree.tar.xz | md5sum
mkdir out; tar -C out -xzf tree.tar.gz; diff -r tree out/tree && echo the same tree
cp -a tree copy; diff -r tree copy && stat -c %Y copy/b/1/numbers; mv copy moved; rm -r moved/a; ls -R moved
dd if=/dev/zero of=sparse bs=1 count=1 seek=10M status=none; stat -c %s sparse; cp --sparse=always sparse sparse2; cmp sparse sparse2 && echo equal
truncate -s 3 sparse; od -An -c sparse; mktemp -d here.XXXXXX | wc -c; mkfifo fifo; (echo through a fifo >fifo &); cat fifo
head -c 3000000 /dev/zero | tee zeros | sha1sum; dd if=zeros of=zeros2 bs=64k conv=fsync status=none; cmp zeros zeros2 && echo copied
seq 100 | xargs -n 10 -P 2 echo | wc -l; printf 'a b\0c' | xargs -0 -n1 echo; timeout 0.2 sleep 5; echo "timeout: $?"
install -m 640 -D zeros made/below/file; stat -c %a made/below/file; rmdir made 2>&1; test -w made && echo writable
