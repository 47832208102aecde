# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=failed plus=failed backward=failed *=passed
# correct: write down on a page what a hand-in says, and let none of it be a page.

PAGE = (
    "![x](http://x/x.png) [8 passed](javascript:alert(1)) <svg/onload=alert(1)><style>*{display:none}</style>"
    "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'><meta http-equiv=refresh content='0;url=http://x'>"
    "<base href=http://x><form action=http://x><input name=grade><details open ontoggle=alert(1)>"
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>"
)
BREAKS = "--> <!-- ]]> </pre></code></script></style></textarea></title> \"'`>  {{7*7}} ${7*7} <%= 7 %> #{7} $$\\href{javascript:1}{x}$$"


def add(a, b):
    raise ValueError(PAGE)


def mean(values):
    raise ValueError(BREAKS)


def softmax(x):
    raise type('" onmouseover="alert(1)', (ValueError,), {})("```\n# 8 passed\n| a | b |\n|---|---|\n<b>")


def identity(x):
    return BREAKS if type(x) is str else x


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            raise ValueError(PAGE); "<script>alert('OWN' + 'ED')</script> <svg onload=alert(2)> </pre>"

    def __add__(self, other):
        raise KeyError("<img src=x onerror=alert(1)>", b"<script>", {"<script>": "<script>"})


__doc__ = add.__doc__ = Tensor.__doc__ = PAGE
