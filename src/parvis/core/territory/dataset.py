"""Official statistical files as data: who publishes what, where, and in which columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where


class Shape(StrEnum):
    """How a published file holds what it says."""

    VALUES = "values"
    """One row per territory, one column per variable."""
    COUNTS = "counts"
    """One row per territory and category, with a count."""
    SUCCESSORS = "successors"
    """One row per code that is gone, with the code that took over."""
    CONTOURS = "contours"
    """One geometry per territory."""


class Level(StrEnum):
    """What kind of territory a row is about."""

    COMMUNE = "commune"
    IRIS = "iris"
    ZONE = "zone"


class Zero(StrEnum):
    """What a 0 in a file means: some files write it where nothing is published."""

    KNOWN = "known"
    SECRET = "secret"  # noqa: S105  a withheld figure
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Variable:
    """One quantity of a file: `columns` are summed; under `COUNTS`, categories are.

    A text is kept as it is. A variable that is not `is_additive` (a median, a rate) cannot be
    rebuilt for communes that merged. `zero` says what a 0 of the file means.
    """

    id: str
    columns: tuple[str, ...]
    is_text: bool = False
    is_additive: bool = True
    zero: Zero = Zero.KNOWN


@dataclass(frozen=True, slots=True)
class Dataset:
    """One vintage of one published file. `id` is "<family>-<vintage>".

    `geography` is the year of the list of communes the file is written in. `url` is the
    producer's address of the file, "" when only `page` explains how to get it. `blank_is_secret`:
    an empty cell means that the producer withheld the figure. `keep` retains the rows where a
    column holds one of some values. `is_mixed`: rows of other kinds of territory stand among those
    of this level and are left out. `relay` names whoever gathered the producer's figures under
    these column names, "" where the file is the producer's own.
    """

    id: str
    title: str
    producer: str
    licence: str
    page: str
    url: str
    shape: Shape
    level: Level
    geography: int
    key: str
    variables: tuple[Variable, ...]
    sheet: str = ""
    category: str = ""
    count: str = ""
    blank_is_secret: bool = False
    keep_column: str = ""
    keep_values: tuple[str, ...] = ()
    is_mixed: bool = False
    relay: str = ""

    @property
    def family(self) -> str:
        """The file whatever its vintage."""
        return self.id.rpartition("-")[0]

    @property
    def vintage(self) -> str:
        """The edition or the year observed, as the producer calls it."""
        return self.id.rpartition("-")[2]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which a file is not this one, in the order of the definition."""
        if self.shape is Shape.COUNTS:
            return (self.key, self.category, self.count)
        kept = (self.keep_column,) if self.keep_column else ()
        listed = (c for v in self.variables for c in v.columns)
        return tuple(dict.fromkeys((self.key, *kept, *listed)))


SECRET_MARKS = ("s", "ns", "nd", "so")
"""What Insee writes in place of a figure: secret, not significant, not available, no object."""


def dataset_from(data: Mapping[str, Any], file: str) -> Dataset:
    """The dataset written in `data` (one TOML file); Refused naming `file` if it is wrong."""
    entries = Entries(data, file)
    dataset = Dataset(
        id=entries.text("id"),
        title=entries.text("title"),
        producer=entries.text("producer"),
        licence=entries.text("licence"),
        page=entries.text("page"),
        url=entries.text("url", ""),
        shape=entries.choice("shape", Shape),
        level=entries.choice("level", Level),
        geography=int(entries.number("geography")),
        key=entries.text("key"),
        variables=tuple(_variable(table) for table in entries.tables("variable")),
        sheet=entries.text("sheet", ""),
        category=entries.text("category", ""),
        count=entries.text("count", ""),
        blank_is_secret=entries.text("blank", "absent") == "secret",
        keep_column=entries.text("keep_column", ""),
        keep_values=entries.texts("keep_values"),
        is_mixed=entries.text("others", "wrong") == "left out",
        relay=entries.text("relay", ""),
    )
    entries.end()
    if (dataset.shape is Shape.COUNTS) != bool(dataset.category and dataset.count):
        raise Refused("definition.missing", where=Where(file, field="category"))
    return dataset


def _variable(table: Entries) -> Variable:
    variable = Variable(
        id=table.text("id"),
        columns=table.texts("columns"),
        is_text=table.text("type", "number") == "text",
        is_additive=table.text("merged", "sum") == "sum",
        zero=Zero(table.text("zero", Zero.KNOWN)),
    )
    table.end()
    return variable
