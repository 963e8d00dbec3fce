"""Putting the kept files side by side: one row per commune of today, mergers followed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.territory.codes import city_of_district, heir_of
from parvis.core.territory.dataset import Dataset, Level, Shape, Variable
from parvis.core.territory.reference import Absence, Marks, Numbers, Reference, Source
from parvis.engines.opendata.keep import MARK
from parvis.engines.opendata.shelf import Kept, kept, parquet_of, read_rows, stamp
from parvis.engines.opendata.shipped import published

Rows = npt.NDArray[np.intp]
_LISTS = ("cog-", "zoning-")
_DELEGATED = "cog_"
_DATED = "happened_on"


def gather(home: Home, datasets: Mapping[str, Dataset]) -> Reference:
    """The reference that the files of `home` make, the most recent geography prevailing.

    Refused when no file gives the list of communes.
    """
    held = sorted((datasets[d] for d in kept(home) if d in datasets), key=lambda d: d.geography)
    named = [d for d in held if d.level is Level.COMMUNE and _names(d)]
    if not named:
        raise Refused("territory.no_communes")
    register = _table(home, named[-1])
    codes = tuple(register["code"].to_pylist())
    became = _became(home, held, codes)
    found = _Columns(codes, became)
    found.read(home, held)
    return Reference(
        codes=codes,
        texts=_texts(register, named[-1]),
        became=became,
        zones=_zones(home, held),
        stamp=stamp(home),
        columns=found.columns,
        marks=found.marks,
        sources=found.sources,
        published=published(),
    )


def commune_names(home: Home, known: Mapping[str, Kept]) -> dict[str, str]:
    """The name of each commune in the latest list kept; nothing where none is."""
    lists = sorted(d for d in known if d.startswith(_LISTS))
    if not lists:
        return {}
    table = read_rows(parquet_of(home, lists[-1]), ["code", "name"])
    return dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))


def known_codes(home: Home, known: Mapping[str, Kept]) -> set[str]:
    """Codes of communes present or gone, and of districts; nothing where no list is kept."""
    found = set(commune_names(home, known))
    for name in sorted(known) if found else ():
        if name.startswith((*_LISTS, _DELEGATED)):
            found |= set(read_rows(parquet_of(home, name), ["code"])["code"].to_pylist())
    return found


def _names(dataset: Dataset) -> bool:
    return dataset.shape is Shape.VALUES and any(v.id == "name" for v in dataset.variables)


def _table(home: Home, dataset: Dataset) -> pa.Table:
    return read_rows(parquet_of(home, dataset.id))


def _texts(register: pa.Table, dataset: Dataset) -> dict[str, tuple[str, ...]]:
    return {
        v.id: tuple((text or "").replace("'", "’") for text in register[v.id].to_pylist())
        for v in dataset.variables
        if v.is_text
    }


def _became(home: Home, held: Iterable[Dataset], codes: tuple[str, ...]) -> dict[str, str]:
    """The commune of today of each code that is gone; a code in use is never sent elsewhere."""
    alive = set(codes)
    links: dict[str, str] = {}
    for dataset in held:
        if dataset.shape is Shape.SUCCESSORS:
            table = _in_time(_table(home, dataset))
            pairs = zip(table["code"].to_pylist(), table["became"].to_pylist(), strict=True)
            links |= {
                old: new
                for old, new in pairs
                if new and old != new and old not in alive and not city_of_district(old)
            }
    heirs = {old: heir_of(old, links) for old in links}
    return {old: new for old, new in heirs.items() if new in alive}


def _in_time(table: pa.Table) -> pa.Table:
    """Changes from past to present where they are dated: the last word on a code is the latest."""
    return table.sort_by(_DATED) if _DATED in table.column_names else table


def _zones(home: Home, held: Iterable[Dataset]) -> dict[tuple[str, str], str]:
    tables = [_table(home, d) for d in held if d.level is Level.ZONE]
    found = (
        {(kind, code): title.replace("'", "’")
         for kind, code, title in zip(*(t[c].to_pylist() for c in _ZONE), strict=True)}
        for t in tables
    )  # fmt: skip
    empty: dict[tuple[str, str], str] = {}
    return reduce(lambda first, later: first | later, found, empty)


_ZONE = ("zone_level", "code", "zone_name")


class _Columns:
    """Columns, marks and sources, filled file after file."""

    def __init__(self, codes: tuple[str, ...], became: Mapping[str, str]) -> None:
        self._rank = {code: i for i, code in enumerate(codes)}
        self._rank |= {old: self._rank[new] for old, new in became.items()}
        self._size = len(codes)
        self.columns: dict[str, Numbers] = {}
        self.marks: dict[str, Marks] = {}
        self.sources: dict[str, Source] = {}

    def read(self, home: Home, held: Iterable[Dataset]) -> None:
        """Take the figures of every file of `held`, the later ones prevailing."""
        for dataset in held:
            if dataset.level is Level.COMMUNE and dataset.shape in (Shape.VALUES, Shape.COUNTS):
                self._add(dataset, _table(home, dataset))

    def _add(self, dataset: Dataset, table: pa.Table) -> None:
        codes = table["code"].to_pylist()
        listed = set(codes)
        rows = np.array([self._row(code, listed) for code in codes])
        districts = _districts(codes) if dataset.is_mixed else {}
        # A home kept before a definition gained a variable lacks it until the file comes in again.
        for variable in dataset.variables:
            if not variable.is_text and variable.id in table.column_names:
                values = table[variable.id].to_numpy(zero_copy_only=False).astype(float)
                marks = table[variable.id + MARK].to_numpy(zero_copy_only=False)
                values, marks = _with_districts(variable, values, marks, districts)
                found = self._placed(variable, rows[rows >= 0], values[rows >= 0], marks[rows >= 0])
                self._lay(variable.id, *self._completed(dataset, *found))
                self.sources[variable.id] = source_of(dataset)

    def _row(self, code: str, listed: Collection[str]) -> int:
        """The row a code counts in, -1 for none: a district only where its city is not listed."""
        city = city_of_district(code)
        if city and city not in listed:
            return self._rank.get(city, -1)
        return self._rank.get(code, -1)

    def _placed(
        self, variable: Variable, rows: Rows, values: Numbers, marks: Marks
    ) -> tuple[Numbers, Marks]:
        """Values of today's communes: merged ones are summed, or said to be unknown."""
        parts = np.bincount(rows, minlength=self._size)
        total: Numbers = np.bincount(rows, np.nan_to_num(values), self._size).astype(float)
        worst = np.zeros(self._size, dtype=np.int8)
        np.maximum.at(worst, rows, marks.astype(np.int8))
        worst[parts == 0] = Absence.UNPUBLISHED
        if not variable.is_additive:
            worst[parts > 1] = Absence.MERGED
        total[worst != Absence.KNOWN] = np.nan
        return total, worst

    def _completed(self, dataset: Dataset, values: Numbers, marks: Marks) -> tuple[Numbers, Marks]:
        """A commune absent from a complete count has none of it."""
        if dataset.shape is Shape.COUNTS:
            absent = marks == Absence.UNPUBLISHED
            values[absent], marks[absent] = 0.0, Absence.KNOWN
        return values, marks

    def _lay(self, variable: str, values: Numbers, marks: Marks) -> None:
        """A later file prevails where it knows; elsewhere an earlier one stays."""
        if variable in self.columns:
            unknown = marks != Absence.KNOWN
            values[unknown] = self.columns[variable][unknown]
            marks[unknown] = self.marks[variable][unknown]
        self.columns[variable], self.marks[variable] = values, marks


