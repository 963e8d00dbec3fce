"""Rows of a spreadsheet (.xlsx), read as a stream with the standard library.

Only values are read: no formula is computed, no entity is expanded.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from string import digits
from typing import Any
from xml.parsers import expat

_LETTERS = re.compile("[A-Z]{1,3}")
_VALUES = ("v", "t")
_CHUNK = 1 << 20
_SHARED = "xl/sharedStrings.xml"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class NotASpreadsheetError(ValueError):
    """The archive is damaged or is not a spreadsheet."""


def sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """The member of the archive that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def link(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"].removeprefix("/xl/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            names[attributes["name"]] = attributes["r:id"]

    _parse(book, _LINKS, start=link)
    _parse(book, _BOOK, start=sheet)
    return {name: f"xl/{targets[link_id]}" for name, link_id in names.items()}


def rows(book: zipfile.ZipFile, member: str, shared: list[str]) -> Iterator[list[str]]:
    """The rows of one sheet, each as texts; a cell left out is "". `shared`: see `shared_texts`."""
    reader = _Rows(shared)
    with book.open(member) as stream:
        parser = _parser(reader.start, reader.end, reader.text)
        while chunk := stream.read(_CHUNK):
            _feed(parser, chunk, member)
            yield from reader.taken()


class _Rows:
    """Collects cells into rows as the parser meets them."""

    def __init__(self, shared: list[str]) -> None:
        self._shared = shared
        self._done: list[list[str]] = []
        self._row: list[str] = []
        self._is_shared = self._is_value = False
        self._column = 0
        self._text = ""

    def taken(self) -> list[list[str]]:
        """The rows completed since the last call."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._column = _column(attributes.get("r", ""), len(self._row))
            self._is_shared = attributes.get("t") == "s"
            self._text = ""
        elif tag in _VALUES:
            self._is_value = True
        elif tag == "row":
            self._row = []

    def end(self, tag: str) -> None:
        if tag == "c":
            row, text = self._row, self._text
            if self._column > len(row):
                row.extend([""] * (self._column - len(row)))
            row.append(self._shared[int(text)] if self._is_shared and text else text)
        elif tag in _VALUES:
            self._is_value = False
        elif tag == "row":
            self._done.append(self._row)

    def text(self, data: str) -> None:
        if self._is_value:
            self._text += data


def _column(reference: str, following: int) -> int:
    """The rank, from 0, of a cell called "C12"; the next one when the file does not say."""
    letters = reference.rstrip(digits)
    rank = _rank(letters)
    return following if rank is None or letters == reference else rank


@cache
def _rank(letters: str) -> int | None:
    """The rank, from 0, of the column called "AB"; None for what is no column."""
    if _LETTERS.fullmatch(letters) is None:
        return None
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - ord("A") + 1
    return rank - 1


def shared_texts(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells of every sheet name by their rank."""
    found: list[str] = []
    parts: list[str] = []
    depth = {"t": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            parts.clear()
        depth["t"] += tag == "t"

    def end(tag: str) -> None:
        depth["t"] -= tag == "t"
        if tag == "si":
            found.append("".join(parts))

    def text(data: str) -> None:
        if depth["t"]:
            parts.append(data)

    if _SHARED in book.namelist():
        _parse(book, _SHARED, start=start, end=end, text=text)
    return found


def _parse(
    book: zipfile.ZipFile,
    member: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    try:
        _feed(_parser(start, end, text), book.read(member), member, is_last=True)
    except KeyError as error:
        raise NotASpreadsheetError(member) from error


def _parser(start: Any, end: Any, text: Any) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    return parser


def _refuse_entity(*_: object) -> None:
    raise NotASpreadsheetError("entity")


def _feed(parser: expat.XMLParserType, data: bytes, member: str, *, is_last: bool = False) -> None:
    try:
        parser.Parse(data, is_last)
    except expat.ExpatError as error:
        raise NotASpreadsheetError(member) from error
