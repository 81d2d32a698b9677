#!/bin/bash
# sqlite: ROWS inserts in one transaction, one statement each. redis: OPERATIONS of redis-benchmark in the guest, and of the host's
# (redis-tools) if it has one.
. "$(dirname "$0")/common.sh"
rows=${ROWS:-1000000} operations=${OPERATIONS:-100000}
{
  echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT); BEGIN;'
  seq "$rows" | sed "s/.*/INSERT INTO t VALUES (&, & * 31 % 1009, 'row &');/"
  echo 'COMMIT; SELECT count(*), sum(a) FROM t; PRAGMA integrity_check;'
} >"$work/inserts"
begin=$(seconds)
$k42 run -q -b "$work:$work" -w "$work" /usr/bin/sqlite3 -init inserts base .quit
took=$(($(seconds) - begin))
echo "sqlite: $rows inserts in $took s"
cd "$work" || exit 1
echo "redis-server --port 7777 --save '' --dir /tmp --logfile log & until redis-cli -p 7777 ping >/dev/null 2>&1; do sleep 0.1; done
redis-benchmark -p 7777 -n $operations -c 50 -q -t set,get,incr,lpush; redis-cli -p 7777 shutdown nosave; wait" >bench
$k42 run -q -b "$work:$work" /bin/bash "$work/bench" | tr '\r' '\n' | grep 'per second'
command -v redis-benchmark >/dev/null || exit 0
$k42 run -q --publish 17777:7777 /usr/bin/redis-server --port 7777 --bind 0.0.0.0 --protected-mode no --save '' --dir /tmp --logfile log &
server=$!
sleep 2
echo 'from the host:'
redis-benchmark -p 17777 -n "$operations" -c 50 -q -t set,get,incr,lpush | tr '\r' '\n' | grep 'per second'
kill "$server"; wait "$server" 2>/dev/null
