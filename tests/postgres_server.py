"""A real PostgreSQL server for a few tests, from the distribution's own package.

It listens on a socket in a folder of its own and on no network, and is gone with its data when the
block ends. It refuses to be run by root, so root runs it as an account that may do nothing else.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.capabilities import postgres_folder

OWNER = "grader"
ACCOUNTS = ("postgres", "nobody")
START_S = 60

MakeDatabase = Callable[[], str]
"""Makes an empty database and gives its address."""


@contextlib.contextmanager
def server() -> Iterator[MakeDatabase]:
    """A running server, as a function that makes databases in it."""
    programs = Path(postgres_folder())
    folder = Path(tempfile.mkdtemp(prefix="grader-pg-"))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "cwd": folder, **account}
    try:
        subprocess.run(
            [
                programs / "initdb", "--pgdata=data", f"--username={OWNER}", "--auth=trust",
                "--encoding=UTF8", "--locale=C", "--no-sync",
            ],
            check=True, capture_output=True, **quiet,
        )  # fmt: skip
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(
                [
                    programs / "postgres", "-D", "data", "-k", folder, "-c", "listen_addresses=",
                    "-c", "fsync=off",
                ],
                stdout=log, stderr=log, **quiet,
            )  # fmt: skip
        try:
            _until_ready(folder, process)
            numbers = itertools.count(1)
            yield lambda: _database(folder, f"course_{next(numbers)}")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_S)
    finally:
        shutil.rmtree(folder)


def _account() -> dict[str, Any]:
    """Whom the server runs as, as `subprocess` takes it; nothing where we are nobody special."""
    if os.geteuid() != 0:
        return {}
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError(f"no account of {ACCOUNTS}")


def _connect(folder: Path) -> Any:
    import psycopg

    return psycopg.connect(host=str(folder), user=OWNER, dbname="postgres", autocommit=True)


def _until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    ends = time.monotonic() + START_S
    while True:
        try:
            _connect(folder).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > ends:
                raise
            time.sleep(0.05)


def _database(folder: Path, name: str) -> str:
    with contextlib.closing(_connect(folder)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://{OWNER}@/{name}?host={folder}"
