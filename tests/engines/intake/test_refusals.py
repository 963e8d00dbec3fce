"""A file that cannot be read is refused with one sentence; nothing of it stays."""

import errno
import gzip
import io
import shutil
import zipfile
from collections import namedtuple
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake_reading import HEADER, MEALS, NOW, load_in
from parvis.core.errors import Refused
from parvis.engines.intake import load as intake
from parvis.engines.intake import received
from parvis.engines.intake.limits import Limits

GOOD = f"{HEADER}\nBon;01/01/2025;1;1;;;\n".encode()
ROWS = "".join(f"Site {i};01/01/2025;1;1;;;\n" for i in range(50))
SMALL = Limits(expanded=1 << 20, ratio=50, ratio_from=1 << 14)


def named(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return out.getvalue()


def encrypted() -> bytes:
    content = bytearray(named({"export.csv": GOOD}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + at] |= 1
    return bytes(content)


def nirs() -> bytes:
    numbers = [f"1850741269{i:03}" for i in range(1, 21)]
    keyed = [
        f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:]} {97 - int(n) % 97:02}"
        for n in numbers
    ]
    return (
        f"{HEADER};Note\n".encode()
        + "".join(f"S{i};01/01/2025;1;1;;;;{n}\n" for i, n in enumerate(keyed)).encode()
    )


CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "file.empty"),
    "only blanks": (b"\n\n", "file.empty"),
    "empty in gzip": (gzip.compress(b""), "file.empty"),
    "header only": (f"{HEADER}\n".encode(), "file.no_rows"),
    "header without end": (HEADER.encode(), "file.no_rows"),
    "binary": (b"\x00\x01\x02" * 100, "file.binary"),
    "controls": (b"\x01\x02abc" * 100, "file.binary"),
    "mixed": (f"{HEADER}\nÉcole;".encode() + "été\n".encode("cp1252"), "file.mixed_encoding"),
    "bom then latin": (b"\xef\xbb\xbf" + GOOD + "été".encode("cp1252"), "file.mixed_encoding"),
    "half utf-16": ((HEADER + "\nA").encode("utf-16")[:-1], "file.mixed_encoding"),
    "cut csv": (GOOD + b"Cut;01/0", "file.truncated_text"),
    "open quote": (GOOD + b'"Cut;01/01/2025;1;1;;;\n', "file.unclosed_quote"),
    "cut gzip": (gzip.compress(GOOD * 500)[:-12], "file.truncated"),
    "broken gzip": (b"\x1f\x8b" + b"x" * 50, "file.truncated"),
    "cut zip": (named({"a.csv": GOOD})[:60], "file.truncated"),
    "cut parquet": (b"PAR1" + b"x" * 100, "file.truncated"),
    "zip of two": (named({"a.csv": GOOD, "b.csv": GOOD}), "file.archive_members"),
    "zip of none": (named({}), "file.archive_members"),
    "zip in zip": (named({"a.csv": named({"b.csv": GOOD})}), "file.archive_nested"),
    "path above": (named({"../a.csv": GOOD}), "file.archive_path"),
    "path from root": (named({"/etc/a.csv": GOOD}), "file.archive_path"),
    "password": (encrypted(), "file.encrypted"),
    "xlsx": (named({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "file.truncated"),
    "ods": (named({"mimetype": b"x", "content.xml": b"x"}), "file.truncated"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "file.workbook"),
    "xlsm": (
        named({"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}),
        "file.workbook_macros",
    ),
    "docx": (named({"[Content_Types].xml": b"x", "word/a.xml": b"x"}), "file.kind"),
    "pdf": (b"%PDF-1.7 ...", "file.kind"),
    "web page": (b"<html><body>login</body></html>", "file.kind"),
    "lower case web page": (b"\n <!doctype html><html></html>", "file.kind"),
    "marked xml": (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "file.kind"),
    "json": (b'{"Restaurants":\n  ["A"]\n}', "file.kind"),
    "only separators": (b";;;\n\n,,\n", "file.empty"),
    "only empty rows": (f"{HEADER}\n;;;;;;\n;;;;;;\n".encode(), "file.no_rows"),
    "tar": (b"a" * 257 + b"ustar" + b"\0" * 300, "file.kind"),
    "zip bomb by size": (named({"a.csv": b"0" * (2 << 20)}), "file.bomb"),
    "gzip bomb by ratio": (gzip.compress(b"0\n" * (1 << 18)), "file.bomb"),
    "endless line": (GOOD + b"x" * (3 << 20), "file.line_too_long"),
    "endless quoted record": (GOOD + b'"' + b"x\n" * (1 << 20), "file.line_too_long"),
    "nir": (nirs(), "file.nir_column"),
    "unknown": (b"Couleur;Poids\nbleu;3\n", "contract.missing_columns"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_unreadable_file_has_its_sentence(tmp_path: Path, case: str) -> None:
    content, rule = CASES[case]
    limits = SMALL if "bomb" in case else None
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, content, limits=limits)
    assert refused.value.rule == rule
    assert refused.value.sentence("fr").startswith("export.csv")
    assert refused.value.sentence("en").startswith("export.csv")
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "export.csv"]


def test_a_truncated_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ligne 53") as refused:
        load_in(tmp_path, GOOD + ROWS.encode() + b"Cut;01/0")
    assert (refused.value.facts["found"], refused.value.facts["expected"]) == (2, 7)


def test_an_archive_that_lies_about_its_size_is_stopped_while_it_expands(tmp_path: Path) -> None:
    content = named({"a.csv": b"0" * (2 << 20)}).replace(
        (2 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    )
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, content, limits=SMALL)
    assert refused.value.rule in {"file.bomb", "file.truncated"}


def test_parquet_with_lists_or_bytes_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"Restaurant": [["a"]], "Date": ["x"]}), tmp_path / "a.parquet")
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, tmp_path / "a.parquet")
    assert refused.value.rule == "file.nested_columns"


