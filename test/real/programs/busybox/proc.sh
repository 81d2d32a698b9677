# /proc and /sys as programs read them, and links to open files.
for f in stat statm; do awk '{ print FILENAME, NF }' /proc/self/$f; done; awk '{ print NF }' /proc/uptime; awk '{ print NF }' /proc/loadavg
grep -c . /proc/self/limits; head -1 /proc/self/limits; cut -c1-26 /proc/self/limits; awk 'NR == 8' /proc/self/limits | wc -c
for key in Name Umask State Tgid Pid PPid Uid Gid FDSize Groups VmPeak VmSize VmRSS RssAnon Threads SigQ SigBlk SigIgn SigCgt CapEff voluntary_ctxt_switches; do grep -c "^$key:" /proc/self/status; done
for key in MemTotal MemFree MemAvailable Buffers Cached SwapTotal Shmem HugePages_Total; do grep -c "^$key: *[0-9]" /proc/meminfo; done
for key in 'cpu ' cpu0 intr ctxt btime processes procs_running procs_blocked softirq; do grep -c "^$key" /proc/stat; done
awk '/^cpu / { print NF }' /proc/stat; [ "$(awk '$1 == "btime" { print $2 }' /proc/stat)" -le "$(date +%s)" ] && echo "started before now"
( echo written > /dev/stdout; echo told > /dev/stderr ) 2>&1 | cat; echo read | cat /dev/stdin; echo also | cat /dev/fd/0; echo three | cat /proc/self/fd/3 3<&0
echo first > file; exec 5<file; rm file; cat /proc/self/fd/5; readlink /proc/self/fd/5 | sed "s:$(pwd)/::"; cat /dev/fd/5; exec 5<&-; ls /proc/self/fd/5 2>/dev/null || echo closed
mkdir dir; cd dir; [ "$(readlink /proc/self/cwd)" = "$(pwd)" ] && echo "cwd agrees"; rmdir ../dir; readlink /proc/self/cwd | sed 's:.*/::'; cd ..
sleep 30 & pid=$!; tr '\0' ' ' < /proc/$pid/cmdline; echo; cat /proc/$pid/comm; awk '{ print $3 }' /proc/$pid/stat; kill -STOP $pid; sleep 0.2; awk '{ print $3 }' /proc/$pid/stat; [ "$(awk '{ print $4 }' /proc/$pid/stat)" = $$ ] && echo "child of the shell"; kill -KILL $pid; wait $pid 2>/dev/null; ls /proc/$pid 2>/dev/null || echo gone
A=1 B=two sh -c 'tr "\0" "\n" < /proc/$$/environ | grep -E "^(A|B)="'
(exec sh -c 'echo "$0" > /proc/$$/comm; cat /proc/$$/comm' renamed-with-too-long-a-name)
readlink /proc/self/ns/pid /proc/self/ns/user | cut -d: -f1; cat /proc/sys/kernel/ostype; cat /proc/filesystems | grep -c '^nodev.proc$'; readlink /proc/mounts /proc/net
mount | grep -c ' on /proc type proc '; stat -f -c %t /proc /sys; cat /sys/class/net/lo/mtu /sys/class/net/lo/type; grep -c '^ *lo:' /proc/net/dev; cat /proc/sys/kernel/pid_max > /dev/null && echo readable
echo x 2>/dev/null > /proc/sys/kernel/ostype || echo refused; mkdir /proc/x 2>/dev/null || echo none; rm /proc/version 2>/dev/null || echo kept; cat /proc/999999999/stat 2>/dev/null || echo nobody
free | awk 'NR == 2 { print NF }'; uptime | grep -c 'load average'; pidof nothing-of-the-name || echo none; ps -o pid,comm | grep -c "^ *$$ "; nproc > /dev/null && echo counted
