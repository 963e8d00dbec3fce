"""A portrait as the page writes it: French figures, one row per indicator, its source beside."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from parvis.apps.territory import selectors
from parvis.core.french import ABSENT, NBSP, THIN, number, percent
from parvis.core.territory.maps import Map
from parvis.core.territory.portrait import Line, Portrait
from parvis.core.territory.reference import Absence, Source, Together
from parvis.core.territory.sentences import Part, answer, cautions

WHOLE = 0.95
"""Below this share of the inhabitants, a wider figure is said to be partial."""
_REASONS = {
    Absence.SECRET: "secret statistique",
    Absence.MERGED: "communes fusionnées",
    Absence.UNPUBLISHED: "non publié",
}
_ATTACHED = {"%": THIN}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `reason` is written in place of a figure that is missing."""

    id: str
    title: str
    formula: str
    year: int
    value: str
    reason: str
    peers: str
    position: str
    department: str
    nation: str
    trail: str
    is_structural: bool
    source: Source | None


@dataclass(frozen=True, slots=True)
class Theme:
    """One table of the page."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """One class of a map: its step and the figures it holds."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map with what surrounds it. `rows` tell each area in words, for a map of few areas."""

    id: str
    title: str
    how: str
    desc: str
    map: Map
    legend: tuple[Legend, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A comparable commune in the list that explains the choice."""

    code: str
    name: str
    distance: str
    stability: str
    gap: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the portrait writes, on screen, on paper and in a PDF alike."""

    portrait: Portrait
    answer: tuple[Part, ...]
    cautions: tuple[str, ...]
    themes: tuple[Theme, ...]
    maps: tuple[Drawing, ...]
    peers: tuple[Neighbour, ...]
    sources: tuple[Source, ...]
    has_partial: bool
    has_median: bool


def page_of(portrait: Portrait) -> Page:
    """The page of a portrait."""
    lines = portrait.lines
    wider = [t for line in lines for t in (line.department, line.nation) if t.value is not None]
    found = {line.source.dataset: line.source for line in lines if line.source}
    return Page(
        portrait=portrait,
        answer=answer(portrait),
        cautions=cautions(portrait),
        themes=tuple(
            Theme(f"theme-{rank}", title, tuple(_row(line) for line in held))
            for rank, (title, held) in enumerate(portrait.themes().items(), 1)
        ),
        maps=tuple(_maps(portrait)),
        peers=tuple(_neighbours(portrait)),
        sources=tuple(found.values()),
        has_partial=any(t.coverage < WHOLE for t in wider),
        has_median=any(t.is_median for t in wider),
    )


def _row(line: Line) -> Row:
    return Row(
        id=line.indicator.id,
        title=line.indicator.title,
        formula=line.indicator.formula,
        year=line.year,
        value=said(line, line.value),
        reason=_REASONS.get(line.absence, ""),
        peers=said(line, line.peers.median if line.peers else None),
        position=_position(line),
        department=_wider(line, line.department),
        nation=_wider(line, line.nation),
        trail=_trail(line),
        is_structural=line.indicator.is_structural,
        source=line.source,
    )


def said(line: Line, value: float | None) -> str:
    """A figure with its unit, as French writes it; a dash for none."""
    if value is None:
        return ABSENT
    text, unit = number(value, line.indicator.decimals), line.indicator.unit
    if unit in ("", "hab."):
        return text
    return f"{text}{_ATTACHED.get(unit, NBSP)}{unit}"


def _position(line: Line) -> str:
    """ "plus que 13 sur 20": said of what does not choose the comparable communes."""
    if line.peers is None or line.value is None or line.indicator.is_structural:
        return ""
    return f"plus que {line.peers.below} sur {line.peers.known}"


def _wider(line: Line, figure: Together) -> str:
    if figure.value is None:
        return ABSENT
    marks = ("*" if figure.coverage < WHOLE else "") + ("†" if figure.is_median else "")
    return said(line, figure.value) + marks


def _trail(line: Line) -> str:
    if len(line.trail) < 2:
        return ""
    (first, before), (last, after) = line.trail[0], line.trail[-1]
    return f"{said(line, before)} en {first}, {said(line, after)} en {last}"


def _neighbours(portrait: Portrait) -> Iterator[Neighbour]:
    titles = {line.indicator.id: line.indicator.title for line in portrait.lines}
    for peer in portrait.peers:
        widest = max(peer.gaps, key=lambda name: peer.gaps[name])
        stability = "" if peer.stability is None else percent(peer.stability)
        yield Neighbour(peer.code, peer.name, number(peer.distance, 2), stability,
                        titles.get(widest, widest).lower())  # fmt: skip


def _maps(portrait: Portrait) -> Iterator[Drawing]:
    stamp, code, name = selectors.stamp(), portrait.place.code, portrait.place.name
    area = selectors.department_map(stamp, code)
    if area is not None:
        yield Drawing(
            "carte-departement",
            f"Le niveau de vie médian dans le département{NBSP}: {portrait.place.department}",
            f"Une commune par surface{NBSP}; {name} est cernée. Insee, Filosofi 2021.".replace(
                f"{NBSP};", f"{THIN};"),
            _desc(portrait), area, tuple(_legend(area)), (),
        )  # fmt: skip
    iris = selectors.iris_map(stamp, code)
    if iris is not None:
        drawn, found = iris
        how = "Revenu déclaré par unité de consommation. Insee, Filosofi 2021."
        if drawn.is_schematic:
            how = (f"Plan schématique, sans rapport avec les vrais contours{NBSP}: un carreau par "
                   f"IRIS, dans l’ordre du tableau, par rangées. {how}")  # fmt: skip
        rows = tuple((i.name, _euros(i.values[selectors.MAPPED_IRIS])) for i in found)
        yield Drawing("carte-iris", "Le revenu déclaré médian par quartier (IRIS)", how,
                      f"{len(found)} IRIS, dont les chiffres sont dans le tableau.", drawn,
                      tuple(_legend(drawn)), rows)  # fmt: skip


def _desc(portrait: Portrait) -> str:
    line = portrait.line("median_income")
    if line is None or line.value is None:
        return "Le niveau de vie médian de la commune n’est pas publié."
    return (f"{portrait.place.name}{NBSP}: {said(line, line.value)}{NBSP}; commune médiane du "
            f"département{NBSP}: {said(line, line.department.value)}.").replace(
                f"{NBSP};", f"{THIN};")  # fmt: skip


def _legend(drawn: Map) -> Iterator[Legend]:
    steps = sorted({area.step for area in drawn.areas} - {0})
    for step, (low, high) in zip(steps, drawn.bounds, strict=True):
        text = _euros(low) if low == high else f"{number(low, 0)} à {_euros(high)}"
        yield Legend(step, text)
    if any(area.step == 0 for area in drawn.areas):
        yield Legend(0, "secret statistique ou non publié")


def _euros(value: float) -> str:
    if math.isnan(value):
        return "secret statistique"
    return f"{number(value, 0)}{NBSP}€"