def source_of(dataset: Dataset) -> Source:
    """What a figure of `dataset` says of its origin."""
    return Source(dataset.id, dataset.title, dataset.producer, dataset.vintage, dataset.licence,
                  dataset.page, dataset.geography, dataset.relay)  # fmt: skip


def _districts(codes: Sequence[str]) -> dict[int, list[int]]:
    """The rows of the districts of each city that is listed beside them, by the city's row."""
    at = {code: row for row, code in enumerate(codes)}
    found: dict[int, list[int]] = {}
    for row, code in enumerate(codes):
        city = city_of_district(code)
        if city in at:
            found.setdefault(at[city], []).append(row)
    return found


def _with_districts(variable: Variable, values: Numbers, marks: Marks,
                    districts: Mapping[int, list[int]]) -> tuple[Numbers, Marks]:  # fmt: skip
    """Paris, Lyon and Marseille where a table counts in their districts, or in both.

    Such a table leaves the city itself empty, at zero, or with the few cases that no district has:
    the larger of its own count and of the sum of its districts is taken. A rate or a median of the
    districts does not make that of the city.
    """
    values, marks = values.copy(), marks.astype(np.int8)
    for city, rows in districts.items():
        total, own = np.nansum(values[rows]), np.nan_to_num(values[city])
        if variable.is_additive and total > own:
            values[city], marks[city] = total, Absence.KNOWN
        elif not variable.is_additive and own == 0 and total > 0:
            values[city], marks[city] = np.nan, Absence.UNPUBLISHED
    return values, marks
