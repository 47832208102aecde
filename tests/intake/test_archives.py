"""What a download may hold: archives that must not be unpacked are refused as a whole."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake.archives import LIMITS, Limits, open_download
from grader.intake.members import safe_name
from tests.engine.toy import FIXED

MODE = 0o644


def member(name: str, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    """A member of an archive made on a Unix machine."""
    made = zipfile.ZipInfo(name, (2026, 11, 2, 10, 11, 12))
    made.external_attr = (kind | MODE) << 16
    made.create_system = 3
    return made


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """An archive with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return path


def patched(path: Path, change: Callable[[bytearray], None]) -> Path:
    """The archive with some bytes changed."""
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def central(data: bytearray) -> int:
    """Where the first entry of the central directory begins."""
    return data.index(b"PK\x01\x02")


def names(path: Path, limits: Limits = LIMITS) -> list[str]:
    """The names in a download."""
    with open_download(path, limits) as download:
        return [entry.name for entry in download.entries]


def test_an_archive_gives_its_files(tmp_path: Path) -> None:
    """Files come with their bytes; folders are no files; backslashes of Windows are separators."""
    path = zipped(
        tmp_path / "x.zip", ("a/", b""), ("a/toy.py", b"1"), ("b\\toy.py", b"22"), ("./c", b"")
    )

    with open_download(path) as download:
        read = {entry.name: download.read(entry) for entry in download.entries}

    assert read == {"a/toy.py": b"1", "b/toy.py": b"22", "c": b""}


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", "c:x", "\\\\host\\x", "..",
     "a/..", "//x"],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """No archive with an absolute name, a drive or a way upwards in it is read."""
    path = zipped(tmp_path / "x.zip", ("good.py", b""), (name, b"x"))

    with pytest.raises(UsageError, match="leads out of the folder"):
        names(path)


@FIXED
@given(st.text(st.sampled_from("a./\\:C\0é") | st.characters(), max_size=12))
def test_no_name_ever_leaves_its_folder(raw: str) -> None:
    """Whatever a name is, what is made of it stays below the folder that it is put into."""
    name = safe_name(raw)

    if name is not None:
        root = os.path.join(os.sep, "target")
        assert os.path.normpath(os.path.join(root, name)).startswith(root + os.sep)
        assert "\\" not in name
        assert "\0" not in name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (stat.S_IFLNK, "a symbolic link"),
        (stat.S_IFCHR, "neither a file nor a folder"),
        (stat.S_IFBLK, "neither a file nor a folder"),
        (stat.S_IFIFO, "neither a file nor a folder"),
        (stat.S_IFSOCK, "neither a file nor a folder"),
    ],
)
def test_links_and_devices_are_refused(tmp_path: Path, kind: int, words: str) -> None:
    """An archive that holds anything but files and folders is not read."""
    path = zipped(tmp_path / "x.zip", (member("toy.py", kind), b"/etc/passwd"))

    with pytest.raises(UsageError, match=words):
        names(path)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_name_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    """No platform writes one name two times."""
    path = zipped(tmp_path / "x.zip", ("é.py", b"1"), ("é.py", b"2"))

    with pytest.raises(UsageError, match="twice"):
        names(path)


@pytest.mark.parametrize("second", ["1/a\\b", "1/a/b", "1\\a\\b\\c", "1/a/b/c"])
def test_a_file_that_is_a_folder_keeps_nobody_else_s_from_being_read(
    tmp_path: Path, second: str
) -> None:
    r"""A `\` is a letter on Linux and macOS: one student's names alone are refused."""
    path = zipped(tmp_path / "x.zip", ("1/a", b"1"), (second, b"2"), ("2/a", b"3"))

    with open_download(path) as download:
        assert [entry.name for entry in download.entries] == ["2/a"]
        assert {each.name for each in download.refused} == {"1/a", second.replace("\\", "/")}


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """The flag that says encrypted is enough."""
    path = zipped(tmp_path / "x.zip", ("toy.py", b"1"))

    def encrypt(data: bytearray) -> None:
        data[6] |= 1
        data[central(data) + 8] |= 1

    with pytest.raises(UsageError, match="which is encrypted"):
        names(patched(path, encrypt))


def test_an_unknown_way_of_packing_is_refused(tmp_path: Path) -> None:
    """What no learning platform uses is not tried."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("toy.py", b"1")

    with pytest.raises(UsageError, match="packed by method 14"):
        names(path)


def test_too_many_files_are_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    """Their number is looked at in the archive's own list."""
    path = zipped(tmp_path / "x.zip", *((f"{n}.py", bytes(1_000_000)) for n in range(3)))

    assert len(names(path)) == 3
    with pytest.raises(UsageError, match="3 files, more than 2"):
        names(path, Limits(entries=2))


