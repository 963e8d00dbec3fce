"""The encoding of a text file, and its UTF-8 copy where it is not UTF-8."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from parvis.core.errors import Refused, Where
from parvis.core.ingest.encoding import guess_legacy, is_mixed
from parvis.engines.intake.limits import MEBI, Limits, human
from parvis.engines.intake.structure import count_byte

_BOM = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""In this order: the mark of UTF-32 starts with that of UTF-16."""

_WIDE_SHARE = 0.7
"""Share of the characters that are ASCII in a French table; half their UTF-16 bytes are null."""

_CONTROLS = bytes({*range(32)} - set(b"\t\n\r\f\x1a"))
_MOST_CONTROLS = 0.001
_SNIPPETS = 20_000
_ACCENTED = re.compile(rb"[^\n]?[\x80-\xff]+[^\n]?")


@dataclass(frozen=True, slots=True)
class Text:
    """A UTF-8 file. `encoding` is that of the file received; `has_lone_returns`: some lines
    end with a carriage return alone, which only the careful reading understands."""

    path: Path
    encoding: str
    has_lone_returns: bool


def as_utf8(path: Path, *, filename: str, scratch: Path, limits: Limits) -> Text:
    """`path` itself if it is UTF-8, else its UTF-8 copy in `scratch`; Refused if it is no text."""
    where = Where(filename)
    survey = _survey(path, where, limits)
    encoding = survey.encoding or _legacy(path, survey, where)
    is_old_mac = survey.returns > 0 and survey.feeds == 0
    if encoding in {"utf-8", "utf-8-sig"} and not is_old_mac:
        return Text(path, encoding, survey.has_lone_returns)
    copy = scratch / "utf8.csv"
    _transcode(path, copy, encoding, is_old_mac=is_old_mac, where=where)
    return Text(copy, encoding, survey.has_lone_returns and not is_old_mac)


@dataclass(slots=True)
class _Survey:
    """What one reading of the bytes says; the encoding is empty where it is to be guessed."""

    encoding: str = ""
    feeds: int = 0
    returns: int = 0
    pairs: int = 0

    @property
    def has_lone_returns(self) -> bool:
        return self.returns > self.pairs


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(MEBI):
            yield block


def _survey(path: Path, where: Where, limits: Limits) -> _Survey:
    found = _Survey()
    last = b""
    rest: bytes | None = b""
    for number, block in enumerate(_blocks(path)):
        if number == 0:
            found.encoding = _announced(block) or _wide(block)
            if found.encoding.startswith(("utf-16", "utf-32")):
                return found
            _check_start(block, where)
        _check_block(block, found, where, limits)
        _count_ends(block, last, found)
        if rest is not None:
            rest = _unfinished(rest + block)
        last = block[-1:]
    if rest == b"":
        found.encoding = found.encoding or "utf-8"
    elif found.encoding == "utf-8-sig":
        raise Refused("file.mixed_encoding", where=where)
    return found


def _announced(block: bytes) -> str:
    """The encoding whose mark starts the file."""
    return next((name for bom, name in _BOM.items() if block.startswith(bom)), "")


def _wide(block: bytes) -> str:
    """UTF-16 without its mark, as database servers export it; else ""."""
    even, odd = block[0::2], block[1::2]
    if not even.count(0) and odd.count(0) > len(odd) * _WIDE_SHARE:
        return "utf-16-le"
    if not odd.count(0) and even.count(0) > len(even) * _WIDE_SHARE:
        return "utf-16-be"
    return ""


def _check_start(block: bytes, where: Where) -> None:
    if len(block.translate(None, _CONTROLS)) < len(block) * (1 - _MOST_CONTROLS):
        raise Refused("file.binary", where=where)


def _check_block(block: bytes, found: _Survey, where: Where, limits: Limits) -> None:
    if b"\0" in block:
        raise Refused("file.binary", where=where)
    is_endless = b"\n" not in block and b"\r" not in block and len(block) > limits.record // 2
    if is_endless:
        place = Where(where.file, found.feeds + 1)
        raise Refused("file.line_too_long", where=place, limit=human(limits.record))


def _count_ends(block: bytes, last: bytes, found: _Survey) -> None:
    found.feeds += count_byte(block, b"\n")
    if returns := count_byte(block, b"\r"):
        found.returns += returns
        found.pairs += block.count(b"\r\n")
    found.pairs += last == b"\r" and block.startswith(b"\n")


def _unfinished(text: bytes) -> bytes | None:
    """The start of a character that ends `text`, b"" where none is cut; None if not UTF-8.

    Arrow says twenty times as fast as a decoder whether the whole is valid.
    """
    offsets = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return _cut(text)
    return b""


def _cut(text: bytes) -> bytes | None:
    try:
        return text[codecs.utf_8_decode(text, "strict", False)[1] :]
    except UnicodeDecodeError:
        return None


def _legacy(path: Path, survey: _Survey, where: Where) -> str:
    sample = _accented(path)
    if is_mixed(sample):
        raise Refused("file.mixed_encoding", where=where)
    return guess_legacy(sample).encoding


def _accented(path: Path) -> bytes:
    """Snippets around the non-ASCII bytes of the file, from its start."""
    snippets: list[bytes] = []
    for block in _blocks(path):
        snippets.extend(_ACCENTED.findall(block))
        if len(snippets) >= _SNIPPETS:
            break
    return b" ".join(snippets[:_SNIPPETS])


def _transcode(path: Path, copy: Path, encoding: str, *, is_old_mac: bool, where: Where) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with copy.open("wb") as out:
        try:
            for block in _blocks(path):
                out.write(_converted(decoder.decode(block), is_old_mac))
            out.write(_converted(decoder.decode(b"", True), is_old_mac))
        except UnicodeDecodeError as error:
            raise Refused("file.mixed_encoding", where=where) from error


def _converted(text: str, is_old_mac: bool) -> bytes:
    return (text.replace("\r", "\n") if is_old_mac else text).encode()
