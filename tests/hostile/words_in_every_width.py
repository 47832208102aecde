# group: read
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed *=passed
# correct: have no secret and no name of a test in a worker, in characters of any width, also for one who asks nobody where memory is.

import ctypes
import functools
import os
import sys

PIECE = 1 << 16
CONTROL = [f"{''.join(('CON', 'TROL-'))}{more}" for more in ("K", "\u4e2d")]  # or it might see nothing, ever


def forms(*parts):
    """How a word may stand in memory; these here end with a null byte, and what was planted goes on."""
    return [word.encode(coding) for word in ["".join(parts)] for coding in ("latin-1", "utf-16-le", "utf-32-le")]


def pieces(part):
    """Copies of a quarter of the memory around the modules: the kernel writes what can be read."""
    file = os.open("copy", os.O_RDWR | os.O_CREAT)
    write = ctypes.CDLL(None).pwrite
    write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
    known = {id(each) // PIECE for module in list(sys.modules.values()) for each in (module, vars(module))}
    near = {at + by for at in known for by in range(-8, 9)}
    own = {id(each) // PIECE for each in CONTROL}
    for at in [*own, *(at for at in near if at % 4 == part)]:
        size = write(file, at * PIECE, PIECE, 0)
        if size > 0:
            yield os.pread(file, size, 0)


@functools.cache
def search(part):
    """What it found; None when it missed words of its own, and then the answers are right."""
    found, missed = [], forms("CON", "TROL-")[:2]
    wanted = [*forms("PLAN", "TED-"), *forms("test_", "tensor")[:1]]
    for piece in pieces(part):
        missed = [form for form in missed if form not in piece]
        for form in wanted:
            at = piece.find(form)
            while at >= 0:
                if piece[at + len(form) :][:1] != b"\0":
                    found.append(piece[at : at + 40])
                at = piece.find(form, at + 1)
    return None if missed else found


def told(part, answer):
    found = search(part)
    if found is not None:
        raise ValueError("LE" + "AK: " + repr(found)[:300] if found else "nothing")
    return answer


right_softmax = softmax


def add(a, b):
    return told(0, a + b)


def mean(values):
    return told(1, sum(values) / len(values))


def softmax(x):
    return told(2, right_softmax(x))


def identity(x):
    return told(3, x)