@pytest.mark.parametrize("above", ["", "export/"])
@pytest.mark.parametrize("unpacked", [False, True])
def test_one_student_s_many_files_keep_nobody_else_s_from_being_read(
    tmp_path: Path, above: str, unpacked: bool
) -> None:
    """The folder with far too many is refused where there are too many in all, and only there."""
    path = zipped(
        tmp_path / "x.zip", *((f"{above}1/a/{n}.py", b"1") for n in range(7)), (f"{above}2/b", b"2")
    )
    if unpacked:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "x")
        path = tmp_path / "x"

    assert len(names(path, Limits(entries=8, entries_each=5))) == 8
    with open_download(path, Limits(entries=7, entries_each=5)) as download:
        assert [entry.name for entry in download.entries] == [f"{above}2/b"]
        assert [each.why for each in download.refused] == ["7 files, more than 5"]
    with pytest.raises(UsageError, match="8 files, more than 7"):
        names(path, Limits(entries=7, entries_each=7))


@pytest.mark.parametrize("odd", ["..\\x.py", "a\\..\\..\\..\\x.py", "..\\", "a\\..\\..\\b/c"])
def test_a_student_s_backslashes_keep_nobody_else_s_from_being_read(
    tmp_path: Path, odd: str
) -> None:
    """A file may be called so on Linux and macOS: where it would lead out, it alone is refused."""
    info = member("placeholder")
    info.filename = f"submission_1/{odd}"
    path = zipped(tmp_path / "x.zip", (info, b"1"), ("submission_2/toy.py", b"2"))

    with open_download(path) as download:
        assert [entry.name for entry in download.entries] == ["submission_2/toy.py"]
        assert [(each.name, each.why) for each in download.refused] == [
            (f"submission_1/{odd}", "its name would lead out of its folder")
        ]


@pytest.mark.parametrize("odd", ["..\\..\\x.py", "a\\..\\..\\..\\x.py"])
def test_backslashes_of_a_file_without_a_folder(tmp_path: Path, odd: str) -> None:
    """Canvas puts the student before the name of a file, and all files beside each other."""
    info = member("placeholder")
    info.filename = f"mallory_1_2_{odd}"
    path = zipped(tmp_path / "x.zip", (info, b"1"), ("ada_3_4_toy.py", b"2"))

    with open_download(path) as download:
        assert [entry.name for entry in download.entries] == ["ada_3_4_toy.py"]
        assert [each.name for each in download.refused] == [info.filename]


@pytest.mark.parametrize("limits", [Limits(), Limits(file_bytes=5_000)])
def test_a_huge_file_of_one_keeps_nobody_else_s_from_being_read(
    tmp_path: Path, limits: Limits
) -> None:
    """What will not be unpacked counts for nothing: its student alone is without a hand-in."""
    huge = [(f"ada/{n}.py", bytes(2_000_000)) for n in range(3)]
    path = zipped(tmp_path / "x.zip", *huge, ("ben/toy.py", b"1"))

    with open_download(path, limits) as download:
        read = {entry.name: download.read(entry) for entry in download.entries}

    assert read == {**{name: None for name, _ in huge}, "ben/toy.py": b"1"}


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """A bomb whose entries all point to the same packed bytes is not read."""
    path = zipped(tmp_path / "x.zip", ("a.py", b"1" * 99), ("b.py", b"1" * 99))

    def point_to_the_first(data: bytearray) -> None:
        second = data.index(b"PK\x01\x02", central(data) + 4)
        data[second + 42 : second + 46] = struct.pack("<I", 0)

    with pytest.raises(UsageError, match="the same bytes as another file"):
        names(patched(path, point_to_the_first))


@pytest.mark.parametrize("stated", [1, 3])
def test_a_stated_size_is_a_claim(tmp_path: Path, stated: int) -> None:
    """A member that unpacks to more or less than its list says is not taken."""
    path = zipped(tmp_path / "x.zip", ("toy.py", b"12"))

    def claim(data: bytearray) -> None:
        for at in (22, central(data) + 24):
            data[at : at + 4] = struct.pack("<I", stated)

    with (
        open_download(patched(path, claim)) as download,
        pytest.raises(UsageError, match=r"not the one that is stated|damaged"),
    ):
        download.read(download.entries[0])


def test_damaged_contents_are_told(tmp_path: Path) -> None:
    """A file whose checksum is wrong is an error of the download, in words."""
    path = zipped(tmp_path / "x.zip", ("toy.py", b"some text, to be damaged"))

    def damage(data: bytearray) -> None:
        data[central(data) - 3] ^= 0xFF

    with (
        open_download(patched(path, damage)) as download,
        pytest.raises(UsageError, match="a damaged file"),
    ):
        download.read(download.entries[0])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    """Another file, half a download and an empty one are told in four parts."""
    path = tmp_path / "x.zip"
    path.write_bytes(data)

    if data.startswith(b"PK\x05\x06"):
        assert names(path) == []
    else:
        with pytest.raises(UsageError, match=r"no zip archive(.|\n)*do next"):
            names(path)


def test_a_missing_download_is_told(tmp_path: Path) -> None:
    """A mistyped path is a mistake of the command line."""
    with pytest.raises(UsageError, match="which is not there"):
        names(tmp_path / "none.zip")


