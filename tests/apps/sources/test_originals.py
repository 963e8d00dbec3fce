"""The kept original gives back any of its records, whatever wrote the file."""

import csv
import errno
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from parvis.apps.sources.originals import copying, disk_guard, fingerprint, read_record
from parvis.apps.sources.quarantine import refused_rows, write_corrected
from parvis.core.errors import Refused
from parvis.core.ingest.quarantine import neutralise

CELLS = st.text(
    st.characters(codec="latin-1", exclude_categories=("Cc",)) | st.just("\n"), max_size=8
)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8)


def kept(folder: Path, content: bytes) -> Path:
    source = folder / "source"
    source.write_bytes(content)
    target = folder / "original.zst"
    with copying(source, target, fingerprint(source, "source")):
        pass
    return target


def written(rows, delimiter=",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


@given(TABLES, st.sampled_from([",", ";", "\t"]))
def test_any_record_is_read_back_from_its_physical_line(rows, delimiter):
    reader = csv.reader(io.StringIO(written(rows, delimiter), newline=""), delimiter=delimiter)
    start = 1
    with tempfile.TemporaryDirectory() as folder:
        file = kept(Path(folder), written(rows, delimiter).encode("cp1252", "replace"))
        encoded = [[c.encode("cp1252", "replace").decode("cp1252") for c in row] for row in rows]
        for row, _ in zip(encoded, reader, strict=True):
            raw = read_record(file, start, encoding="cp1252", delimiter=delimiter, header_line=0)
            assert list(raw.cells) == row
            start = reader.line_num + 1


@pytest.mark.parametrize("wrapping", ["plain", "gzip", "zip"])
def test_a_line_is_found_through_gzip_and_zip(wrapping, tmp_path):
    text = "nom;âge\nÉmile;12\nZoé;9\n".encode("cp1252")
    content = {"plain": text, "gzip": gzip.compress(text), "zip": zipped(text)}[wrapping]
    file = kept(tmp_path, content)
    raw = read_record(file, 3, encoding="cp1252", delimiter=";", header_line=1)
    assert (raw.header, raw.cells) == (("nom", "âge"), ("Zoé", "9"))


def zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._export.csv", "left by the system")
        archive.writestr("export.csv", content)
    return target.getvalue()


def test_a_row_of_a_parquet_file_is_found_by_its_rank(tmp_path):
    sink = io.BytesIO()
    pq.write_table(pa.table({"nom": ["Émile", None], "age": [12, 9]}), sink)
    file = kept(tmp_path, sink.getvalue())
    raw = read_record(file, 2, encoding="", delimiter="", header_line=0)
    assert (raw.header, raw.cells) == (("nom", "age"), ("", "9"))
    with pytest.raises(Refused, match="pas de ligne 3"):
        read_record(file, 3, encoding="", delimiter="", header_line=0)


def test_an_original_that_changed_meanwhile_is_refused(tmp_path):
    source = tmp_path / "cantine.csv"
    source.write_bytes(b"a;b\n")
    changed = pytest.raises(Refused, match="a changé pendant sa lecture")
    with changed, copying(source, tmp_path / "original.zst", "0" * 64):
        pass


def test_a_refused_reading_stops_the_copy_and_says_its_own_reason(tmp_path):
    source = tmp_path / "cantine.csv"
    source.write_bytes(b"a;b\n")
    sha256 = fingerprint(source, "cantine.csv")
    with (
        pytest.raises(Refused, match="ligne 7"),
        copying(source, tmp_path / "original.zst", sha256),
    ):
        raise Refused("lines.no_such_line", line=7)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), st.data())
def test_correcting_a_quarantine_changes_the_blamed_cells_asked_for_and_nothing_else(rows, data):
    edits = data.draw(st.dictionaries(st.integers(1, len(rows)), CELLS))
    with tempfile.TemporaryDirectory() as folder:
        file, target = Path(folder) / "quarantine.csv", Path(folder) / "corrected.csv"
        notes = [["9", "b", "pas une date"]] * len(rows)
        safe = [[*map(neutralise, row), *note] for row, note in zip(rows, notes, strict=True)]
        header = [["a", "b", "c", "_ligne", "_champ", "_raison"]]
        file.write_text(written(header + safe), "utf-8", newline="")
        assert [row.value for row in refused_rows(file, 0, 99)] == [row[1] for row in rows]
        changed = write_corrected(file, target, edits)
        with target.open(encoding="utf-8", newline="") as result:
            read = list(csv.reader(result))
    expected = [
        [neutralise(a), neutralise(edits.get(i, b)), neutralise(c)]
        for i, (a, b, c) in enumerate(rows, start=1)
    ]
    assert read == [["a", "b", "c"], *expected]
    assert changed == sum(edits[i] != rows[i - 1][1] for i in edits)


@pytest.mark.parametrize(
    "failure",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EFBIG, "File too large"),
        OperationalError("database or disk is full"),
        OperationalError("disk I/O error"),
    ],
)
def test_a_disk_without_room_is_one_sentence_whoever_meets_it(failure):
    with pytest.raises(Refused) as refused, disk_guard("export.csv"):
        raise failure
    assert refused.value.rule == "file.disk_full"
