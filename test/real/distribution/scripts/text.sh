# coreutils, grep, sed and awk over a text of 20,000 lines.
seq 1 20000 | awk '{ printf "%d %s line %d of text, sum %d\n", $1, ($1 % 3 ? "plain" : "third"), $1 * 7 % 1000, sum += $1 }' >text
wc text; md5sum text; sha256sum text; cksum text; sum text
sort -k6,6n -k1,1nr text | head -n 1000 | md5sum
sort -u -k2,2 text; tac text | tail -n 1; shuf --random-source=text -n 5 text
cut -d' ' -f2,4 text | sort | uniq -c | sort -rn | head -n 5
grep -c 'third' text; grep -nE '^[0-9]*99 .*sum [0-9]+1$' text | head; grep -ovP '\d+ plain' text | wc -l
sed -n '/^1000 /,/^1003 /{s/line \([0-9]*\)/<\1>/;y/abc/ABC/;p}' text
sed -e '$!N;s/\n/ | /' text | tail -n 2
tr -cs 'a-z' '\n' <text | sort | uniq -c
paste -d, <(head -n 3 text) <(tail -n 3 text); join <(seq 5 | sed 's/$/ a/') <(seq 3 8 | sed 's/$/ b/')
split -l 6000 text part.; ls part.*; cat part.* | cmp - text && echo the same
od -An -tx1 -N32 text; base64 text | md5sum; fold -w 20 text | head -n 2; expand -t4 <<<$'a\tb'; nl text | sed -n 5p
printf '%s\n' 10 9 1.5 1e3 | sort -g; printf '%s\n' 1K 2M 3 | sort -h; numfmt --to=iec 123456789; factor 1234567890123457
comm -12 <(seq 1 10) <(seq 5 15 | sort) 2>/dev/null | tr '\n' ' '; echo; tsort <<<'a b b c a d'
