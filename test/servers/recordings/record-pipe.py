#!/usr/bin/env python3
"""Records what a pipe of Linux's does: random reads and writes without waiting, polls, capacities and closes.

One JSON line per sequence: {"release", "steps": [[operation, argument, result], ...]}. Written bytes count up from 0
modulo 251, so a result of reading is [count, first byte]. Run: record-pipe.py SEED COUNT > pipe.jsonl
"""
import errno, fcntl, json, os, platform, random, select, signal, struct, sys, termios

signal.signal(signal.SIGPIPE, signal.SIG_IGN)
SIZES = [1, 1, 7, 100, 2048, 2049, 4095, 4096, 4097, 8192, 20000, 65536, 70000]

def name(e):
    return errno.errorcode[e.errno]

def poll(fd):
    p = select.poll()
    p.register(fd, select.POLLIN | select.POLLOUT)
    events = dict(p.poll(0)).get(fd, 0)
    names = {"in": select.POLLIN, "out": select.POLLOUT, "hangUp": select.POLLHUP, "error": select.POLLERR}
    return [n for n, bit in names.items() if events & bit]

def sequence(rng):
    packets = rng.random() < 0.1
    r, w = os.pipe2(os.O_NONBLOCK | (os.O_DIRECT if packets else 0))
    counter, steps, open_ends = 0, [], {"r", "w"}
    for _ in range(rng.randint(5, 40)):
        op = rng.choices(["write", "read", "poll", "pending", "capacity", "close"], [10, 8, 2, 1, 1, 0.3])[0]
        try:
            if op == "write" and "w" in open_ends:
                n = rng.choice(SIZES)
                data = bytes((counter + i) % 251 for i in range(n))
                try:
                    done = os.write(w, data)
                    counter += done
                    steps.append([op, n, done])
                except OSError as e:
                    steps.append([op, n, name(e)])
            elif op == "read" and "r" in open_ends:
                n = rng.choice(SIZES)
                try:
                    data = os.read(r, n)
                    steps.append([op, n, [len(data), data[0] if data else -1]])
                except OSError as e:
                    steps.append([op, n, name(e)])
            elif op == "poll":
                for end, fd in (("r", r), ("w", w)):
                    if end in open_ends:
                        steps.append([op, end, poll(fd)])
            elif op == "pending" and "r" in open_ends:
                steps.append([op, 0, struct.unpack("i", fcntl.ioctl(r, termios.FIONREAD, b"\0\0\0\0"))[0]])
            elif op == "capacity" and "w" in open_ends:
                n = rng.choice([1, 4096, 5000, 8192, 65536, 131072])
                try:
                    steps.append([op, n, fcntl.fcntl(w, 1031, n)])
                except OSError as e:
                    steps.append([op, n, name(e)])
            elif op == "close" and len(open_ends) > 1:
                end = rng.choice(sorted(open_ends))
                open_ends.discard(end)
                os.close(r if end == "r" else w)
                steps.append([op, end, 0])
        except OSError:
            raise
    for end in open_ends:
        os.close(r if end == "r" else w)
    return {"release": platform.release(), "packets": packets, "steps": steps}

rng = random.Random(int(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    print(json.dumps(sequence(rng)))