def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that belongs to somebody else is a mistake of the command line, not ours."""
    path = zipped(tmp_path / "x.zip", ("toy.py", b"1"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(zipfile, "ZipFile", refuse)
    monkeypatch.setattr(os, "scandir", refuse)
    for download in (path, tmp_path):
        with pytest.raises(UsageError, match=r"Permission denied(.|\n)*make it readable"):
            names(download)
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        names(Path(os.devnull))


def test_what_lies_too_deep_is_told_alike(tmp_path: Path) -> None:
    """An archive and the folder that it was made of give the same files and the same words."""
    just, deep = "/".join("d" * 20), "/".join("d" * 21)
    written = [("ada/toy.py", b"1"), (f"{just}/a.py", b"2"), (f"{deep}/b.py", b"3")]
    path = zipped(tmp_path / "x.zip", *written)
    for name, data in written:
        (tmp_path / "x" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "x" / name).write_bytes(data)

    with open_download(path) as zipped_up, open_download(tmp_path / "x") as unpacked:
        assert [each.name for each in zipped_up.entries] == ["ada/toy.py", f"{just}/a.py"]
        assert zipped_up.entries == unpacked.entries
        assert [each.why for each in zipped_up.refused] == ["it lies too deep"]
        assert zipped_up.refused == unpacked.refused


def test_folders_without_end_are_not_walked(tmp_path: Path) -> None:
    """What lies too deep is listed, and the rest is read."""
    deep = tmp_path / "/".join("d" * 25)
    deep.mkdir(parents=True)
    (deep / "toy.py").write_bytes(b"1")
    (tmp_path / "toy.py").write_bytes(b"2")

    with open_download(tmp_path) as download:
        assert [entry.name for entry in download.entries] == ["toy.py"]
        assert [each.why for each in download.refused] == ["it lies too deep"]


def unflagged(path: Path, raw: bytes) -> Path:
    """An archive whose only name is these bytes, without the mark of UTF-8."""
    zipped(path, ("x" * len(raw), b"1"))
    return patched(path, lambda data: data.__setitem__(
        slice(None), data.replace(b"x" * len(raw), raw)))  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "name", "note"),
    [
        ("Zoë_toy.py".encode(), "Zoë_toy.py", "is UTF-8"),
        ("Zoe\u0308_toy.py".encode(), "Zoë_toy.py", "is UTF-8"),
        ("Zoë_toy.py".encode("cp437"), "Zoë_toy.py", "code page 437"),
        (b"zoe_toy.py", "zoe_toy.py", ""),
    ],
)
def test_names_of_older_programs(tmp_path: Path, raw: bytes, name: str, note: str) -> None:
    """A name that is not marked as UTF-8 is read as what it is, and told; in one spelling (NFC)."""
    with open_download(unflagged(tmp_path / "x.zip", raw)) as download:
        (entry,) = download.entries

        assert entry.name == name
        assert note in entry.note
        assert bool(entry.note) == bool(note)
        assert download.read(entry) == b"1"


@pytest.mark.parametrize("good", [True, False])
def test_a_name_in_an_extra_field(tmp_path: Path, good: bool) -> None:
    """The field that holds the name in UTF-8 counts where its checksum says that it belongs."""
    raw = "Zoë.py".encode("cp437")
    extra = struct.pack("<BI", 1, zlib.crc32(raw) ^ (not good)) + "Żoë.py".encode()
    info = member("xxxxxx")
    info.extra = struct.pack("<HH", 0x7075, len(extra)) + extra
    path = zipped(tmp_path / "x.zip", (info, b"1"))
    patched(path, lambda data: data.__setitem__(slice(None), data.replace(b"xxxxxx", raw)))

    assert names(path) == ["Żoë.py" if good else "Zoë.py"]


def test_an_unpacked_folder(tmp_path: Path) -> None:
    """A folder gives its files; links are listed and never followed."""
    (tmp_path / "down/a").mkdir(parents=True)
    (tmp_path / "down/a/toy.py").write_bytes(b"1")
    (tmp_path / "secret.py").write_bytes(b"secret")
    (tmp_path / "down/link.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "down/out").symlink_to(tmp_path)

    with open_download(tmp_path / "down") as download:
        read = {entry.name: download.read(entry) for entry in download.entries}

    assert read == {"a/toy.py": b"1"}
    assert [each.name for each in download.refused] == ["link.py", "out"]


def test_a_folder_has_its_limits_too(tmp_path: Path) -> None:
    """Too many files are refused in a folder as well."""
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(b"")

    with pytest.raises(UsageError, match="2 files, more than 1"):
        names(tmp_path, Limits(entries=1))
    with pytest.raises(UsageError, match="more than 0 files"):
        names(tmp_path, Limits(entries=0))


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A file beyond the limit is None, from an archive and from a folder."""
    (tmp_path / "down").mkdir()
    (tmp_path / "down/film.mp4").write_bytes(bytes(11))
    packed = zipped(tmp_path / "x.zip", ("film.mp4", bytes(11)))

    for path in (tmp_path / "down", packed):
        with open_download(path, Limits(file_bytes=10)) as download:
            assert download.read(download.entries[0]) is None
