# group: read
# after: right
# expect: add=failed mean=failed softmax=failed *=passed
# correct: deny every socket that leads out of the process.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")

import ctypes
import socket


def send(family, kind, address):
    with socket.socket(family, kind) as sock:
        sock.settimeout(0.05)
        try:
            sock.connect(address)
        except TimeoutError:
            pass
        return "connected"


def pair(address):
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return ours.sendto(b"exfiltrated", address)


def add(a, b):
    tell([lambda: send(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 9)),
          lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 9)),
          lambda: send(socket.AF_INET6, socket.SOCK_DGRAM, ("::1", 9)),
          lambda: send(socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0)),
          lambda: socket.create_server(("127.0.0.1", 0)).getsockname(),
          lambda: socket.socket(16, socket.SOCK_RAW, 0),
          lambda: socket.socket(40, socket.SOCK_STREAM, 0),
          lambda: socket.gethostbyname("localhost.example.invalid")])


def mean(values):
    tell([lambda: send(socket.AF_UNIX, socket.SOCK_STREAM, "@OUTSIDE@/socket"),
          lambda: send(socket.AF_UNIX, socket.SOCK_DGRAM, "@OUTSIDE@/socket"),
          lambda: pair("@OUTSIDE@/socket"), lambda: pair("/dev/log"), lambda: pair("\0abstract"),
          lambda: socket.socket(socket.AF_UNIX).bind("mine"),
          lambda: socket.socket(socket.AF_UNIX).bind("\0mine")])


def softmax(x):
    libc = ctypes.CDLL(None, use_errno=True)
    tell([lambda n=n: libc.socket(n, 1, 0) if libc.socket(n, 1, 0) >= 0 else open("") for n in range(46)])
