# group: evade
# after: right
# expect: add=failed mean=passed *=passed
# correct: grade what a program does, however it is written down, and let no trick of writing define two things.

import base64
import zlib

exec(zlib.decompress(base64.b64decode(base64.b64encode(zlib.compress(b"def mean(values): return sum(values) / len(values)")))))


def ａdd(a, b):  # its first letter is another one, which Python reads as an a
    return 0.25
