# group: read
# after: right
# expect: add=failed *=passed
# correct: have nothing wait on a worker's line but questions, which name neither a check nor an answer.

import os
import socket

WORDS = (b"PLAN" + b"TED", b"test_" + b"tensor", b"hidden", b"corpus", b"expected", b"@COURSE@")
seen = []


def peek():
    try:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=os.dup(3))
        seen.append(line.recv(1 << 20, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        line.close()
    except OSError as refused:
        seen.append(str(refused).encode())


peek()


def add(a, b):
    peek()
    found = [word for word in WORDS if word in b"".join(seen)]
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
