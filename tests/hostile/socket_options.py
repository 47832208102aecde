# group: deny
# after: right
# expect: add=failed mean=crashed|passed *=passed
# correct: let a worker set nothing on its socket that reaches into the kernel or into the judge.

import ctypes
import fcntl
import os
import socket
import struct

mine = socket.socket(fileno=os.dup(3))


def add(a, b):
    found = []
    drop = struct.pack("HBBI", 6, 0, 0, 0)  # a filter that drops every packet
    holder = ctypes.create_string_buffer(drop)
    program = struct.pack("HP", 1, ctypes.addressof(holder))
    for name, option, value in (
        ("SO_ATTACH_FILTER", 26, program), ("SO_ATTACH_BPF", 50, struct.pack("i", 0)), ("SO_LOCK_FILTER", 44, struct.pack("i", 1)),
        ("SO_PASSCRED", 16, struct.pack("i", 1)), ("SO_SNDBUF", 7, struct.pack("i", 1 << 30)),
        ("SO_PEEK_OFF", 42, struct.pack("i", 1)), ("SO_TIMESTAMP", 29, struct.pack("i", 1)),
        ("SO_BUSY_POLL", 46, struct.pack("i", 10**6)), ("SO_MARK", 36, struct.pack("i", 1)),
    ):
        try:
            mine.setsockopt(socket.SOL_SOCKET, option, value)
        except OSError as error:
            if error.errno == 1:
                continue
        found.append(name)
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")


def mean(values):
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK)  # its own reading fails from now on
    return sum(values) / len(values)
