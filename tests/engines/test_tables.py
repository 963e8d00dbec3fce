"""Small tables: any French export in, one form out."""

import codecs

import pytest

from parvis.core.errors import Refused
from parvis.engines.tables import read_columns, write_rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_found_whatever_the_encoding_and_the_delimiter(
    tmp_path, encoding: str, delimiter: str
) -> None:
    rows = [["délai", "id"], ["2m", "Mériot"], [], ["14h", " Noël "]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "cas.csv").write_bytes(text.encode(encoding))
    read = read_columns(tmp_path / "cas.csv", ("id", "délai"))
    assert read.values == {"id": ["Mériot", "Noël"], "délai": ["2m", "14h"]}
    assert read.lines == [2, 4]


def test_a_line_is_the_physical_one_even_after_a_text_of_several_lines(tmp_path) -> None:
    (tmp_path / "cas.csv").write_text('id,note\n1,"a\nb"\n2,c\n')
    read = read_columns(tmp_path / "cas.csv", ("id",))
    assert read.where(1, "id").line == 4


def test_a_header_alone_is_an_empty_table(tmp_path) -> None:
    (tmp_path / "cas.csv").write_text("id,start\n")
    assert read_columns(tmp_path / "cas.csv", ("id",)).values == {"id": []}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file.empty"),
        (b"id,end\n1,2\n", "table.columns"),
        (b"id,start\n1,2,3\n", "table.width"),
        (b'id,start\n1,"2\n', "file.unclosed_quote"),
        (b"id,start\n1,\0\n", "file.binary"),
        (codecs.BOM_UTF8 + b"id,start\n\xe9,2\n", "file.mixed_encoding"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, content: bytes, rule: str) -> None:
    (tmp_path / "cas.csv").write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_columns(tmp_path / "cas.csv", ("id", "start"))
    assert refused.value.rule == rule
    assert str(refused.value).startswith("cas.csv")


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path) -> None:
    for path, rule in ((tmp_path / "none.csv", "file.missing"), (tmp_path, "file.is_folder")):
        with pytest.raises(Refused) as refused:
            read_columns(path, ("id",))
        assert refused.value.rule == rule


def test_a_table_is_written_whole_or_not_at_all(tmp_path) -> None:
    target = tmp_path / "out.csv"
    write_rows(target, ("id", "text"), [(1, "a,b"), (2, "é")])
    assert target.read_bytes() == 'id,text\n1,"a,b"\n2,é\n'.encode()

    def broken():
        yield (3, "c")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_rows(target, ("id", "text"), broken())
    assert target.read_bytes().count(b"\n") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path) -> None:
    with pytest.raises(Refused, match=r"out\.csv.*--out"):
        write_rows(tmp_path / "nowhere" / "out.csv", ("id",), [])


def test_without_names_every_column_is_read_and_two_of_one_name_are_refused(tmp_path) -> None:
    (tmp_path / "cas.csv").write_text("b,a\n1,2\n")
    assert read_columns(tmp_path / "cas.csv").values == {"b": ["1"], "a": ["2"]}
    (tmp_path / "cas.csv").write_text("a,a\n1,2\n")
    assert read_columns(tmp_path / "cas.csv", ("a",)).values == {"a": ["1"]}
    with pytest.raises(Refused) as refused:
        read_columns(tmp_path / "cas.csv")
    assert refused.value.rule == "table.column_twice"
