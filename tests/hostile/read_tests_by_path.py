# group: read
# after: right
# expect: add=failed mean=failed *=passed
# correct: keep the suite, the reference and the frozen examples out of reach.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")

import os


def everything(root):
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    if b"PLAN" + b"TED" in (data := file.read()):
                        at = data.index(b"PLAN" + b"TED")
                        found.append(data[at : at + 40].decode("latin-1"))
            except OSError:
                pass
    if not found:
        raise OSError("nothing there")
    return found


def add(a, b):
    tell([lambda: open("@COURSE@/solutions/tensor/hidden/test_tensor.py").read()[-300:],
          lambda: open("@COURSE@/solutions/tensor/source.py").read()[300:],
          lambda: open("@COURSE@/solutions/tensor/corpus.json").read(),
          lambda: os.listdir("@COURSE@/solutions/tensor/hidden"),
          lambda: os.scandir("@COURSE@").__next__().name,
          lambda: os.readlink("@COURSE@/link")])


def mean(values):
    tell([lambda root=root: everything(root) for root in ("@COURSE@", "..", "../..", "/home", ".")])
