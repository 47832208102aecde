# group: deny
# after: right
# expect: identity=failed data=failed *=passed
# correct: bound what files hold that are removed and still open, or mapped and closed: no folder shows them.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
SIZE, MOST = 4 << 20, 48  # together more than the memory of a worker
READ_WRITE, SHARED = 3, 1


def removed(at):
    """The descriptor of a file that no folder shows any more."""
    fd = os.open(f"file-{at}", os.O_RDWR | os.O_CREAT)
    os.unlink(f"file-{at}")
    return fd


def identity(x):
    kept = [os.write(removed(at), bytes(1 << 16)) for at in range(MOST)]
    raise ValueError("LE" + f"AK: {len(kept)} open")


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            for at in range(MOST):
                fd = removed(at)
                os.ftruncate(fd, SIZE)
                if libc.mmap(None, ctypes.c_size_t(SIZE), READ_WRITE, SHARED, fd, ctypes.c_long(0)) in (None, 2**64 - 1):
                    raise OSError(ctypes.get_errno(), "mmap")
                os.close(fd)
            raise ValueError("LE" + f"AK: {MOST} mapped")
