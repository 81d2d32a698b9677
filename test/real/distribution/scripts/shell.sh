# bash: arrays, traps, job control, process substitution, here-documents, arithmetic, patterns.
set -u
declare -A colour=([sky]=blue [grass]=green [snow]=white)
for key in $(printf '%s\n' "${!colour[@]}" | sort); do echo "$key is ${colour[$key]}"; done
list=(one "two words" three); list+=(four)
printf '<%s>' "${list[@]}" "${#list[@]}" "${list[@]:1:2}"; echo
text=distribution; echo "${text^^} ${text/tri/TRI} ${text:3:5} ${text%b*} ${text##*i}"
echo $((2 ** 40 + 7 * (3 - 5) % 4)) $((0xff & ~0x0f)) $((16#ff))
trap 'echo got USR1' USR1; kill -USR1 $$; trap - USR1
set -m; (sleep 0.1; exit 3) & wait $!; echo "job ended with $?"; set +m
diff <(printf 'a\nb\nc\n') <(printf 'a\nB\nc\n'); echo "diff says $?"
mapfile -t lines < <(seq 5); echo "${lines[*]}"
coproc tr { tr a-z A-Z; }; echo through a coprocess >&"${tr[1]}"; eval "exec ${tr[1]}>&-"; cat <&"${tr[0]}"; wait
[[ 2026-11-29 =~ ^([0-9]+)-([0-9]+)-([0-9]+)$ ]] && echo "${BASH_REMATCH[@]:1}"
shopt -s extglob globstar nullglob
mkdir -p a/b/c; touch a/1.txt a/b/2.txt a/b/c/3.log; echo **/*.txt **/*.+(log|bak)
for i in 1 2 3 4; do (exit $i) & pids[i]=$!; done; for i in 1 2 3 4; do wait "${pids[i]}"; echo -n "$? "; done; echo
exec 3<>file; echo written >&3; exec 3>&-; read -r word <file; echo "$word"
ulimit -n 64; ulimit -n
(ulimit -f 1; trap '' XFSZ; head -c 100000 /dev/zero >big 2>/dev/null; echo "limit: $?"); wc -c <big
printf '%(%Y-%m-%d)T\n' 86400; TZ=UTC0 date -d @1000000000
false | true | (exit 4); echo "${PIPESTATUS[@]}"
