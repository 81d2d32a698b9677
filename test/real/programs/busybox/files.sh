# Files as ls, find, stat and their like see them.
umask 022; mkdir -p t/a/b t/c; echo content > t/a/file; printf '%05000d' 0 > t/c/zeros; ln -s a/file t/link; ln t/a/file t/hard
chmod 4755 t/c/zeros; chmod 600 t/hard; chmod 1777 t/c
touch -d '2001-02-03 04:05:06' t/a/file t/c/zeros; touch -h -d '2002-01-01 00:00:00' t/link; touch -d '2001-01-01 00:00:00' t/a/b t/a t/c t
ls t; ls -A t/a; ls -ln t | sed 's/^total.*/total/'; ls -lnR t/a t/c | sed 's/^total.*/total/'; ls -1 -F t; ls -ldn t/c
ls -lnS t/c | tail -n 1; ls -i t/a/file t/hard | awk '{print $1}' | uniq | wc -l
find t | sort; find t -type f | sort; find t -name '*e*' -type f | sort; find t -type l -exec readlink {} \;
find t -size +1k -type f; find t -perm -1000 | sort; find t -links 2 -type f | sort; find t -newer t/a -type f | sort
find t -type f -print0 | sort -z | xargs -0 wc -c; find t -maxdepth 1 -type d | sort; find t -path '*/a/*' -prune -o -print | sort
stat -c '%n %s %a %h %F %Y' t/a/file t/c t/link; stat -L -c '%F' t/link
mv t/c t/moved; rmdir t/a/b; cp -a t/moved t/copy; cmp t/moved/zeros t/copy/zeros && echo same; stat -c '%a %Y' t/copy/zeros
rm t/a/file; cat t/link 2>&1 | sed 's/^.*: //'; cat t/hard; echo more >> t/hard; wc t/hard
readlink -f t/link | sed "s,$(pwd -P)/,,"; realpath t/moved/../hard | sed "s,$(pwd -P)/,,"
rmdir t 2>&1 | sed 's/^.*: //'; mkdir t 2>&1 | sed 's/^.*: //'; ls -d nothing 2>&1 | sed 's/^.*: //'
truncate -s 3M sparse; stat -c %s sparse; dd if=/dev/urandom of=sparse bs=1k count=1 seek=1024 conv=notrunc 2>/dev/null; stat -c %s sparse
du -a t/moved | awk '{print $2}'; dirname /a/b/c; basename /a/b/c.d .d
mkdir many; cd many; for i in $(seq 1 300); do : > f$i; done; ls | wc -l; rm f*; ls | wc -l; cd ..; rm -rf t many; ls
