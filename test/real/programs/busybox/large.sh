# Much at once: many processes, long pipelines, deep recursion, large environment and arguments.
for i in $(seq 1 60); do /bin/true; done; echo "sixty programs"
i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done; echo $i
r() { [ $1 -eq 0 ] && { echo bottom; return; }; r $(($1 - 1)); }; r 300
seq 1 100 | cat | cat | cat | cat | cat | cat | cat | cat | tail -n 1
seq 1 4000 | xargs echo | wc -c; big=$(seq 1 5000 | tr '\n' ' '); echo ${#big}
LONG=$(seq 1 5000 | tr '\n' ,) sh -c 'echo ${#LONG}'
sh -c 'sh -c "sh -c \"echo three deep; exit 4\""'; echo $?
env -i A=1 B=2 env | sort; (ulimit -n 20; ulimit -n); nohup echo nohup 2>/dev/null
id -u | grep -c '[0-9]'; test -n "$(hostname)" && uname -s; [ "$(nproc)" -ge 1 ] && echo processors
echo "$$" | grep -cE '^[0-9]+$'
time -p true 2>&1 | sed 's/[0-9.]*$//'; sleep 0.01; printf '%s\n' "$(date +%s)" | grep -cE '^[0-9]{10}$'
mktemp -d /tmp/kXXXXXX | sed 's/k.*/made/'; mktemp | grep -c tmp; yes '' | head -n 100000 | wc -l
