"""What right submissions do works behind all locks together."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import resource
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox.launcher import WorkerLimits
from tests.sandbox.locked import locked


def numpy_and_its_libraries() -> None:
    """Random numbers, BLAS, LAPACK, FFT, files and memory maps."""
    import numpy as np

    matrix = np.random.default_rng(0).normal(size=(120, 120))
    np.linalg.svd(matrix @ matrix.T)
    np.linalg.solve(matrix, np.ones(120))
    np.fft.fft(matrix)
    np.einsum("ij,jk->ik", matrix, matrix)
    np.save("array.npy", matrix)
    assert np.array_equal(np.load("array.npy"), matrix)
    np.savez_compressed("arrays.npz", a=matrix)
    assert np.array_equal(np.load("arrays.npz")["a"], matrix)
    np.savetxt("array.txt", matrix[:2])
    mapped = np.memmap("mapped", dtype=float, mode="w+", shape=(50,))
    mapped[:] = 3
    mapped.flush()
    assert np.memmap("mapped", dtype=float, mode="r")[7] == 3
    np.polynomial.Polynomial([1, 2, 3]).roots()
    np.testing.assert_allclose(matrix, matrix)


def threads_and_pools() -> None:
    """Threads, locks, queues, pools and timers."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import Queue

    words: Queue[int] = Queue()
    threads = [threading.Thread(target=words.put, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert words.qsize() == 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, [-1, -2, 3])) == [1, 2, 3]
    with threading.Lock(), threading.Condition():
        threading.Event().wait(0.001)
    threading.Timer(0.001, words.get).start()


def asynchronous_code() -> None:
    """An event loop, tasks, timeouts and threads from it."""
    import asyncio

    async def double(x: int) -> int:
        await asyncio.sleep(0.001)
        return 2 * x

    async def main() -> list[int]:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(double(1))
        await asyncio.to_thread(time.sleep, 0.001)
        return await asyncio.gather(*(double(x) for x in range(3)))

    assert asyncio.run(main()) == [0, 2, 4]


def files_and_logging() -> None:
    """Temporary files and folders, and a log file."""
    import logging
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a").write_text("a")
        shutil.copyfile(Path(folder, "a"), Path(folder, "b"))
    with tempfile.NamedTemporaryFile("w+") as file, tempfile.TemporaryFile() as other:
        file.write("x")
        other.write(b"y")
    logging.basicConfig(filename="log", force=True)
    logging.getLogger("student").warning("careful")
    assert "careful" in Path("log").read_text()
    assert os.path.exists("log")
    assert Path.cwd().name.startswith("locked-")
    list(os.walk("."))


def the_standard_library() -> None:
    """What courses use of it."""
    import base64
    import bz2
    import cmath
    import collections
    import copy
    import csv
    import dataclasses
    import datetime
    import decimal
    import enum
    import fractions
    import functools
    import gzip
    import heapq
    import inspect
    import itertools
    import json
    import lzma
    import math
    import operator
    import pickle
    import pprint
    import random
    import re
    import secrets
    import statistics
    import string
    import textwrap
    import timeit
    import traceback
    import typing
    import unittest
    import uuid
    import zipfile
    import zlib

    assert decimal.Decimal("0.1") * 3 == decimal.Decimal("0.3")
    assert fractions.Fraction(1, 3) + fractions.Fraction(1, 6) == fractions.Fraction(1, 2)
    assert json.loads(json.dumps({"a": [1, None]})) == {"a": [1, None]}
    assert pickle.loads(pickle.dumps([1])) == copy.deepcopy([1])
    assert statistics.mean([1, 2, 3]) == 2
    assert len(secrets.token_bytes(8)) == 8 == len(uuid.uuid4().hex) / 4
    assert gzip.decompress(gzip.compress(b"x")) == bz2.decompress(bz2.compress(b"x"))
    assert zlib.decompress(zlib.compress(b"y")) == lzma.decompress(lzma.compress(b"y"))
    random.Random(3).shuffle([1, 2])
    datetime.datetime.now(datetime.UTC).isoformat()
    datetime.datetime.now().astimezone()
    time.localtime()
    time.perf_counter()
    time.process_time()
    time.thread_time()
    hashlib.sha256(b"x").hexdigest()
    timeit.timeit("1 + 1", number=10)
    with zipfile.ZipFile("archive.zip", "w") as archive:
        archive.writestr("a", "b")
    with open("table.csv", "w") as file:
        csv.writer(file).writerow([1, 2])
    suite = unittest.TestSuite([unittest.FunctionTestCase(lambda: None)])
    assert suite.run(unittest.TestResult()).wasSuccessful()
    traceback.format_exc()
    inspect.getsource(textwrap)
    resource.getrusage(resource.RUSAGE_SELF)
    os.cpu_count()
    platform.platform()
    modules = (
        base64, cmath, collections, dataclasses, enum, functools, heapq, itertools, math, operator,
        pprint, re, string, typing,
    )  # fmt: skip
    assert all(modules)


def a_database_in_memory() -> None:
    """SQLite without a file."""
    try:
        import sqlite3
    except ImportError:  # a Python may be built without it
        return
    with contextlib.closing(sqlite3.connect(":memory:")) as database, database:
        database.execute("create table t (x)")
        database.execute("insert into t values (3)")
        assert database.execute("select x from t").fetchone() == (3,)


def waiting() -> None:
    """Waiting for sockets, and signals to oneself."""
    reader, writer = socket.socketpair()
    reader.settimeout(0.001)
    with contextlib.suppress(TimeoutError):
        reader.recv(1)
    writer.send(b"x")
    assert select.select([reader], [], [], 1)[0]
    poll = select.epoll()
    poll.register(reader, select.EPOLLIN)
    assert poll.poll(1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.needs("landlock", "seccomp")
@pytest.mark.parametrize(
    "function",
    [
        numpy_and_its_libraries, threads_and_pools, asynchronous_code, files_and_logging,
        the_standard_library, a_database_in_memory, waiting,
    ],
    ids=lambda function: function.__name__,
)  # fmt: skip
def test_what_a_submission_needs_works(function: Callable[[], None]) -> None:
    """Behind all locks NumPy, threads, asyncio, files and the standard library work."""
    locked(
        function,
        ("limits", "landlock", "seccomp"),
        limits={"file_bytes": WorkerLimits().file_bytes},
    )
