# Subshells and command substitution leave the shell's own state alone.
x=1; (x=2; cd /; echo "inside $x $PWD"); echo "outside $x"
(exit 7); echo "status $?"
( (echo nested) ); { echo group; } | cat
echo "today has $(echo $(echo 24)) hours, $(seq 1 3 | paste -s -d+ | tee sum | bc) = $(cat sum)"
echo "lines: $(printf 'a\nb\n\n\n')."
echo `echo backquotes \`echo within\``
y=$(exit 3); echo "substitution's status $?"
echo $(for i in 1 2 3; do (echo $i; exit $i) || echo "failed with $?"; done)
f() { local v=$1; [ "$v" -le 1 ] && { echo 1; return; }; echo $((v * $(f $((v - 1))))); }
f 10
exec 5>&1; captured=$( (echo to five >&5; echo to one) ); echo "captured: $captured"
trap 'echo trapped on exit' EXIT
(trap 'echo inner trap' EXIT; true)
exit 9
