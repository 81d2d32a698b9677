# Pipes, and the status of what ends early.
echo hello | tr a-z A-Z
seq 1 1000 | head -n 3
yes | head -n 2
seq 1 2000 | sort -rn | sed -n 1p
printf 'b\na\nc\n' | sort | cat -n
seq 5 | while read -r n; do echo "$n squared is $((n * n))"; done
false | true; echo "last of the pipe: $?"
set -o pipefail; false | true; echo "any of the pipe: $?"
! true; echo "negated: $?"
seq 1 5000 | wc -lc
seq 3 | tee copy | tail -n 1; cat copy
dd if=/dev/zero bs=65536 count=20 2>/dev/null | cat | cat | wc -c
