"""A zip of several files is each of them; a damaged or unsafe one is refused whole."""

import io
import zipfile
from pathlib import Path

import pytest

from parvis.core.errors import Refused
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.load import FileIntake

SMALL = Limits(expanded=1 << 20, ratio=50, ratio_from=1 << 14, members=3)


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def unpack(tmp_path: Path, content: bytes) -> dict[str, bytes]:
    path, folder = tmp_path / "envoi.zip", tmp_path / "members"
    path.write_bytes(content)
    folder.mkdir()
    parts = FileIntake(SMALL).unpack(path, filename=path.name, workdir=folder)
    return {part.name: part.path.read_bytes() for part in parts}


def test_each_member_comes_out_under_its_own_name(tmp_path: Path) -> None:
    content = zipped(("2026/école.csv", b"a;b\n1;2\n"), ("vide.csv", b""))
    assert unpack(tmp_path, content) == {"école.csv": b"a;b\n1;2\n", "vide.csv": b""}


def test_folders_and_what_systems_leave_are_passed_over(tmp_path: Path) -> None:
    litter = (("2026/", b""), ("__MACOSX/2026/._a.csv", b"x"), ("2026/.DS_Store", b"x"))
    content = zipped(*litter, ("2026/a.csv", b"a"), ("2026/b.csv", b"b"))
    assert unpack(tmp_path, content) == {"a.csv": b"a", "b.csv": b"b"}


@pytest.mark.parametrize(
    "content",
    [
        b"a;b\n1;2\n",
        zipped(("a.csv", b"a"), (".DS_Store", b"x")),
        zipped(),
        zipped(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x"), ("xl/a.xml", b"x")),
    ],
    ids=["text", "zip of one", "zip of none", "workbook"],
)
def test_what_is_no_archive_of_several_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    assert unpack(tmp_path, content) == {}


def protected() -> bytes:
    content = bytearray(zipped(("a.csv", b"a"), ("b.csv", b"b")))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def corrupt() -> bytes:
    """An archive whose last member is not what its checksum says."""
    content = bytearray(zipped(("a.csv", b"a" * 9), ("b.csv", bytes(range(64)))))
    content[content.rindex(b"b.csv", 0, content.index(b"PK\x01\x02")) + 30] ^= 0xFF
    return bytes(content)


UNSAFE = {
    "path above": (zipped(("a.csv", b"a"), ("../b.csv", b"b")), "file.archive_path"),
    "path from root": (zipped(("a.csv", b"a"), ("/etc/b.csv", b"b")), "file.archive_path"),
    "path of Windows": (zipped(("a.csv", b"a"), ("..\\b.csv", b"b")), "file.archive_path"),
    "password": (protected(), "file.encrypted"),
    "too many": (zipped(*((f"{i}.csv", b"x") for i in range(4))), "file.archive_crowded"),
    "bomb": (zipped(("a.csv", b"a"), ("b.csv", b"0" * (2 << 20))), "file.bomb"),
    "bomb by ratio": (zipped(("a.csv", b"a"), ("b.csv", b"0" * (1 << 19))), "file.bomb"),
    "corrupt": (corrupt(), "file.truncated"),
    "cut": (zipped(("a.csv", b"a"), ("b.csv", b"b"))[:-30], "file.truncated"),
}


def test_files_that_are_a_bomb_together_are_refused(tmp_path: Path) -> None:
    half = bytes(i * i % 251 for i in range(600 << 10))
    with pytest.raises(Refused) as refused:
        unpack(tmp_path, zipped(("a.csv", half), ("b.csv", half[::-1])))
    assert refused.value.rule == "file.bomb"


@pytest.mark.parametrize("case", UNSAFE)
def test_an_unsafe_archive_is_refused_whole_with_its_sentence(tmp_path: Path, case: str) -> None:
    content, rule = UNSAFE[case]
    with pytest.raises(Refused) as refused:
        unpack(tmp_path, content)
    assert refused.value.rule == rule
    assert refused.value.sentence("fr").startswith("envoi.zip")
    assert refused.value.sentence("en").startswith("envoi.zip")
