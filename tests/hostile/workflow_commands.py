# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=failed plus=failed backward=failed *=passed
# correct: let no line of what continuous integration prints be a command that a hand-in wrote.

COMMANDS = (
    "\n::error file=x,line=1::owned\n::set-output name=score::8\n::add-mask::grade\n::stop-commands::t\n"
    "::group::x\n::add-path::/tmp\n::save-state name=a::b\n##[error]owned\n##vso[task.setvariable variable=a]b\n"
    "##teamcity[testFinished name='add']\nsection_start:1:owned\r\x1b[0K\n::endgroup::\n::echo::on\n"
    "\r::warning::a\u2028::warning::b\u2029::warning::c\x85::warning::d\x0b::warning::e\x0c::warning::f"
)


def add(a, b):
    raise ValueError(COMMANDS)


def mean(values):
    raise ValueError(COMMANDS.lstrip())


def softmax(x):
    raise type("::error::owned", (ValueError,), {})("::error::owned")


def identity(x):
    return COMMANDS if type(x) is str else x


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            (lambda: 1 / 0)()  ;"""
::error::owned by a line of source"""

    def __add__(self, other):
        raise SyntaxError("::error::owned", ("<cell 1>", 1, 1, "::error::owned"))


print(COMMANDS)
