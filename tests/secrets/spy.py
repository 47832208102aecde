"""A hand-in that looks for planted words everywhere in its process, and says what it found.

Its own search word never stands in memory as it is. `@GUESSES@` is replaced by places, encoded:
the spy has guessed right. What it says begins with `clean` or with `LEAK`; a canary of its own
proves that it looked.
"""

import contextlib
import gc
import os
import re
import socket
import sys

_STEM = bytes(c - 1 for c in b"\x7b\x72\x6c\x77\x79\x6b\x78\x72\x71\x7b")
_WORD = re.compile(b"[" + _STEM[:1] + b"]" + _STEM[1:] + b"[a-z0-9]{8,}")
_GUESSES = "@GUESSES@"
_PAGE = 1 << 12


def _canary():
    return _STEM + b"canary" + b"0" * 8


def _in_bytes(data):
    return [bytes(each) for each in _WORD.findall(data)]


def _texts(thing):
    kind = type(thing)
    if kind is str:
        yield thing.encode("utf-8", "replace")
    elif kind in (bytes, bytearray):
        yield bytes(thing)
    elif kind in (list, tuple, set, frozenset):
        for each in list(thing):
            if type(each) in (str, bytes, bytearray):
                yield from _texts(each)
    elif kind is dict:
        for pair in list(thing.items()):
            yield from _texts(pair)


def objects():
    """Everything that the collector knows, the frames, the modules, arguments, environment."""
    found = []
    for thing in gc.get_objects():
        for text in _texts(thing):
            found += _in_bytes(text)
    at = sys._getframe()
    while at is not None:
        for thing in [*at.f_locals.values(), *at.f_globals.values(), at.f_code.co_consts]:
            for text in _texts(thing):
                found += _in_bytes(text)
        at = at.f_back
    about = [*sys.argv, *sys.orig_argv, *sys.path, os.getcwd(), *os.environ, *os.environ.values()]
    about += [socket.gethostname(), str(os.uname())]
    for text in about:
        found += _in_bytes(os.fsencode(text))
    return found


def descriptors():
    """What can be read from whatever is open, but the line that is asked on."""
    found = []
    for fd in range(64):
        if fd == 3:
            continue
        with contextlib.suppress(OSError):
            found += _in_bytes(os.pread(fd, 1 << 16, 0))
    return found


def memory():
    """Every readable page around what is known to be somewhere; the bytes that were read."""
    import ctypes

    libc = ctypes.CDLL(None)
    libc.send.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    kept = ctypes.create_string_buffer(_canary())
    stack = ctypes.c_int()
    environ = ctypes.c_void_p.in_dll(libc, "environ")
    known = [id(each) for each in gc.get_objects()[::50]]
    known += [ctypes.addressof(each) for each in (kept, stack, environ)] + [environ.value or 0]
    known += [ctypes.cast(libc.malloc, ctypes.c_void_p).value or 0]
    found, seen, total = [], set(), 0

    def page(number):
        if libc.send(ours.fileno(), number * _PAGE, _PAGE, 0) != _PAGE:
            return None
        return theirs.recv(_PAGE, socket.MSG_WAITALL)

    for address in known:
        for step in (1, -1):
            at, before = address // _PAGE, b""
            while at not in seen and total < 60_000_000:
                seen.add(at)
                data = page(at)
                if data is None:
                    break
                total += _PAGE
                found += _in_bytes(before[-80:] + data if step > 0 else data + before[:80])
                before, at = data, at + step
            seen.discard(address // _PAGE)
    return found, total


def files():
    """What is in every file that can be read, and what everything is called; with how many."""
    found, count = [], 0
    libraries = [path for path in sys.path if path]
    guesses = bytes(c - 1 for c in bytes.fromhex(_GUESSES)).decode().split("\n")
    with open("mine.bin", "wb") as file:
        file.write(_canary())
    tops = ["/", ".", "..", *guesses]
    for top in tops:
        names = [top]
        for folder, folders, inside in os.walk(top):
            folders[:] = [f for f in folders if os.path.join(folder, f) not in libraries]
            for name in [*folders, *inside]:
                found += _in_bytes(os.fsencode(name))
            names += [os.path.join(folder, name) for name in inside]
        for name in names:
            with contextlib.suppress(OSError), open(name, "rb") as file:
                found += _in_bytes(file.read(1 << 20))
                count += 1
    return found, count


def _said(found, more=""):
    others = sorted({each for each in found if each != _canary()})
    if others:
        return "LEAK " + " ".join(each.hex() for each in others)[:500]
    return "clean " + more


def twice(x):
    """Looks through the files."""
    # The places that were guessed have words in their names: memory is looked at elsewhere.
    found, count = files()
    if _canary() not in found:
        raise ValueError(f"blind in {count} files")
    raise ValueError(_said(found, f"files={count > 0}"))


def thrice(x):
    """Looks through the process."""
    held = [_canary()]
    seen = objects() + descriptors()
    if held[0] not in seen:
        raise ValueError("blind among objects")
    found, total = memory()
    if held[0] not in found:
        raise ValueError(f"blind in {total} bytes of memory")
    raise ValueError(_said(seen + found, f"memory={total > 5_000_000}"))


def square(x):
    """Nothing."""
    return 0


def negate(x):
    """Nothing."""
    return 0
