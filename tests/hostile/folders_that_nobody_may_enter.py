# group: interfere
# after: right
# expect: *=passed|crashed
# correct: folders made without rights, deep and with names of line breaks, cost nothing and are gone afterwards.


import os
os.umask(0o777)
_here = os.getcwd()
try:
    for _name in ("a\n", "-rf", "..a", "*", "\udcff", "x" * 255):
        os.mkdir(_name, 0)
    os.umask(0)
    for _ in range(400):
        os.mkdir("d")
        os.chdir("d")
except OSError:
    pass
