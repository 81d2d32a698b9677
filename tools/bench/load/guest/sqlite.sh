# Two writers of one sqlite database in WAL mode, until SECONDS are over. A writer keeps its last KEEP rows, so that the file does
# not grow without end. At the end every row that was said to be written is there, with the sum it was written with.
base=/tmp/load.db
KEEP=2000
BATCH=50
sql() { sqlite3 -batch -bail -cmd '.timeout 120000' "$base" "$1"; }
sql 'pragma journal_mode = wal; create table t(writer, n, body, sum, primary key(writer, n));' >/dev/null || exit 1

write() { # WRITER SECONDS
  local end=$((SECONDS + $2)) n=0
  while [ $SECONDS -lt $end ]; do
    if sql "begin immediate;
      with recursive c(n) as (select $n + 1 union all select n + 1 from c where n < $n + $BATCH),
        b(n, body) as materialized (select n, hex(randomblob(100)) from c)
        insert into t select $1, n, body, sha3(body) from b;
      delete from t where writer = $1 and n <= $n + $BATCH - $KEEP;
      commit;"; then
      n=$((n + BATCH))
      echo "sqlite done 1 $((BATCH * 200))"
    else
      echo "sqlite wrong writer $1 at $n"
      return 1
    fi
  done
  local rows=$((n < KEEP ? n : KEEP))
  local got=$(sql "select count(*), max(n), total(sum is not sha3(body)) from t where writer = $1")
  [ "$got" = "$rows|$n|0.0" ] || echo "sqlite wrong rows of writer $1: $got for $rows|$n|0.0"
}

write 1 "$1" & first=$!
write 2 "$1" & second=$!
wait $first && wait $second || exit 1
got=$(sql 'pragma integrity_check')
if [ "$got" = ok ]; then echo 'sqlite done 1 0'; else echo "sqlite wrong integrity_check: $got"; fi
