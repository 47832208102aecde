# group: interfere
# expect: softmax=crashed|failed *=failed
# correct: what comes after the last answer of a check reaches no other check

import os, threading, struct
def go():
    text = b'{"n":2,"value":0.5}'
    data = struct.pack("<II", len(text), 0) + text
    while True:
        try: os.write(3, data)
        except OSError: return
def softmax(x):
    threading.Thread(target=go, daemon=True).start()
    return x
