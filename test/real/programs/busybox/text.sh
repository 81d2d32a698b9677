# grep, sed, awk, sort and their neighbours.
for w in pear apple fig apple banana cherry Date fig; do echo "$w ${#w}"; done > words
grep -n an words; grep -c apple words; grep -v -i 'a' words; grep -E '^(fig|pear)' words; grep -o '[a-d]*' words | sort -u; grep -q nothing words; echo "grep says $?"
grep -rl apple . | sort; echo aXbXc | grep -oE '[a-z]X' ; grep -A1 -B1 pear words; grep -w fig words | head -n 1; grep -F '.' words; echo "$?"
sed 's/apple/orange/; 2d; $a end' words; sed -n '/fig/,/banana/p' words; sed -E 's/(.)(.*) ([0-9]+)/\2\1 <\3>/' words; sed 'y/abc/xyz/; s/e/E/2g' words; sed -n '$=' words
cp words edited; sed -i '1i\first line' edited; head -n 2 edited; sed -n 'H;${x;s/\n/,/g;p}' words
awk '{ n[$1] += $2; t += $2 } END { for (w in n) print w, n[w] | "sort"; close("sort"); printf "%d %.3f %s\n", t, t / NR, toupper(substr($0, 1, 3)) }' words
awk -F: -v who=root '$1 == who { print $1, $3 + 0, NF }' /etc/passwd
awk 'BEGIN { while (i++ < 5) printf "%s ", i ^ 2; print ""; print sqrt(2), exp(1), int(-3.7), atan2(1, 1) * 4, sin(0.5), log(10); print length("hello"), index("hello", "l"), match("foobar", /o+/), RSTART, RLENGTH; s = "a b c"; gsub(/ /, "-", s); print s; print 1e6, 1e300 * 10, 0.1 + 0.2, 100000000000000 }'
awk 'function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } BEGIN { print fib(18) }'
awk 'BEGIN { "echo from a command" | getline line; print line; print substr("abcdef", 2, 3); split("x,y,z", p, ","); print p[3] p[1]; printf "%5.2f|%-5d|%c|%o|%e\n", 3.14159, 42, "A", 8, 12345.678 }'
sort words | uniq -c; sort -u words; sort -k2,2n -k1,1r words; sort -r words | head -n 2; sort -f words; sort -t' ' -k2 -n -s words | cut -d' ' -f1 | paste -s -d, -
seq 1 1000 | awk '{ print ($1 * 7919) % 1009 }' | sort -n | uniq | wc -l
cut -c1-3 words; tr -d aeiou < words; tr -s p < words | head -n 2; rev words | head -n 1; tac words | head -n 1; nl words | tail -n 1; fold -w 4 words | wc -l; expand words | head -n 1
printf 'a b\nc d\n' > left; printf 'b B\nd D\n' > right; paste left right; diff left right; echo "diff says $?"; cmp left right; diff -u left left && echo equal
head -c 10 words; tail -n +7 words; tail -c 5 words; wc words; od -An -tx1 left; hexdump -C right | head -n 1; strings words | wc -l
echo 'scale=20; 4*a(1); 2^100; sqrt(2)' | bc -l; echo '2 3 + 4 * p' | dc; factor 1234567890; expr abcdef : 'ab\(.*\)f'; seq -w 8 11; seq 0 0.5 2; date -u -d @1000000000 '+%F %T'; cal 2 2000
echo '<p>' | base64; echo PHA+Cg== | base64 -d; printf 'text' | uuencode -m name | head -n 2; printf '%s\n' b a | xargs -n1 echo item; echo one two | xargs -I{} echo '[{}]'
echo 'ed was here' > e; printf '1s/here/there/\nw\nq\n' | ed e; cat e
