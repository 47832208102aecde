# group: deny
# after: right
# expect: add=failed|timeout mean=crashed|failed|timeout *=passed
# correct: count what files hold whose names were taken away while a page of each was mapped.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
SIZE, MOST = 4 << 20, 40  # together more than the folder for temporary files may hold


def held(name, remove):
    """A file of which no name and no descriptor is left."""
    fd = os.open(name, os.O_RDWR | os.O_CREAT)
    os.write(fd, bytes(SIZE))
    libc.mmap(None, ctypes.c_size_t(4096), 1, 1, fd, ctypes.c_long(0))
    if remove(name) == -1:
        raise PermissionError(ctypes.get_errno(), "remove")
    os.lseek(fd, 0, 0)
    os.write(fd, bytes(SIZE))
    os.close(fd)


def add(a, b):
    removers = {
        "unlink": lambda name: libc.unlink(name.encode()),
        "rename": lambda name: libc.rename(name.encode(), b"other"),
        "renameat2": lambda name: libc.renameat2(-100, name.encode(), -100, b"other", 0),
    }
    open("other", "w").close()
    found = []
    for word, remove in removers.items():
        try:
            held(word, remove)
            found.append(word)
        except OSError:
            pass
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")


def mean(values):
    for at in range(MOST):
        held(f"file-{at}", os.unlink)
    raise ValueError("nothing")
