"""Damaged files: whatever is done to them, a sentence and no trace; never a crash."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.engines.opendata.published import tables_of

MAGIC = (b"", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b'{"features": [', b"CODGEO;MED21\n")
SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(path: Path, scratch: Path) -> None:
    """Tables or a refusal: nothing else may come out."""
    with contextlib.suppress(Refused):
        list(tables_of(path, scratch))


@given(st.sampled_from(MAGIC), st.binary(max_size=200))
@SETTINGS
def test_no_bytes_crash_the_reader(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(magic + rest)
    read(path, tmp_path)


@given(st.data())
@SETTINGS
def test_an_archive_cut_or_scratched_anywhere_crashes_nothing(
    folder: Path, tmp_path: Path, data: st.DataObject
) -> None:
    whole = (folder / "anything.zip").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    path = tmp_path / "file.zip"
    for damaged in (whole[:at], whole[:at] + bytes([byte]) + whole[at + 1 :]):
        path.write_bytes(damaged)
        read(path, tmp_path)


def test_a_member_said_to_begin_before_the_file_is_damage(folder: Path, tmp_path: Path) -> None:
    damaged = bytearray((folder / "anything.zip").read_bytes())
    damaged[-6] += 1  # the directory of the archive, said to be further than it is
    path = tmp_path / "file.zip"
    path.write_bytes(damaged)
    with pytest.raises(Refused):
        list(tables_of(path, tmp_path))


@pytest.mark.parametrize("inner", [b"<workbook", b"", b"\xff\xfe"])
def test_a_workbook_of_nonsense_is_refused(tmp_path: Path, inner: bytes) -> None:
    import zipfile

    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", inner)
    with pytest.raises(Refused) as refused:
        list(tables_of(path, tmp_path))
    assert refused.value.rule == "territory.truncated"
