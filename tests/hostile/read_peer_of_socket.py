# group: read
# expect: *=failed
# correct: the judge's socket tells a process number at most

import ctypes, os, socket, struct
def add(a, b):
    said = []
    s = socket.socket(fileno=os.dup(3))
    try: said.append(struct.unpack("3i", s.getsockopt(1, 17, 12)))
    except OSError as e: said.append(str(e))
    try:
        fd = struct.unpack("i", s.getsockopt(1, 77, 4))[0]; said.append(("pidfd", fd))
        libc = ctypes.CDLL(None, use_errno=True)
        for nr, args in ((438, (fd, 0, 0)), (424, (fd, 0, 0, 0)), (434, (1, 0)), (310, (1, 0, 0, 0, 0, 0)), (440, (fd, 0, 0, 9, 0)), (448, (fd, 0)), (308, (fd, 0))):
            said.append((nr, libc.syscall(nr, *args), ctypes.get_errno()))
    except OSError as e: said.append(str(e))
    raise ValueError(str(said))
