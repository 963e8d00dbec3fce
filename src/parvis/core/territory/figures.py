"""The portrait of a commune as rows of a release: each figure beside its peers and France."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.core.territory.portrait import Line, Portrait


@dataclass(frozen=True, slots=True)
class OfficialFigure:
    """One published figure of an authority, in its own year; None where it is not known."""

    authority: str
    indicator: str
    year: int
    value: float
    peers: float | None
    department: float | None
    nation: float | None
    dataset: str
    title: str
    producer: str


def official_figures(portrait: Portrait) -> Iterator[OfficialFigure]:
    """The known figures of a portrait, and the residents below the poverty line."""
    lines = {line.indicator.id: line for line in portrait.lines if line.value is not None}
    for name, line in lines.items():
        yield _figure(portrait.place.code, name, line, line.value or 0.0)
    if {"poverty_rate", "population"} <= lines.keys():
        rate, people = lines["poverty_rate"], lines["population"].value or 0.0
        poor = round((rate.value or 0.0) / 100 * people)
        yield _figure(portrait.place.code, "poor_residents", rate, poor, is_comparable=False)


def _figure(
    code: str, name: str, line: Line, value: float, *, is_comparable: bool = True
) -> OfficialFigure:
    source = line.source
    return OfficialFigure(
        authority=code,
        indicator=name,
        year=line.year,
        value=value,
        peers=line.peers.median if line.peers and is_comparable else None,
        department=line.department.value if is_comparable else None,
        nation=line.nation.value if is_comparable else None,
        dataset=source.dataset if source else name,
        title=source.title if source else line.indicator.title,
        producer=source.producer if source else "",
    )
