# group: deny
# after: right
# expect: identity=failed data=crashed *=passed
# correct: let no byte take another path through a worker's socket than its answers do.

import os
import socket


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_RDWR)


def identity(x):
    found = []
    left, right = socket.socketpair()
    mine = socket.socket(fileno=os.dup(3))
    for name, attempt in {
        "send": lambda: mine.send(b"x", socket.MSG_OOB),
        "sendto": lambda: left.send(b"x", socket.MSG_OOB),
        "recv": lambda: right.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT),
        "sendmsg": lambda: left.sendmsg([b"x"], [], socket.MSG_OOB),
        "recvmsg": lambda: right.recvmsg(1, 0, socket.MSG_OOB | socket.MSG_DONTWAIT),
    }.items():
        try:
            attempt()
        except OSError as error:
            if error.errno == 1:
                continue
        found.append(name)
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
