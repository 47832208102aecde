# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time

class M(type):
    def __getattribute__(cls, name):
        if name in ("__name__", "__mro__", "__qualname__"): raise SystemExit("no")
        return type.__getattribute__(cls, name)
class E(Exception, metaclass=M):
    def __str__(self):
        while True: pass
    def __class__(self): raise KeyboardInterrupt
def add(a, b): raise E("x")
def mean(v): raise type("TypeError\x1b[31m<script>", (BaseException,), {})("a" * 10**7)
