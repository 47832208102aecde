"""The program that is running, as a wheel, and the exact versions of what it needs.

A wheel is a zip with a list of digests; this one is made from the files of the package itself, so
that an installed grader can hand itself on without its source tree. May import the standard
library; must never put anything into a wheel that does not lie in the package.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import grader
from grader.errors import GraderError

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TAG = "py3-none-any"
_REQUIRED = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_ABOUT = ("METADATA", "entry_points.txt")


def wheel() -> tuple[str, bytes]:
    """The file name and the bytes of a wheel of this program; the same bytes each time."""
    told = _distribution("grader")
    name = f"grader-{told.version}"
    about = f"{name}.dist-info"
    files = {f"grader/{path}": data for path, data in _package().items()}
    for each in told.files or ():
        inside = each.as_posix().partition(".dist-info/")[2]
        if inside in _ABOUT or inside.startswith("licenses/"):
            files[f"{about}/{inside}"] = each.read_binary()
    if lacking := [each for each in _ABOUT if f"{about}/{each}" not in files]:
        raise _broken(f"no {', '.join(lacking)} beside the installed grader")
    files[f"{about}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: {name}\nRoot-Is-Purelib: true\nTag: {_TAG}\n".encode()
    )
    record = f"{about}/RECORD"
    files[record] = b"".join(
        [*(_recorded(path, data) for path, data in sorted(files.items())), f"{record},,\n".encode()]
    )
    return f"{name}-{_TAG}.whl", zipped({path: (data, False) for path, data in files.items()})


def pins() -> str:
    """Every distribution that the grader needs, with the version that runs here, for `pip -c`."""
    found: dict[str, str] = {}
    waiting = ["grader"]
    while waiting:
        told = _distribution(waiting.pop())
        for required in told.requires or ():
            name = _REQUIRED.match(required)
            extra = "extra ==" in required.partition(";")[2]
            if name is None or extra or _normal(name[1]) in found:
                continue
            try:
                version = importlib.metadata.version(name[1])
            except importlib.metadata.PackageNotFoundError:
                continue  # its marker is for another system
            found[_normal(name[1])] = version
            waiting.append(name[1])
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


def zipped(files: Mapping[str, tuple[bytes, bool]]) -> bytes:
    """A zip of files by path: what is in each, and whether it is a program. The same each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (data, program) in sorted(files.items()):
            about = zipfile.ZipInfo(path, _EPOCH)
            about.create_system = 3  # Unix: the mode below counts
            about.external_attr = (0o100755 if program else 0o100644) << 16
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, data)
    return stream.getvalue()


def _package() -> dict[str, bytes]:
    folder = Path(grader.__file__).resolve().parent
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def _recorded(path: str, data: bytes) -> bytes:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n".encode()


def _distribution(name: str) -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise _broken(f"no installed distribution {name!r}") from None


def _broken(came: str) -> GraderError:
    return GraderError(
        "making a wheel of the running grader",
        expected="an installed grader, with what `pip install` wrote about it",
        came=came,
        todo="install the grader with pip and run the command again",
    )


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
