#!/usr/bin/env python3
"""Records what Linux's line discipline does: random bytes typed into a pseudo-terminal, reads, writes and changes of mode.

Writes one JSON line per sequence to standard output:
  {"release": ..., "attributes": {...}, "steps": [["type", bytes, echo], ["read", n, result], ...]}
Bytes are latin1 text; a result is text or the name of an error. Run: record-terminal.py SEED COUNT > terminal.jsonl
"""
import errno, fcntl, json, os, platform, random, select, struct, sys, termios, time

INPUT = {"strip": "ISTRIP", "newlineToReturn": "INLCR", "ignoreReturn": "IGNCR", "returnToNewline": "ICRNL",
         "outputFlow": "IXON", "anyRestarts": "IXANY", "utf8": 0o40000}
OUTPUT = {"process": "OPOST", "newlineToReturnNewline": "ONLCR", "returnToNewline": "OCRNL",
          "noReturnAtColumn0": "ONOCR", "newlineReturns": "ONLRET", "expandTabs": "XTABS", "lowerToUpper": "OLCUC"}
LOCAL = {"signals": "ISIG", "canonical": "ICANON", "echo": "ECHO", "echoErase": "ECHOE", "echoKill": "ECHOK",
         "echoNewline": "ECHONL", "noFlush": "NOFLSH", "echoControl": 0o1000, "echoPrint": 0o2000,
         "echoKillErase": 0o4000, "extended": "IEXTEN"}

def bits(names, table):
    value = 0
    for name in names:
        bit = table[name]
        value |= getattr(termios, bit) if isinstance(bit, str) else bit
    return value

STANDARD = {
    "input": ["returnToNewline", "outputFlow", "utf8"],
    "output": ["process", "newlineToReturnNewline"],
    "local": ["signals", "canonical", "echo", "echoErase", "echoKill", "echoControl", "echoKillErase", "extended"],
    "minimum": 1, "time": 0,
}

def variant(rng):
    if rng.random() < 0.4:
        return STANDARD
    def some(names, base):
        chosen = set(base)
        for name in rng.sample(sorted(names), rng.randint(0, 2)):
            chosen ^= {name}
        return sorted(chosen)
    made = {"input": some(INPUT, STANDARD["input"]), "output": some(OUTPUT, STANDARD["output"]),
            "local": some(LOCAL, STANDARD["local"]), "minimum": rng.choice([1, 1, 0, 3]), "time": 0}
    if rng.random() < 0.3:
        made["local"] = [name for name in made["local"] if name != "canonical"]
    return made

def apply(fd, want, when):
    a = termios.tcgetattr(fd)
    a[0] = bits(want["input"], INPUT)
    a[1] = bits(want["output"], OUTPUT)
    a[2] = termios.CS8 | termios.CREAD | termios.HUPCL
    a[3] = bits(want["local"], LOCAL)
    cc = [b"\0"] * len(a[6])
    for index, value in ((termios.VINTR, 3), (termios.VQUIT, 28), (termios.VERASE, 127), (termios.VKILL, 21),
                         (termios.VEOF, 4), (termios.VSTART, 17), (termios.VSTOP, 19), (termios.VSUSP, 26),
                         (termios.VREPRINT, 18), (termios.VDISCARD, 15), (termios.VWERASE, 23), (termios.VLNEXT, 22)):
        cc[index] = bytes([value])
    if "canonical" not in want["local"]:
        cc[termios.VMIN] = bytes([want["minimum"]])
        cc[termios.VTIME] = bytes([want["time"]])
    a[6] = cc
    termios.tcsetattr(fd, when, a)

ALPHABET = [b"a", b"b", b"z1_", b"hello", b" ", b" x", b"\t", b"\x7f", b"\x7f", b"\x17", b"\x15", b"\x16", b"\x12",
            b"\x04", b"\r", b"\n", b"\n", b"\x13", b"\x11", b"\xc3\xa9", b"\xe2\x82\xac", b"\x01", b"\x1b", b"\x03",
            b"\xff", b"\x00", b"\x0f", b"\xe1", b"-.", b"\x16\x03", b"\x16\n"]

def everything(fd):
    out = b""
    while True:
        try:
            piece = os.read(fd, 65536)
        except OSError as e:
            if e.errno == errno.EAGAIN:
                return out.decode("latin1")
            raise
        out += piece

def sequence(rng):
    master, slave = os.openpty()
    for fd in (master, slave):
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
    first = variant(rng)
    apply(slave, first, termios.TCSANOW)
    steps = []
    for _ in range(rng.randint(4, 14)):
        kind = rng.choices(["type", "read", "write", "attributes", "pending", "poll"], [8, 5, 2, 1, 1, 1])[0]
        if kind == "type":
            data = b"".join(rng.choice(ALPHABET) for _ in range(rng.randint(1, 5)))
            os.write(master, data)
            time.sleep(0.02)
            steps.append(["type", data.decode("latin1")])
        elif kind == "read":
            count = rng.choice([1, 2, 3, 5, 100])
            try:
                result = os.read(slave, count).decode("latin1")
            except OSError as e:
                result = errno.errorcode[e.errno]
            steps.append(["read", count, result])
        elif kind == "write":
            data = b"".join(rng.choice([b"ab", b"\n", b"\t", b"\r", b"\b", b"\xc3\xa9", b"C"]) for _ in range(rng.randint(1, 4)))
            try:
                result = os.write(slave, data)
            except OSError as e:
                result = errno.errorcode[e.errno]
            steps.append(["write", data.decode("latin1"), result])
        elif kind == "attributes":
            want = variant(rng)
            flush = rng.random() < 0.2
            apply(slave, want, termios.TCSAFLUSH if flush else termios.TCSANOW)
            steps.append(["attributes", want, flush])
        elif kind == "pending":
            steps.append(["pending", struct.unpack("i", fcntl.ioctl(slave, termios.FIONREAD, b"\0\0\0\0"))[0]])
        else:
            poll = select.poll()
            poll.register(slave, select.POLLIN)
            steps.append(["poll", bool(poll.poll(0))])
        steps.append(["output", everything(master)])
    os.close(slave)
    os.close(master)
    return {"release": platform.release(), "attributes": first, "steps": steps}

rng = random.Random(int(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    print(json.dumps(sequence(rng)))
