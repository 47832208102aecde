# group: deny
# after: right
# expect: *=passed
# correct: a worker without a descriptor left answers as before, since it needs none.


import os, socket
_held = []
try:
    while True:
        _held += socket.socketpair()
except OSError:
    pass
try:
    while True:
        _held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
