"""Threads that echo over TCP: every message comes back whole. echo.py SECONDS."""
import hashlib, os, random, socket, struct, sys, threading, time

CLIENTS = 4
MESSAGES = 50  # of one connection
end = time.monotonic() + float(sys.argv[1])


def exactly(peer, size):
    pieces = []
    while size > 0:
        piece = peer.recv(min(size, 65536))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def serve(peer):
    with peer:
        while True:
            try:
                size = exactly(peer, 4)
            except EOFError:
                return
            peer.sendall(size + exactly(peer, struct.unpack("!I", size)[0]))


def accept(listener):
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=serve, args=(peer,), daemon=True).start()


def client(port, number):
    chance = random.Random(number)
    while time.monotonic() < end:
        count = total = 0
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=120) as peer:
                for _ in range(MESSAGES):
                    body = os.urandom(int(2 ** chance.uniform(0, 17)))
                    want = hashlib.sha256(body).digest()
                    peer.sendall(struct.pack("!I", len(body)) + body)
                    back = exactly(peer, struct.unpack("!I", exactly(peer, 4))[0])
                    if hashlib.sha256(back).digest() != want:
                        say(f"echo wrong {len(body)} bytes, {len(back)} came back")
                    else:
                        count += 1
                        total += len(body)
        except (OSError, EOFError) as error:
            say(f"echo wrong {error!r} after {count} messages")
        say(f"echo done {count} {total}")


def say(text):
    os.write(1, (text + "\n").encode())


listener = socket.create_server(("127.0.0.1", 0), backlog=64)
threading.Thread(target=accept, args=(listener,), daemon=True).start()
clients = [threading.Thread(target=client, args=(listener.getsockname()[1], n)) for n in range(CLIENTS)]
for thread in clients:
    thread.start()
for thread in clients:
    thread.join()
