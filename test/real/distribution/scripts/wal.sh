# Two processes write one database in WAL at the same time, a third reads: nothing is lost, whoever waits is let in.
# By hand with N=100000, and a million inserts in one transaction with BIG=1000000.
export PATH=/usr/bin:/bin LC_ALL=C
N=${N:-200} BIG=${BIG:-20000}
run() { sqlite3 -cmd '.timeout 60000' base "$@"; }

run 'PRAGMA journal_mode = WAL; CREATE TABLE entry (writer INTEGER, n INTEGER, text TEXT, UNIQUE (writer, n));'
writer() {
  for n in $(seq "$N"); do
    echo "INSERT INTO entry VALUES ($1, $n, printf('%08x', $n * 2654435761 % 4294967296));"
    [ $((n % 50)) = 0 ] && echo 'BEGIN IMMEDIATE; UPDATE entry SET text = upper(text) WHERE n % 7 = 0; COMMIT;'
  done | run
  echo "writer $1 ended with $?" >"writer$1"
}
writer 1 & writer 2 &
{ for _ in 1 2 3 4 5; do echo 'SELECT count(*) >= 0, count(*) = count(DISTINCT writer * 1000000 + n) FROM entry;'; done; } | run | sort -u
wait
cat writer1 writer2
run 'SELECT writer, count(*), min(n), max(n), count(DISTINCT text) FROM entry GROUP BY writer; PRAGMA integrity_check;'
run 'PRAGMA wal_checkpoint(TRUNCATE);'
ls

run >sums <<S
CREATE TABLE big (id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
BEGIN;
INSERT INTO big SELECT value, value * 31 % 1009, 'row ' || value FROM generate_series(1, $BIG);
COMMIT;
CREATE INDEX big_a ON big (a);
SELECT count(*) = $BIG, count(DISTINCT a) FROM big;
PRAGMA integrity_check;
S
cat sums

# A writer that is killed in the middle of a transaction leaves nothing of it.
mkfifo input
sqlite3 base <input >inside & exec 4>input
echo 'BEGIN; DELETE FROM big; SELECT count(*) FROM big;' >&4
until [ -s inside ]; do sleep 0.1; done
kill -9 $!; wait $! 2>/dev/null; cat inside
run "SELECT count(*) = $BIG FROM big; PRAGMA integrity_check;"
