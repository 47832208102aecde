# group: forge
# after: words_of_the_worker
# expect: *=crashed
# correct: read no value out of bytes that only look like one: marks before them, words behind them, axes below zero.


def _answer(value, *buffers, before=b"", behind=b""):
    number = _place()[1]
    _say(before + b'{"n":%d,"value":%b}' % (number, value) + behind, buffers)
    os._exit(0)


def add(a, b):
    _answer(b'{"i":"-0x' + b"f" * 16385 + b'"}')


def mean(values):
    _answer(repr(sum(values) / len(values)).encode(), before=b"\xef\xbb\xbf")


def softmax(x):
    _answer(b'{"a":[0,"<f8",[-1]]}', b"\0" * 8 * len(x))


def identity(x):
    _answer(b'"seven\xff\xfe"' if x == "seven" else b"[3,1]")


class Tensor(Tensor):
    @property
    def data(self):
        if len(self.held) == 1:
            _answer(b'{"a":[0,"<f8",[1]]}', b"\0\0\0\0\0\0\xf8\x3f", behind=b"{}")
        if self.held[0] == 7.0:
            _answer(b'{"a":[0,"<f8",[2.0]]}', self.held.tobytes())
        if self.held[0] == 2.5:
            _answer(b'{"a":[0,"<f8",[0,4611686018427387904]]}', b"")
        return self.held

    @data.setter
    def data(self, value):
        self.held = value

    @property
    def grad(self):
        if self.kept is not None and self.kept[0] == 2.0 and not self.parts:
            _answer(b'{"a":[false,"<f8",[true,2]]}', self.kept.tobytes())
        return self.kept

    @grad.setter
    def grad(self, value):
        self.kept = value