@pytest.mark.parametrize("rule", ["file.missing", "file.is_folder"])
def test_what_is_not_a_file_is_refused(tmp_path: Path, rule: str) -> None:
    path = tmp_path / "absent.csv" if rule == "file.missing" else tmp_path
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, path)
    assert refused.value.rule == rule


def test_an_unknown_contract_is_refused_before_the_file_is_opened(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="meals"):
        load_in(tmp_path, tmp_path / "absent.csv", MEALS, contract_id="nothing")


def test_a_disk_without_room_is_refused_before_starting(tmp_path: Path, monkeypatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(free=1000))
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, GOOD)
    assert refused.value.rule == "file.disk_full"


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException("Could not write file: No space left on device"),
    ],
)
def test_a_disk_that_fills_up_on_the_way_is_refused(tmp_path: Path, monkeypatch, fault) -> None:
    def full(*_args: object) -> None:
        raise fault

    monkeypatch.setattr(intake, "write_rows", full)
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, GOOD)
    assert refused.value.rule == "file.disk_full"
    assert not list(tmp_path.rglob("scratch"))


def test_a_table_too_wide_for_the_memory_has_its_sentence(tmp_path: Path, monkeypatch) -> None:
    def heavy(*_args: object) -> None:
        raise duckdb.OutOfMemoryException("could not allocate block")

    monkeypatch.setattr(intake, "judge_records", heavy)
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, GOOD)
    assert refused.value.rule == "file.too_heavy"


def test_a_file_written_while_it_is_read_is_refused(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(GOOD)
    known = received.receive

    def touched(*args: object, **more: object) -> received.Received:
        found = known(*args, **more)
        path.write_bytes(GOOD + b"Plus;01/01/2025;1;1;;;\n")
        return found

    monkeypatch.setattr(intake, "receive", touched)
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, path)
    assert refused.value.rule == "file.changed"


def test_an_interruption_leaves_nothing_in_the_scratch(tmp_path: Path) -> None:
    def interrupted(done: float, _label: str) -> None:
        if done > 0.4:
            raise KeyboardInterrupt

    (tmp_path / "a.csv").write_bytes(GOOD)
    with pytest.raises(KeyboardInterrupt):
        intake.FileIntake().load(
            tmp_path / "a.csv",
            filename="a.csv",
            contracts=(MEALS,),
            contract_id=None,
            workdir=tmp_path / "work",
            now=NOW,
            progress=interrupted,
        )
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.EFBIG, "File too large"),
        duckdb.IOException('Could not write file "rows.parquet": File too large'),
    ],
)
def test_a_size_that_the_system_forbids_is_a_lack_of_room(
    tmp_path: Path, monkeypatch, fault
) -> None:
    def forbidden(*_args: object) -> None:
        raise fault

    monkeypatch.setattr(intake, "write_rows", forbidden)
    with pytest.raises(Refused) as refused:
        load_in(tmp_path, GOOD)
    assert refused.value.rule == "file.disk_full"
