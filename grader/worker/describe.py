"""What an exception is in plain data, and the cleaning of every text that came from a submission.

The objects handled here are the student's: `str()` of them may raise, their class may lie about
its name, their text may hold terminal codes. May import the standard library alone; must never
put a path of ours, or a frame of ours, into what it gives back.
"""

from __future__ import annotations

import builtins
import linecache
import os
import re
import sys
from types import TracebackType
from typing import Any

NAME_LIMIT, TEXT_LIMIT, LINE_LIMIT = 100, 1000, 200
FIRST_FRAMES, LAST_FRAMES = 3, 7

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # window titles and links
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad]")
_DIRECTION = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_SCRATCH = re.compile(r"/[^\s'\"()<>:,;]{0,200}/scratch-[0-9a-f]{16}")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")
_CELL = re.compile(r"<((?:cell|given|check|answer|scratch) [^<>]{1,80})>")

_TYPE_NAME = type.__dict__["__name__"].__get__
_TYPE_MRO = type.__dict__["__mro__"].__get__
_TRACEBACK = BaseException.__dict__[
    "__traceback__"
].__get__  # a class of the student's may run code
_BUILTIN_NAMES: dict[type, str] = {
    value: value.__name__
    for value in vars(builtins).values()
    if isinstance(value, type) and issubclass(value, BaseException)
}


def file_name(label: str) -> str:
    """The file name under which the code of a cell appears in tracebacks."""
    return f"<{label}>"


def clean_text(text: object, limit: int) -> str:
    """`text` as harmless text of at most `limit` characters.

    Control characters (tab and line break stay), terminal codes and characters that turn the
    direction of writing are dropped; a lone surrogate becomes a replacement character.
    """
    try:
        plain = str.__str__(text if isinstance(text, str) else str(text))
    except BaseException:  # the student's __str__ may raise anything, SystemExit too
        return "(its text cannot be shown)"[:limit]
    plain = plain[: 4 * limit + 200]
    plain = _SURROGATE.sub("\ufffd", _BREAK.sub("\n", plain))
    plain = _DIRECTION.sub("", _CONTROL.sub("", _ESCAPES.sub("", plain)))
    return plain if len(plain) <= limit else plain[: max(limit - 4, 0)] + " ..."[:limit]


def _our_folders() -> re.Pattern[str]:
    """Absolute paths that begin in a folder of this interpreter or of this package."""
    package = os.path.dirname(os.path.abspath(__file__))
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(package)}
    folders |= {os.path.abspath(entry) for entry in sys.path if entry}
    known = [re.escape(each) for each in folders if len(each) > 1]
    known.sort(key=len, reverse=True)
    inside = r"(?:[\\/][^\s'\"()<>:,;]*)?"
    return re.compile(f"(?:{'|'.join(known)}){inside}") if known else re.compile(r"(?!)")


_OURS = _our_folders()


def _without_places(text: str) -> str:
    """The text without paths of ours, and without places that are others in every run."""
    text = _SCRATCH.sub("...", _OURS.sub("...", text))
    return _ADDRESS.sub("at 0x...", text)


def describe_error(error: BaseException) -> dict[str, Any]:
    """The exception as plain data: its type, its builtin bases, its text, the student's frames.

    `frames` are `[label, line, function, source line]`, outermost first, of cells alone; of more
    than ten the first three and the last seven are kept.
    """
    kind = type(error)
    bases = [_BUILTIN_NAMES[base] for base in _TYPE_MRO(kind) if base in _BUILTIN_NAMES]
    frames = _frames(_TRACEBACK(error))
    if "SyntaxError" in bases:  # isinstance would ask the student's `__class__`
        text, frame = _syntax_error(error)  # type: ignore[arg-type]  # its bases say so
        frames += [] if frame is None else [frame]
    else:
        text = clean_text(error, 4 * TEXT_LIMIT)
    return {
        "type": clean_text(_TYPE_NAME(kind), NAME_LIMIT).replace("\n", " "),
        "bases": bases,
        "text": clean_text(_without_places(text), TEXT_LIMIT),
        "frames": frames,
    }


def _frames(traceback: TracebackType | None) -> list[list[Any]]:
    first: list[list[Any]] = []
    last: list[list[Any]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found = _CELL.fullmatch(code.co_filename)
        if found:
            line = traceback.tb_lineno or 0
            source = linecache.getlines(code.co_filename)
            text = source[line - 1] if 0 < line <= len(source) else ""
            frame = _frame(found[1], line, code.co_qualname, text)
            if len(first) < FIRST_FRAMES:
                first.append(frame)
            else:
                last = [*last[-(LAST_FRAMES - 1) :], frame]
        traceback = traceback.tb_next
    return first + last


def _frame(label: str, line: int, function: str, text: str) -> list[Any]:
    return [
        clean_text(label, NAME_LIMIT),
        line,
        clean_text(function, NAME_LIMIT),
        clean_text(text, LINE_LIMIT).strip(),
    ]


def _syntax_error(error: SyntaxError) -> tuple[str, list[Any] | None]:
    """The message alone, and the place as a frame: neither needs the student's `__str__`."""
    try:
        message, name, line, text = error.msg, error.filename, error.lineno, error.text
        found = _CELL.fullmatch(name) if isinstance(name, str) else None
        if found is None or not isinstance(line, int):
            return clean_text(message or error, 4 * TEXT_LIMIT), None
        return clean_text(message, 4 * TEXT_LIMIT), _frame(found[1], line, "", text or "")
    except BaseException:  # a subclass may answer anything, or raise, when asked for its place
        return clean_text(error, 4 * TEXT_LIMIT), None
