"""Opens a gradebook for one transaction, and says in four parts what can go wrong with one.

A SQLite file is opened for writing at once and waits for its turn; PostgreSQL waits as long for a
row that somebody else holds. May import sqlalchemy and, late, nbgrader; must never make a gradebook
where there is none, nor print an address with its password.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from grader.errors import GraderError, UsageError
from grader.feedback.text import clean_line

PATIENCE_S = 60
"""How long a writer waits for another one; nbgrader's own 5 s are little on a busy machine."""
CONNECT_S = 15
FULL = ("disk is full", "no space left", "disk quota", "could not extend file")
LOCKED = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")


def parsed(db_url: str, root: Path) -> URL:
    """The address of a gradebook; a relative SQLite path is taken from the course's folder."""
    try:
        url = make_url(db_url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise UsageError(
            "reading the address of the gradebook",
            expected="sqlite:////path/to/gradebook.db or postgresql://user:password@host/name",
            # The address is not repeated: where it is malformed its password may stand anywhere.
            came=f"an address that is none ({type(error).__name__})",
            todo="correct c.CourseDirectory.db_url in nbgrader_config.py",
        ) from None
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        url = url.set(database=str(root / str(url.database)))
    return url


def shown(url: URL) -> str:
    """The address without its password, for people."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


@contextlib.contextmanager
def transaction(url: URL) -> Iterator[sa.Connection]:
    """An open transaction, committed at the end of the block and rolled back on any error.

    Raises
    ------
    UsageError
        When there is no gradebook there, or none that this nbgrader can write.
    GraderError
        When it is locked for too long, the disk is full, or the server does not answer.
    """
    _must_be_there(url)
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if url.get_backend_name() == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'")
            _same_schema(connection, url)
            yield connection
    except sa.exc.DBAPIError as error:
        raise _said(error, url) from error
    finally:
        engine.dispose()


def _must_be_there(url: URL) -> None:
    if url.get_backend_name() != "sqlite" or Path(str(url.database)).is_file():
        return
    raise UsageError(
        "opening the gradebook",
        expected="a file that nbgrader made",
        came=f"{url.database}, which is not there",
        todo="run `nbgrader generate_assignment ID` in the course's folder, or correct "
        "c.CourseDirectory.db_url in nbgrader_config.py",
    )


def _engine(url: URL) -> sa.Engine:
    backend = url.get_backend_name()
    arguments: dict[str, Any] = {}
    if backend == "sqlite" and "timeout" not in url.query:
        arguments["timeout"] = PATIENCE_S
    if backend == "postgresql" and "connect_timeout" not in url.query:
        arguments["connect_timeout"] = CONNECT_S
    try:
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.NullPool)
    except (ImportError, sa.exc.NoSuchModuleError) as error:
        raise UsageError(
            f"opening the gradebook {shown(url)}",
            expected="an address of SQLite or PostgreSQL, and its driver installed",
            came=f"{type(error).__name__}: {clean_line(str(error))}",
            todo="for PostgreSQL: pip install 'grader[postgres]'; else correct "
            "c.CourseDirectory.db_url in nbgrader_config.py",
        ) from None
    if backend == "sqlite":
        sa.event.listen(engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _leave_transactions_to_us(connection: Any, record: object) -> None:
    connection.isolation_level = None


def _begin_immediate(connection: sa.Connection) -> None:
    """Takes the writer's lock first: a reader that becomes a writer cannot wait for it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _same_schema(connection: sa.Connection, url: URL) -> None:
    """Raise unless every table of this nbgrader is there with every column."""
    from nbgrader.api import Base

    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    tables = Base.metadata.tables
    lacks = sorted(set(tables) - there)
    for name in sorted(set(tables) & there):
        columns = {column["name"] for column in inspector.get_columns(name)}
        lacks += [f"{name}.{column}" for column in set(tables[name].columns.keys()) - columns]
    if lacks:
        none = set(lacks) >= set(tables)
        raise UsageError(
            f"opening the gradebook {shown(url)}",
            expected="the tables of nbgrader 0.9",
            came="no table of them"
            if none
            else f"an older form without {', '.join(sorted(lacks)[:6])}",
            todo="run `nbgrader generate_assignment ID` in the course's folder"
            if none
            else "copy the gradebook to a safe place, then run `nbgrader db upgrade` in the "
            "course's folder",
        )


def _said(error: sa.exc.DBAPIError, url: URL) -> GraderError:
    """The error in four parts, without statement and parameters, which hold students' names."""
    text = clean_line(str(error.orig).strip().split("\n")[0], 200)
    doing = f"writing the gradebook {shown(url)}"
    low = str(error.orig).lower()
    if any(words in low for words in FULL):
        return GraderError(
            doing,
            expected="room on the disk",
            came=text,
            todo="free space and run the command again; the gradebook is as it was before",
        )
    if any(words in low for words in LOCKED):
        return GraderError(
            doing,
            expected=f"that whoever writes into it is done within {PATIENCE_S} s",
            came=text,
            todo="see whether an nbgrader command or a formgrader hangs, then run the command "
            "again; the gradebook is as it was before",
        )
    if "readonly" in low or "read-only" in low or "permission denied" in low:
        return UsageError(
            doing,
            expected="that this account may write it, and its folder",
            came=text,
            todo="run the command as the course's account, or correct the permissions",
        )
    if "no such table" in low or "malformed" in low or "not a database" in low:
        return UsageError(
            doing,
            expected="a gradebook of nbgrader",
            came=text,
            todo="restore it from a copy, or correct c.CourseDirectory.db_url",
        )
    if isinstance(error, sa.exc.OperationalError) and url.get_backend_name() != "sqlite":
        return GraderError(
            doing,
            expected="a server that answers and lets this account in",
            came=text,
            todo="see whether the server runs, and check c.CourseDirectory.db_url in "
            "nbgrader_config.py; nothing was written",
        )
    return GraderError(
        doing,
        expected="that it takes what nbgrader itself would write",
        came=f"{type(error).__name__}: {text}",
        todo="nothing was written; run the command again, and report it if it comes back",
    )
