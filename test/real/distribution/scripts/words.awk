# gawk: arrays of arrays, regular expressions, sorting, printf, two-way pipes.
BEGIN {
  for (i = 1; i <= 20000; i++) { a[i % 10][i % 3]++; total += sqrt(i) }
  PROCINFO["sorted_in"] = "@ind_num_asc"
  for (i in a) for (j in a[i]) printf "%d.%d=%d ", i, j, a[i][j]
  printf "\n%.6f %s %x\n", total, toupper(substr("gawk works", 6)), and(0xff, 0x3c)
  n = patsplit("one22three4444five", part, /[0-9]+/, rest); print n, part[2], rest[1]
  print gensub(/(\w+) (\w+)/, "\\2 \\1", "g", "hello world good day"), strftime("%F", 86400, 1), strtonum("0x1f")
  command = "sort -n"; for (i = 5; i; i--) print i * 13 % 7 |& command; close(command, "to")
  while ((command |& getline line) > 0) printf "%s ", line; print ""; "echo 3 | tr 3 4" | getline x; print x, length(x), index("haystack", "st")
}
