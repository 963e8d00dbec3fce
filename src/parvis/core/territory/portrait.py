"""A commune's portrait: each indicator against peers, département and France, with its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.territory.codes import department_of, stratum_of, stratum_title
from parvis.core.territory.indicators import (
    Indicator,
    Point,
    absence,
    latest,
    source_of,
    together,
    values,
)
from parvis.core.territory.peers import Peer, Structure, peers_of, picked
from parvis.core.territory.reference import Absence, Numbers, Reference, Source, Together

NATION = "FR"
FEWEST_PEERS = 5
"""Fewer comparable communes with the figure than this, and none is given for them."""


@dataclass(frozen=True, slots=True)
class Against:
    """An indicator among the comparable communes: quartiles, how many know it.

    `below` counts those whose figure is lower than the commune's.
    """

    low: float
    median: float
    high: float
    known: int
    below: int


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the portrait. `value` is None where `absence` says why.

    `trail` holds the years known, the first to the last, as (year, value). `moves` are the
    comparable communes' changes over the same years, as quartiles; None where unknown.
    """

    indicator: Indicator
    year: int
    value: float | None
    absence: Absence
    trail: tuple[tuple[int, float], ...]
    moves: Against | None
    peers: Against | None
    department: Together
    nation: Together
    source: Source | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the commune is and what kind of commune it is; "" where a file is missing."""

    code: str
    name: str
    department: str
    region: str
    epci: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything the page, the CSV, the JSON and the PDF say.

    `is_picked`: the town chose the group itself. `is_complete` is False when only the small
    shipped table is at hand.
    """

    place: Place
    lines: tuple[Line, ...]
    peers: tuple[Peer, ...]
    is_picked: bool
    is_complete: bool

    def themes(self) -> dict[str, list[Line]]:
        """The lines by theme, in the order of the definitions."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.indicator.theme, []).append(line)
        return found

    def line(self, indicator: str) -> Line | None:
        """The line of one indicator; None when no file gives it."""
        return next((line for line in self.lines if line.indicator.id == indicator), None)


def portrait_of(
    code: str,
    reference: Reference,
    indicators: Sequence[Indicator],
    peers: Sequence[Peer],
    *,
    is_picked: bool,
) -> Portrait:
    """The portrait of a commune that `reference` knows."""
    drawer = _Drawer(code, reference, [peer.code for peer in peers])
    return Portrait(
        place=_place(code, reference),
        lines=tuple(drawer.lines(indicators)),
        peers=tuple(peers),
        is_picked=is_picked,
        is_complete=reference.is_complete,
    )


def _place(code: str, reference: Reference) -> Place:
    def zone(kind: str, variable: str) -> str:
        found = reference.text(variable, code)
        return reference.zones.get((kind, found), found)

    people = [reference.column(v)[reference.rank[code]] for v in _populations(reference)]
    known = [p for p in people if np.isfinite(p)]
    return Place(
        code=code,
        name=reference.text("name", code),
        department=reference.zones.get(("DEP", department_of(code)), department_of(code)),
        region=zone("REG", "region"),
        epci=zone("EPCI", "epci"),
        stratum=stratum_title(stratum_of(known[-1])) if known else "",
    )


def _populations(reference: Reference) -> list[str]:
    return sorted(name for name in reference.columns if name.startswith("population_"))


class _Drawer:
    """Computes the lines of one commune."""

    def __init__(self, code: str, reference: Reference, peers: Sequence[str]) -> None:
        self._row = reference.rank[code]
        self._reference = reference
        self._peers = reference.rows(peers)
        self._department = reference.of_department(code)
        self._everywhere = np.arange(len(reference.codes))
        self._code = department_of(code)

    def lines(self, indicators: Sequence[Indicator]) -> Iterator[Line]:
        for indicator in indicators:
            point = latest(indicator, self._reference)
            if point is not None:
                yield self._line(indicator, point)

    def _line(self, indicator: Indicator, point: Point) -> Line:
        figures = values(indicator, point, self._reference)
        value = _known(figures[self._row])
        return Line(
            indicator=indicator,
            year=point.year,
            value=value,
            absence=absence(point, self._reference, self._row),
            trail=self._trail(indicator),
            moves=self._moves(indicator),
            peers=against(value, figures[self._peers]),
            department=self._wider(indicator, point, self._code),
            nation=self._wider(indicator, point, NATION),
            source=source_of(point, self._reference),
        )

    def _trail(self, indicator: Indicator) -> tuple[tuple[int, float], ...]:
        figures = [(p.year, values(indicator, p, self._reference)[self._row])
                   for p in indicator.points]  # fmt: skip
        return tuple((year, float(value)) for year, value in figures if np.isfinite(value))

    def _moves(self, indicator: Indicator) -> Against | None:
        years = [year for year, _ in self._trail(indicator)]
        if len(years) < 2:
            return None
        first, last = (
            values(indicator, next(p for p in indicator.points if p.year == year), self._reference)
            for year in (years[0], years[-1])
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = last / first - 1 if indicator.is_total else last - first
        return against(_known(moved[self._row]), moved[self._peers])

    def _wider(self, indicator: Indicator, point: Point, area: str) -> Together:
        """The figure of a wider territory: its producer's own, else computed.

        The small table holds too few communes: it carries the computed ones too.
        """
        own = self._reference.published.get((area, "".join(point.variables)))
        if own is not None:
            return Together(own, is_median=False, coverage=1.0)
        given = self._reference.wider.get(area)
        if given is not None:
            return given.get(indicator.id, Together(None, False, 0.0))
        rows = self._everywhere if area == NATION else self._department
        return together(indicator, point, self._reference, rows)


def against(value: float | None, figures: Numbers) -> Against | None:
    """Where `value` stands among `figures`; None when too few are known."""
    known = figures[np.isfinite(figures)]
    if len(known) < FEWEST_PEERS:
        return None
    low, median, high = (float(q) for q in np.percentile(known, (25, 50, 75)))
    below = int((known < value).sum()) if value is not None else 0
    return Against(low, median, high, len(known), below)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def peer_group(
    code: str,
    group: Sequence[str],
    reference: Reference,
    structure: Structure,
    k: int,
) -> tuple[Peer, ...]:
    """The group the town picked, else its `k` comparable communes."""
    if group:
        return picked(code, group, reference, structure)
    return peers_of(code, reference, structure, min(k, len(reference.codes) - 1))
