# Threads, processes, sockets, select, mmap, signals, asyncio, files, numbers, text: nothing that depends on the machine.
import asyncio, hashlib, io, json, mmap, os, random, re, select, signal, socket, struct, subprocess, sys, tempfile, threading, zlib
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
a, b = socket.socketpair(); print(select.select([a], [], [], 0)[0]); b.send(b'x'); print(select.select([a], [], [], 1)[0] == [a], a.recv(9))
async def serve():
    async def answer(reader, writer):
        while line := await reader.readline(): writer.write(line.upper())
        writer.close()
    server = await asyncio.start_server(answer, '127.0.0.1', 0); port = server.sockets[0].getsockname()[1]
    async def ask(n):
        reader, writer = await asyncio.open_connection('127.0.0.1', port); writer.write(b'hello %d\n' % n); writer.write_eof(); return await reader.read()
    print(await asyncio.gather(*(ask(n) for n in range(10))))
    server.close()
asyncio.run(serve())
