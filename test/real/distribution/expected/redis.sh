SET
GET
INCR
LPUSH
LPOP
SADD
INCR
RPUSH
4000
2000
167167000
OK
QUEUED
QUEUED
OK
2
list
int
1
Reading messages... (press Ctrl-C to quit)
"message","news","hello"
Background saving started
OK
ended with 0
6
4000
0
1
ended with 0
