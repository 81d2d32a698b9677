# Small programs, in turn and ten at once, each with its own status and answer, until SECONDS are over.
end=$((SECONDS + $1))
round=0
while [ $SECONDS -lt $end ]; do
  round=$((round + 1))
  right=0
  /bin/true && right=$((right + 1))
  /bin/false || right=$((right + 1))
  [ "$(/bin/echo "round $round" | tr a-z A-Z | cut -d ' ' -f 2)" = $round ] && right=$((right + 3))
  [ "$(sh -c "expr $round + 1")" = $((round + 1)) ] && right=$((right + 2))
  pids=
  for i in 1 2 3 4 5 6 7 8 9 10; do sh -c "exit $i" & pids="$pids $!"; done
  i=0
  for pid in $pids; do
    i=$((i + 1))
    wait "$pid"
    [ $? = $i ] && right=$((right + 1))
  done
  [ $right = 17 ] && echo "storm done 17 0" || echo "storm wrong round $round: $right of 17"
done
