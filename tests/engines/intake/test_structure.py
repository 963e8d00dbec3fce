"""What is seen of a text before it is read: its quotes, its lines, whether it is UTF-8."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.engines.intake import structure, text
from parvis.engines.intake.limits import MEBI, Limits
from parvis.engines.intake.structure import IrregularError, check_quotes, starts

CELLS = st.lists(st.text('ab"\n\r,;é ', max_size=6), min_size=2, max_size=2)
BLOCKS = st.integers(1, 9)


def _checked(path: Path, block: int) -> int | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "_BLOCK", block)
        try:
            return check_quotes(path, offset=0, delimiter=",")
        except IrregularError:
            return None


@given(table=st.lists(CELLS, min_size=1, max_size=9), block=BLOCKS)
def test_a_table_as_a_library_writes_it_is_regular_whatever_the_block(
    table, block, tmp_path_factory
) -> None:
    out = io.StringIO(newline="")
    writer, lines = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n"), []
    for row in table:
        lines.append(out.getvalue().count("\n"))
        writer.writerow(row)
    path = tmp_path_factory.getbasetemp() / "regular.csv"
    path.write_bytes(out.getvalue().encode())
    assert _checked(path, block) == out.getvalue().count("\n")
    assert list(starts(path, offset=0, longest=MEBI)) == lines


@given(content=st.text('a",\n', max_size=14), block=BLOCKS)
def test_a_verdict_does_not_depend_on_the_block(content, block, tmp_path_factory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content.encode())
    assert _checked(path, block) == _checked(path, MEBI)


@pytest.mark.parametrize("line", ['a"b,c\n', '"a"b,c\n', ' "a",b\n', '"a" ,b\n', '"a,b\n', 'a,"'])
def test_a_quote_out_of_place_asks_for_the_careful_reading(line: str, tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(f'x,y\n"a","b"\n{line}', encoding="utf-8", newline="")
    with pytest.raises(IrregularError):
        check_quotes(path, offset=0, delimiter=",")


@given(content=st.binary(max_size=40) | st.text(max_size=20).map(str.encode), block=BLOCKS)
def test_a_text_is_utf8_where_its_decoder_says_so_whatever_the_block(
    content, block, tmp_path_factory
) -> None:
    rest: bytes | None = b""
    for start in range(0, len(content), block):
        rest = None if rest is None else text._unfinished(rest + content[start : start + block])
    assert (rest == b"") == _is_utf8(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_character_over_two_blocks_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "blocks.csv"
    path.write_bytes(b"x" * 99 + b"\n" + ("é\n" * MEBI).encode())
    found = text.as_utf8(path, filename="blocks.csv", scratch=tmp_path, limits=Limits())
    assert (found.path, found.encoding) == (path, "utf-8")
