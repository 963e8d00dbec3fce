"""A portrait as CSV: UTF-8, comma, dots for decimals, one line per indicator."""

import csv
import io
from collections.abc import Iterator

from parvis.core.territory.portrait import Line, Portrait

COLUMNS = (
    "indicator", "theme", "title", "unit", "year", "value", "hidden", "peers_low", "peers_median",
    "peers_high", "peers_known", "department", "department_is_median", "nation",
    "nation_is_median", "dataset", "producer", "vintage", "licence", "url",
)  # fmt: skip


def to_csv(portrait: Portrait) -> str:
    """One line per indicator; an unknown figure is blank and `hidden` says why."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(["" if cell is None else cell for cell in _cells(line)]
                     for line in portrait.lines)  # fmt: skip
    return out.getvalue()


def _cells(line: Line) -> Iterator[object]:
    shown = line.indicator
    yield from (shown.id, shown.theme, shown.title, shown.unit, line.year, line.value)
    yield "" if line.value is not None else line.absence.name.lower()
    peers = line.peers
    yield from (peers.low, peers.median, peers.high, peers.known) if peers else ("", "", "", 0)
    for wider in (line.department, line.nation):
        yield from (wider.value, int(wider.is_median))
    source = line.source
    if source:
        yield from (source.dataset, source.producer, source.vintage, source.licence, source.url)
    else:
        yield from [""] * 5


def document_of(portrait: Portrait) -> dict[str, object]:
    """The portrait as one JSON document."""
    return {
        "place": portrait.place,
        "is_complete": portrait.is_complete,
        "is_picked": portrait.is_picked,
        "indicators": [_entry(line) for line in portrait.lines],
        "peers": portrait.peers,
    }


def _entry(line: Line) -> dict[str, object]:
    shown = line.indicator
    return {
        "id": shown.id,
        "theme": shown.theme,
        "title": shown.title,
        "unit": shown.unit,
        "formula": shown.formula,
        "year": line.year,
        "value": line.value,
        "hidden": "" if line.value is not None else line.absence.name.lower(),
        "trail": line.trail,
        "peers": line.peers,
        "department": line.department,
        "nation": line.nation,
        "source": line.source,
    }
