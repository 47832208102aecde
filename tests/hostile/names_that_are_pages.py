# group: deny
# after: right
# expect: add=failed mean=failed identity=failed data=refused *=passed
# correct: clean and escape the names of classes and functions, lines of source and texts that are no Unicode.

NASTY = "<script>alert('OWN' + 'ED')</script>\x1b[2J\x1b]0;owned\x07{{7*7}}{% raw %}\u202e`<img src=x onerror=alert(1)>`\r\n[red]x"


class Parts(list):
    pass


class Told(ValueError):
    def __str__(self):
        return NASTY + chr(0xD800)


Told.__name__ = Told.__qualname__ = NASTY
Parts.__name__ = Parts.__qualname__ = NASTY


def add(a, b):
    raise Told()  # <script>alert(2)</script> ‮ 31m `<b>x</b>` <img src=x onerror=alert(3)>


def mean(values):
    return named(values)


def named(values):
    raise Told() from Told(NASTY)  # ::error::owned ]]> </textarea> <script>alert(4)</script>


def identity(x):
    exec(compile("raise Told()", f"<{NASTY}>", "exec"))


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            self.data = Parts()


add.__qualname__ = named.__name__ = NASTY
add.__code__ = add.__code__.replace(co_name=NASTY)
raise Told()  # <script>alert(5)</script> ‮
