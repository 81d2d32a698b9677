# redis-server under redis-benchmark, both in one machine: every command arrived once, and what was saved is found again.
# By hand, for operations per second: the same with N=100000 and without the filter behind the benchmark.
export PATH=/usr/bin:/bin LC_ALL=C
N=${N:-2000}
serve() {
  redis-server --port 7777 --bind 127.0.0.1 --unixsocket "$PWD/socket" --save '' --dir "$PWD" --logfile log &
  for _ in $(seq 100); do [ "$(redis-cli -p 7777 ping 2>&1)" = PONG ] && return; sleep 0.1; done
  cat log
}

serve
redis-benchmark -p 7777 -n "$N" -c 20 -q -t set,get,incr,lpush,lpop,sadd | tr '\r' '\n' | grep 'per second' | sed 's/: .*//'
redis-benchmark -s "$PWD/socket" -n "$N" -c 20 -P 16 -q -t incr,rpush | tr '\r' '\n' | grep 'per second' | sed 's/: .*//'
redis-cli -p 7777 get counter:__rand_int__
redis-cli -s "$PWD/socket" llen mylist
redis-cli -p 7777 eval 'local sum = 0; for i = 1, 1000 do sum = sum + redis.call("incrby", KEYS[1], i) end; return sum' 1 sum
echo 'multi
set a 1
incr a
exec
type mylist
object encoding a' | redis-cli -p 7777
redis-cli -p 7777 --csv subscribe news >news & until grep -q ^.subscribe news; do sleep 0.1; done
redis-cli -p 7777 publish news hello
until grep message news; do sleep 0.1; done; kill $!; wait $! 2>/dev/null
redis-cli -p 7777 bgsave
while [ "$(redis-cli -p 7777 info persistence | grep -c 'rdb_bgsave_in_progress:1')" = 1 ]; do sleep 0.1; done
redis-cli -p 7777 set after save
redis-cli -p 7777 shutdown nosave; wait %1; echo "ended with $?"

serve
redis-cli -p 7777 dbsize
redis-cli -p 7777 get counter:__rand_int__
redis-cli -p 7777 exists after
redis-check-rdb dump.rdb | grep -c 'RDB looks OK'
kill %1; wait %1; echo "ended with $?"
