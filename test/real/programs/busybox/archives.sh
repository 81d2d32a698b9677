# Archives, checksums over megabytes, compression.
mkdir -p tree/deep/er; for i in 1 2 3 4 5; do seq 1 $((i * 400)) > tree/f$i; done; ln -s f1 tree/link; chmod 700 tree/deep; echo x > tree/deep/er/x; touch -d '2010-10-10 10:10:10' tree/f3
mkdir out; tar c tree | tar x -C out; diff -r tree out/tree && echo "the same tree"; stat -c '%a %Y %n' out/tree/f3 out/tree/deep | sed 's/ [0-9]* out.tree.deep/ out.tree.deep/'; readlink out/tree/link
tar czf t.tgz tree; tar tzf t.tgz | sort; gzip -t t.tgz && echo sound; zcat t.tgz | tar xO -f - tree/f2 | md5sum
tar c tree/f1 | gzip | gunzip | tar t; find tree | cpio -o -H newc 2>/dev/null | (mkdir c; cd c; cpio -id 2>/dev/null); diff -r tree c/tree && echo "cpio too"
bzip2 -k tree/f5; bunzip2 -c tree/f5.bz2 | cmp - tree/f5 && echo "bzip2 came back"; xzcat < /dev/null; rm tree/f5.bz2
seq 1 5000 > some; for i in $(seq 1 120); do cat some; done > numbers; wc -c numbers; md5sum numbers; sha1sum numbers; sha256sum numbers; sha512sum numbers | cut -c1-40; ls -l numbers | awk '{ print $5 }'
dd if=numbers of=copy bs=4096 2>/dev/null; cmp numbers copy && echo "dd copied"; md5sum numbers copy > sums; md5sum -c sums
dd if=/dev/zero bs=1M count=3 2>/dev/null | md5sum
gzip -9 -c numbers > n.gz; gunzip -c n.gz | sha256sum | cut -c1-32;
cd tree; find . -type f | sort | xargs md5sum > ../list; cd ../out/tree; md5sum -c ../../list
