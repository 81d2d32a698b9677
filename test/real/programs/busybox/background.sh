# Background jobs, wait, signals between processes.
sleep 0.2 & sleep 0.1 & wait; echo "both slept"
(sleep 0.1; exit 5) & wait $!; echo "waited for $?"
(exit 3) & first=$!; (exit 4) & second=$!
wait $second; echo "second $?"; wait $first; echo "first $?"
sleep 100 & kill $!; wait $! 2>/dev/null; echo "terminated: $?"
sleep 100 & kill -KILL $!; wait $! 2>/dev/null; echo "killed: $?"
trap 'echo "got USR1"' USR1; kill -USR1 $$; echo "after the trap"
(sleep 0.1; kill -USR1 $$) & sleep 0.3; wait; echo "a child's signal came"
trap '' TERM; kill -TERM $$; echo "TERM ignored"; trap - TERM
sh -c 'kill -SEGV $$'; echo "segmentation fault: $?"
for i in 1 2 3 4 5 6 7 8; do (sleep 0.0$i; echo $i >> order) & done; wait; sort order | tr '\n' ' '; echo
cd "$(mktemp -d)"; mkfifo fifo; (echo through the fifo > fifo) & cat fifo; wait
timeout 0.1 sleep 5 2>/dev/null; echo "timeout: $?"
(trap 'echo child cleans up; exit 0' TERM; : > ready; while :; do sleep 0.05; done) & child=$!
while [ ! -e ready ]; do sleep 0.02; done; kill $child; wait $child; echo "graceful: $?"
kill -0 $child 2>/dev/null || echo "gone"
sh -c 'sleep 0.1; echo orphan > orphan' & 
wait; cat orphan
