# group: evade
# after: right
# expect: add=failed *=passed
# correct: a worker that sleeps is told from one that the machine starves.
import threading, time


def add(a, b):
    ev = threading.Event()
    def spin():
        while True: time.sleep(0.00005)
    for _ in range(100): threading.Thread(target=spin, daemon=True).start()
    while True: time.sleep(0.00001)
    return a + b
