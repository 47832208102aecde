# group: deny
# after: right
# expect: *=passed
# correct: wait for nothing that a hand-in leaves running, suspended or to be called later.

import asyncio
import atexit
import concurrent.futures
import contextvars
import os
import threading
import weakref


class Thing:
    def __del__(self):
        raise SystemExit(0)


def suspended():
    try:
        while True:
            yield
    finally:
        raise SystemExit(0)


things = [Thing(), suspended(), suspended()]
next(things[1])
finalizers = [weakref.finalize(things[0], os._exit, 0), weakref.ref(things[0], lambda ref: os._exit(0))]
context = contextvars.copy_context()
context.run(contextvars.ContextVar("left").set, things[0])
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever).start()
loop.call_soon_threadsafe(loop.create_task, asyncio.sleep(10**6))
pool = concurrent.futures.ThreadPoolExecutor(2)
pool.submit(threading.Event().wait)
atexit.register(threading.Event().wait)
threading._register_atexit(threading.Event().wait)
