# group: evade
# after: right
# expect: add=failed identity=refused *=passed
# correct: a statement that says it was denied is passed over, and nothing else: no definition, no cell and no answer; what it would give is none.

import errno
import urllib.error


# %%
class Ends(OSError):
    errno = property(lambda self: exec("raise SystemExit"))


class Equal(int):
    __hash__ = int.__hash__

    def __eq__(self, other):
        return True


class Text(str):
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


def deny(number=errno.EPERM):
    raise PermissionError(number, "\u202e<script>alert('OWN' + 'ED')</script>\x1b[2J" * 10_000, "::error::owned")


def as_limits_do(text="not allowed to raise maximum limit"):
    raise ValueError(text)


# %%
right_softmax, softmax = softmax, None
deny(); deny(errno.ENOSYS); deny(Equal(7)); as_limits_do(); as_limits_do(Text("other"))
deny(); deny(); deny(); deny(); deny(); deny(); deny(); deny(); deny(); deny(); deny(); deny()
deny()
deny()
deny()


def softmax(x):
    return right_softmax(x)


mean = deny()  # what was there stays
kept = deny()


def identity(x):
    return kept


# %%
class Tensor(Tensor):
    deny()


# %%
import asyncio

await asyncio.sleep(0)
deny()
await asyncio.sleep(deny())


def add(a, b):
    deny()


# %%
raise Ends
softmax = None

# %%
error = urllib.error.URLError(None)
error.args = (error,)
raise error
softmax = None
# %%
raise type("URLError", (Exception,), {"args": ()})
softmax = None
