# The mixed load inside the guest: main.sh SECONDS, in a folder with the files that the host made (names and sums in `sums`).
# A job says `NAME done COUNT BYTES` for what was right and `NAME wrong TEXT` for what was not. After the time only nginx is left,
# until standard input ends.
here=${0%/*}
seconds=$1
/usr/sbin/nginx -p "$PWD" -c "$PWD/nginx.conf" </dev/null &
server=$!
jobs=
start() { "$@" "$seconds" </dev/null & jobs="$jobs $!"; }
start bash "$here/pipes.sh"
start bash "$here/sqlite.sh"
start python3 "$here/echo.py"
start bash "$here/storm.sh"
for job in $jobs; do
  wait "$job" || echo "main wrong job $job ended with $?"
done
echo 'main over'
read -r _
kill "$server"
wait "$server"
