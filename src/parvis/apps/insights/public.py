"""The figures that the town publishes, for anybody: their table, their method, their file."""

import csv
import io
from dataclasses import dataclass

from parvis.apps import wired
from parvis.apps.ui.question import words
from parvis.apps.ui.question.reading import dimension_title
from parvis.core.errors import NotVisible
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import parse_period, title_of
from parvis.core.publics import PublicTable

ALL = "*"


@dataclass(frozen=True, slots=True)
class Published:
    """One table as the page shows it."""

    name: str
    metric: Metric
    title: str
    period: str
    release: str
    published_on: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden: int


def published() -> list[Published]:
    """The tables whose definition is still known, in the order they were published."""
    metrics = wired.metrics()
    return [
        _shown(table, content, metrics[table.metric])
        for table, content in wired.public_tables()
        if table.metric in metrics
    ]


def file_named(name: str) -> bytes:
    """The CSV of one table; NotVisible where there is none."""
    for table, content in wired.public_tables():
        if table.name == name:
            return content
    raise NotVisible(name)


def _shown(table: PublicTable, content: bytes, metric: Metric) -> Published:
    by = table.by
    _, *lines = csv.reader(io.StringIO(content.decode()))
    titles = [dimension_title(metric, name) for name in by]
    period = table.period
    named = f"{metric.title}, par {' et '.join(t[:1].lower() + t[1:] for t in titles)}"
    return Published(
        name=table.name,
        metric=metric,
        title=named if titles else metric.title,
        period=title_of(parse_period(period)) if period else "tout ce qui est connu",
        release=table.release,
        published_on=table.published_on,
        headings=(*titles, metric.unit.capitalize()),
        rows=tuple(_row(by, line, metric) for line in lines),
        hidden=sum(not line[-1] for line in lines),
    )


def _row(by: tuple[str, ...], line: list[str], metric: Metric) -> tuple[str, ...]:
    *keys, value = line
    names = [
        "Ensemble" if key == ALL else words.key(name, key)
        for name, key in zip(by, keys, strict=True)
    ]
    return (*names, words.value(metric, float(value)) if value else "masqué")
