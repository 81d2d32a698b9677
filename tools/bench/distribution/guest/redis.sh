#!/bin/sh
# redis-benchmark against a server beside it, on PORT: `name rate` a line.
cd "$1" || exit 1
redis-server --port "$2" --save '' --appendonly no --logfile redis.log --daemonize no >/dev/null 2>&1 &
until redis-cli -p "$2" ping >/dev/null 2>&1; do sleep 0.1; done
redis-benchmark -p "$2" -n "$3" -c 20 -t set,get --csv 2>/dev/null | sed -n 's/^"\([SG]ET\)","\([0-9.]*\)".*/\1 \2/p'
redis-cli -p "$2" shutdown nosave >/dev/null 2>&1
wait
