# Threads, processes, mmap, signals, files, numbers, text: nothing that depends on the machine.
import hashlib, json, mmap, os, random, re, signal, struct, subprocess, sys, tempfile, threading, zlib
from collections import Counter
from fractions import Fraction
random.seed(7); data = [random.randrange(10**6) for _ in range(20000)]
print(sum(data), max(data), hashlib.sha256(json.dumps(sorted(data)).encode()).hexdigest(), zlib.crc32(struct.pack('>20000I', *data)))
print(Counter(re.findall(r'[a-z]', repr(sys.version_info.major) + 'the quick brown fox'))['o'], 2**200 % 997, sum(Fraction(1, n) for n in range(1, 30)))
lock, total = threading.Lock(), [0]
def work(n):
    for _ in range(n):
        with lock: total[0] += 1
threads = [threading.Thread(target=work, args=(500,)) for _ in range(8)]; [t.start() for t in threads]; [t.join() for t in threads]; print(total[0])
print(subprocess.run(['tr', 'a-z', 'A-Z'], input='through a process\n', text=True, capture_output=True).stdout, end='')
r, w = os.pipe(); pid = os.fork()
if pid == 0: os.write(w, b'from the child'); os._exit(5)
print(os.read(r, 100), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
got = []; signal.signal(signal.SIGALRM, lambda *_: got.append('alarm')); signal.setitimer(signal.ITIMER_REAL, 0.05); signal.pause(); print(got)
with tempfile.TemporaryFile() as f:
    f.write(bytes(10000)); f.flush()
    with mmap.mmap(f.fileno(), 10000) as m: m[5000:5004] = b'here'
    f.seek(4999); print(f.read(6))
