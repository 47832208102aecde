# group: deny
# expect: *=crashed
# correct: its check alone is lost, and no more than its wall time is spent on it
import ctypes, os, threading, time
libc = ctypes.CDLL(None)
def gone(*_):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    os.close(3)
    libc.syscall(60, 0)
add = mean = softmax = identity = gone
class Tensor:
    def __init__(self, *a): gone()
