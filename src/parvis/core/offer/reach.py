"""From published tables to the counts that coverage is judged on; what is compared is data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parvis.core.entries import Entries
from parvis.core.offer.access import Floats
from parvis.core.offer.coverage import Reached
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.privacy.generalise import OTHERS, UNKNOWN

PLACE, AGE = "district", "age_band"
LEAST_PLACES = 3
"""Fewer places than that make no comparison."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What may predict the use of a place: `numerator` over `denominator`, metrics by place."""

    title: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One file of `coverages/*.toml`: users and residents are metrics by place and age.

    `sentence` completes "un habitant ...".
    """

    id: str
    title: str
    sentence: str
    users: str
    residents: str
    circumstances: tuple[Circumstance, ...]


def coverage_from(data: Mapping[str, Any], file: str) -> Coverage:
    """The coverage that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    found = Coverage(
        id=entries.text("id"),
        title=entries.text("title"),
        sentence=entries.text("sentence"),
        users=entries.text("users"),
        residents=entries.text("residents"),
        circumstances=tuple(_circumstance(e) for e in entries.optional_tables("circumstance")),
    )
    entries.end()
    return found


def _circumstance(entries: Entries) -> Circumstance:
    found = Circumstance(
        entries.text("title"), entries.text("numerator"), entries.text("denominator")
    )
    entries.end()
    return found


def reached_from(users: DisclosedTable, residents: DisclosedTable,
                 circumstances: Mapping[str, Mapping[str, float]]) -> Reached | None:  # fmt: skip
    """The cells by place and age that both tables show; None where too few places are left.

    A hidden count of users leaves its cell out on both sides; an absent one is nobody.
    """
    known = _values(residents)
    hidden = {cell.keys for cell in users.cells if cell.value is None}
    counted = _values(users)
    cells = [keys for keys, value in known.items() if value > 0 and keys not in hidden]
    places = sorted({place for place, _ in cells if place in {p for p, _ in counted}})
    cells = [(place, age) for place, age in cells if place in places]
    if len(places) < LEAST_PLACES or users.is_withheld:
        return None
    ages = sorted({age for _, age in cells})
    return Reached(
        tuple(places), tuple(ages),
        np.array([places.index(place) for place, _ in cells], dtype=np.int64),
        np.array([ages.index(age) for _, age in cells], dtype=np.int64),
        np.array([counted.get(cell, 0.0) for cell in cells]),
        np.array([known[cell] for cell in cells]),
        {title: _by_place(values, places) for title, values in circumstances.items()},
    )  # fmt: skip


def _values(table: DisclosedTable) -> dict[tuple[str, ...], float]:
    return {
        cell.keys: cell.value
        for cell in table.cells
        if cell.value is not None and not {OTHERS, UNKNOWN} & set(cell.keys)
    }


def _by_place(values: Mapping[str, float], places: list[str]) -> Floats:
    return np.array([values.get(place, float("nan")) for place in places])


def ratio_by_place(above: DisclosedTable, below: DisclosedTable) -> dict[str, float]:
    """One published figure over another, by place, where both are shown."""
    over = {cell.keys[0]: cell.value for cell in below.cells}
    return {
        cell.keys[0]: cell.value / divisor
        for cell in above.cells
        if cell.value is not None and (divisor := over.get(cell.keys[0]))
    }
