# group: interfere
# after: right
# expect: add=timeout *=passed
# correct: threads beyond the limit end the worker and nobody else.
import threading, time


def add(a, b):
    for _ in range(3000):
        try: threading.Thread(target=time.sleep, args=(1e5,), daemon=True).start()
        except RuntimeError: break
    time.sleep(1e5)
    return a + b
