"""Which tables to publish: the definition read by `parvis disclose`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.privacy.closed import Hierarchy
from parvis.core.privacy.margins import Wanted

_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Spec:
    """The tables, the column that says who is the same person ("": each row is one), and the
    columns of which each value lies in one value of the next."""

    tables: tuple[Wanted, ...]
    person: str
    hierarchies: tuple[Hierarchy, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the tables and the hierarchies name, once each."""
        names = [name for table in self.tables for name in table.dimensions]
        names += [name for levels in self.hierarchies for name in levels]
        return tuple(dict.fromkeys(names))


def spec_from(data: Mapping[str, Any], file: str) -> Spec:
    """The spec that `file` holds; Refused names the entry at fault.

    `[[table]]` with `name` and `dimensions`, or the short form `[tables]`: name = [dimensions].
    """
    entries = Entries(_spelled_out(data), file)
    tables = tuple(_table(table) for table in entries.tables("table"))
    spec = Spec(tables, entries.text("person", ""), _hierarchies(entries, data))
    entries.end()
    if not tables:
        raise Refused("disclose.no_table", where=Where(file))
    names = [table.name for table in tables]
    for name in names:
        if names.count(name) > 1:
            entries.refuse("disclose.name_twice", "table", name=name)
    return spec


def _spelled_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """The long form of what is written in short."""
    spelled = dict(data)
    short = spelled.pop("tables", None)
    if isinstance(short, dict):
        short = [{"name": name, "dimensions": found} for name, found in short.items()]
    if short is not None:
        spelled["table"] = [*spelled.get("table", []), *short]
    spelled.setdefault("table", [])
    return spelled


def _table(entries: Entries) -> Wanted:
    dimensions = entries.texts("dimensions")
    name = entries.text("name", "_".join(dimensions) or "total")
    entries.end()
    if not _NAME.fullmatch(name):
        entries.refuse("disclose.name", "name", name=name)
    if len(set(dimensions)) < len(dimensions):
        entries.refuse("disclose.dimension_twice", "dimensions", name=name)
    return Wanted(name, dimensions)


def _hierarchies(entries: Entries, data: Mapping[str, Any]) -> tuple[Hierarchy, ...]:
    if "hierarchy" not in data:
        return ()
    found = []
    for table in entries.tables("hierarchy"):
        found.append(table.texts("levels"))
        table.end()
    return tuple(found)
