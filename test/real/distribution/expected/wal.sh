wal
1|1
writer 1 ended with 0
writer 2 ended with 0
1|200|1|200|200
2|200|1|200|200
ok
0|0|0
base
script
writer1
writer2
1|1009
ok
0
1
ok
