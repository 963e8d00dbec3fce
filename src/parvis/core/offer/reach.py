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
ALL_AGES = ""
LEAST_PLACES = 3
"""Fewer places than that make no comparison."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What may predict the use of a place: `numerator` over `denominator`, metrics by place."""

    title: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Words:
    """How the places of a coverage are spoken of: "quartier", "au quartier", "habitants"."""

    place: str
    at: str
    people: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One file of `coverages/*.toml`: users and residents are metrics by place and age.

    `place` is the dimension compared (neighbourhood, IRIS, target, band of quotient); `age` is ""
    where the metrics know none. `fold` gathers the values of `fold_of`, by which residents are
    asked, into those of `place`. `margin`: standard deviation of the count of residents, as a share
    of it, where it is an estimate. `sentence` completes "on ...".
    """

    id: str
    title: str
    sentence: str
    users: str
    residents: str
    place: str
    age: str
    words: Words
    margin: float
    fold_of: str
    fold: Mapping[str, str]
    circumstances: tuple[Circumstance, ...]

    @property
    def user_keys(self) -> tuple[str, ...]:
        """The dimensions by which users are asked."""
        return (self.place, self.age) if self.age else (self.place,)

    @property
    def resident_keys(self) -> tuple[str, ...]:
        """The dimensions by which residents are asked."""
        place = self.fold_of or self.place
        return (place, self.age) if self.age else (place,)


def coverage_from(data: Mapping[str, Any], file: str) -> Coverage:
    """The coverage that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    folded = entries.mapping("fold")
    found = Coverage(
        id=entries.text("id"),
        title=entries.text("title"),
        sentence=entries.text("sentence"),
        users=entries.text("users"),
        residents=entries.text("residents"),
        place=entries.text("place", PLACE),
        age=entries.text("age", AGE),
        words=Words(entries.text("place_word", "quartier"), entries.text("at", "À"),
                    entries.text("people", "habitants")),
        margin=entries.number("margin", 0.0),
        fold_of=entries.text("fold_of", ""),
        fold={str(part): str(whole) for part, whole in folded.items()},
        circumstances=tuple(_circumstance(e) for e in entries.optional_tables("circumstance")),
    )  # fmt: skip
    entries.end()
    return found


def _circumstance(entries: Entries) -> Circumstance:
    found = Circumstance(
        entries.text("title"), entries.text("numerator"), entries.text("denominator")
    )
    entries.end()
    return found


def reached_from(coverage: Coverage, users: DisclosedTable, residents: DisclosedTable,
                 circumstances: Mapping[str, Mapping[str, float]],
                 totals: DisclosedTable | None = None) -> Reached | None:  # fmt: skip
    """The cells by place and age that both tables show; None where too few places are left.

    A hidden count of users leaves its cell out on both sides; an absent one is nobody. Where
    `totals`, users by place, shows what a place has in all, its hidden ages make one cell together:
    protection hides small counts, those of the places one looks for.
    """
    known = {keys: value for keys, value in _folded(_values(residents), coverage.fold).items()
             if value > 0}  # fmt: skip
    hidden = {_pair(cell.keys) for cell in users.cells if cell.value is None}
    counted, whole = _values(users), _values(totals) if totals else {}
    ages = sorted({age for _, age in known})
    cells = [_Cell(place, {age: value}, counted.get((place, age), 0.0))
             for (place, age), value in known.items() if (place, age) not in hidden]  # fmt: skip
    cells += _rests(known, hidden, cells, {place: value for (place, _), value in whole.items()})
    said = {place for place, _ in counted} | {place for place, _ in whole}
    cells = [cell for cell in cells if cell.place in said]
    places = sorted({cell.place for cell in cells})
    if len(places) < LEAST_PLACES or users.is_withheld:
        return None
    return _reached(coverage, places, ages, cells, circumstances)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Users of a place among residents of one age, or of several together."""

    place: str
    residents: Mapping[str, float]
    users: float


def _rests(known: Mapping[tuple[str, str], float], hidden: set[tuple[str, str]],
           shown: list[_Cell], whole: Mapping[str, float]) -> list[_Cell]:  # fmt: skip
    """By place whose total is shown, its hidden ages together: what the shown ones leave."""
    rests = []
    for place, total in whole.items():
        ages = {age: value for (there, age), value in known.items()
                if there == place and (there, age) in hidden}  # fmt: skip
        left = total - sum(cell.users for cell in shown if cell.place == place)
        if ages:
            rests.append(_Cell(place, ages, min(max(left, 0.0), sum(ages.values()))))
    return rests


def _reached(coverage: Coverage, places: list[str], ages: list[str], cells: list[_Cell],
             circumstances: Mapping[str, Mapping[str, float]]) -> Reached:  # fmt: skip
    residents = np.array([[cell.residents.get(age, 0.0) for age in ages] for cell in cells])
    blend = residents / residents.sum(axis=1, keepdims=True)
    return Reached(
        tuple(places), tuple(ages),
        np.array([places.index(cell.place) for cell in cells], dtype=np.int64),
        np.argmax(residents, axis=1).astype(np.int64),
        np.array([cell.users for cell in cells]),
        residents.sum(axis=1),
        {title: _by_place(values, places) for title, values in circumstances.items()},
        coverage.margin, blend,
    )  # fmt: skip


def _pair(keys: tuple[str, ...]) -> tuple[str, str]:
    """Place and age; without age, everybody is of one."""
    return (keys[0], keys[1]) if len(keys) > 1 else (keys[0], ALL_AGES)


def _values(table: DisclosedTable) -> dict[tuple[str, str], float]:
    return {
        _pair(cell.keys): cell.value
        for cell in table.cells
        if cell.value is not None and not {OTHERS, UNKNOWN} & set(cell.keys)
    }


def _folded(values: dict[tuple[str, str], float], fold: Mapping[str, str]
            ) -> dict[tuple[str, str], float]:  # fmt: skip
    """The values of the parts added up; one that belongs to no whole is left out."""
    if not fold:
        return values
    found: dict[tuple[str, str], float] = {}
    for (part, age), value in values.items():
        if part in fold:
            key = (fold[part], age)
            found[key] = found.get(key, 0.0) + value
    return found


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
