"""Trademark filings as INPI publishes them: XML of WIPO's ST.66 or ST.96, or CSV.

Elements are known by their local names, whatever the namespace: the file of one year differs from
the next by it. ST.66: TradeMark, ApplicationNumber, MarkVerbalElementText, ClassNumber,
Publication. ST.96, which follows it: Trademark, ApplicationNumberText, and bags around each list.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from parvis.core.errors import Refused, Where
from parvis.core.loyalty.filings import CLASSES, Filing

_MARK = frozenset({"TradeMark", "Trademark"})
_NUMBER = ("ApplicationNumberText", "ApplicationNumber")
_WORDS = ("MarkVerbalElementText", "MarkVerbalElement", "MarkSignificantVerbalElementText",
          "MarkSignificantVerbalElement")  # fmt: skip
_OWNERS = ("Applicant", "Holder")
_NAMED = ("OrganizationName", "OrganizationStandardName", "EntityName", "PersonFullName",
          "LastName", "FreeFormatNameLine")  # fmt: skip
_COLUMNS = {
    "number": ("numero", "numero national", "n national", "numero de depot"),
    "mark": ("marque", "nom de la marque", "denomination"),
    "applicant": ("deposant", "titulaire", "deposants"),
    "classes": ("classes", "classe", "classes de nice", "classification de nice"),
    "filed_on": ("date de depot", "depot", "date depot"),
    "published_on": ("date de publication", "publication", "date publication"),
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y")
_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})$")
_FIRST = date(1857, 6, 23)
"""The first French law on marks: nothing was filed before."""


def read_filings(path: Path) -> Iterator[Filing]:
    """The filings of an XML file, a CSV file, or a zip of them.

    Refused, with file and line where there is one, where it is neither or of another schema.
    """
    if not path.is_file():
        raise Refused("trademarks.absent", where=Where(path.name))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith((".xml", ".csv"))]
            if not names:
                raise Refused("trademarks.schema", where=Where(path.name))
            for name in names:
                yield from _read(archive.read(name), name)
        return
    yield from _read(path.read_bytes(), path.name)


def _read(raw: bytes, name: str) -> Iterator[Filing]:
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        yield from _from_xml(raw, name)
    else:
        yield from _from_csv(raw, name)


def _from_xml(raw: bytes, name: str) -> Iterator[Filing]:
    found = False
    try:
        for _, element in iterparse(io.BytesIO(raw), forbid_dtd=True):
            if _local(element) in _MARK:
                found = True
                filing = _filing(element, name)
                element.clear()
                if filing is not None:
                    yield filing
    except (ParseError, DefusedXmlException) as error:
        raise Refused("trademarks.unreadable", where=Where(name), detail=error) from error
    if not found:
        raise Refused("trademarks.schema", where=Where(name))


def _filing(element: Element, name: str) -> Filing | None:
    """A mark; None for one without words (a drawing). Refused where it lacks number or date.

    The first publication opens the term to oppose; those of its life come after.
    """
    number, filed = _first(element, _NUMBER), _first(element, ("ApplicationDate",))
    if not number or not filed:
        raise Refused("trademarks.schema", where=Where(name))
    words = _first(element, _WORDS)
    if not words:
        return None
    published = [_day(text, name, None) for text in _texts(element, "PublicationDate")]
    return Filing(
        number, words, _owner(element),
        _classes(" ".join(_texts(element, "ClassNumber")), name, None),
        _day(filed, name, None), min(published, default=None),
    )  # fmt: skip


def _owner(element: Element) -> str:
    """Who files, as named in the mark: the applicant, else the holder; never their attorney."""
    for role in _OWNERS:
        for who in element.iter():
            if _local(who) == role and (named := _first(who, _NAMED)):
                return named
    return ""


def _first(element: Element, tags: tuple[str, ...]) -> str:
    """The text of the first of `tags` that says something; "" where none does."""
    return next((texts[0] for tag in tags if (texts := _texts(element, tag))), "")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(element: Element, tag: str) -> list[str]:
    return [text for e in element.iter() if _local(e) == tag and (text := (e.text or "").strip())]


def _from_csv(raw: bytes, name: str) -> Iterator[Filing]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    known = _recognised(reader.fieldnames or (), name)
    for row in reader:
        values = {field: (row.get(header) or "").strip() for field, header in known.items()}
        if not values["mark"]:
            continue
        published = values.get("published_on", "")
        yield Filing(
            values["number"], values["mark"], values.get("applicant", ""),
            _classes(values.get("classes", ""), name, reader.line_num),
            _day(values["filed_on"], name, reader.line_num),
            _day(published, name, reader.line_num) if published else None,
        )  # fmt: skip


def _recognised(headers: object, name: str) -> dict[str, str]:
    from parvis.core.french import alphabetical

    plain = {re.sub(r"[^a-z ]+", " ", alphabetical(str(h))).strip(): str(h) for h in headers}  # type: ignore[attr-defined]
    plain = {re.sub(r" +", " ", told): header for told, header in plain.items()}
    found = {field: plain[told] for field, names in _COLUMNS.items() for told in names
             if told in plain}  # fmt: skip
    if not {"number", "mark", "filed_on"} <= set(found):
        raise Refused("trademarks.schema", where=Where(name))
    return found


def _classes(text: str, name: str, line: int | None) -> tuple[int, ...]:
    found = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", text)))
    for number in found:
        if not 1 <= number <= CLASSES:
            raise Refused("trademarks.class", where=Where(name, line=line), value=number)
    return found


def _day(text: str, name: str, line: int | None) -> date:
    """The day that `text` begins with: XML may add a time or a zone to it."""
    plain = _ISO.sub(r"\1", text)
    for form in _DAYS:
        try:
            day = datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if day >= _FIRST:
            return day
    raise Refused("trademarks.date", where=Where(name, line=line), value=text)
