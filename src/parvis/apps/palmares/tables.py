"""The league table, the what-if and the method, as their pages write them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from parvis.apps.palmares import selectors
from parvis.apps.palmares.selectors import League, Weights
from parvis.core.french import NBSP, THIN, number, percent
from parvis.core.palmares.criteria import Lever
from parvis.core.palmares.field import Field
from parvis.core.palmares.presets import Preset, framework_of, scores_under
from parvis.core.palmares.sentences import ordinal
from parvis.core.territory.indicators import source_of
from parvis.core.territory.reference import Absence, Source

PAGE = 50
LEVERS = {Lever.YES: "oui", Lever.PARTLY: "en partie", Lever.NO: "non"}


@dataclass(frozen=True, slots=True)
class Line:
    """One commune of the table: its band among all France, in words and in hundredths of it."""

    code: str
    name: str
    department: str
    band: str
    score: str
    x: float
    width: float
    is_here: bool


def lines(league: League, page: int, here: str) -> tuple[Line, ...]:
    """The lines of one page (from 1), `PAGE` at a time."""
    chosen = league.order[(page - 1) * PAGE : page * PAGE]
    return tuple(_line(league, int(row), here) for row in chosen)


def pages(league: League) -> int:
    """How many pages the table has."""
    return max(1, -(-len(league.order) // PAGE))


def page_of_unit(league: League, code: str) -> int:
    """The page on which the commune `code` stands; 1 where it is not in the table."""
    unit = league.field.figures.position.get(code)
    found = np.flatnonzero(league.order == unit) if unit is not None else np.empty(0)
    return int(found[0]) // PAGE + 1 if found.size else 1


def _line(league: League, row: int, here: str) -> Line:
    held = selectors.reference()
    code, n = league.field.figures.codes[row], len(league.field.figures.codes)
    low, high = (int(league.bands[name][row]) for name in ("low", "high"))
    band = ordinal(low) if low == high else f"{ordinal(low)} à {ordinal(high)}"
    x, width = 100 * (low - 1) / (n - 1), 100 * (high - low) / (n - 1)
    return Line(
        code=code, name=held.text("name", code), department=held.text("department", code),
        band=band, score=number(float(league.field.scores[row]), 1),
        x=round(x, 2), width=round(max(width, 0.5), 2), is_here=code == here,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """A category in the what-if: its weight now and in the palmarès, out of what it can be."""

    id: str
    title: str
    weight: float
    given: str
    share: str


@dataclass(frozen=True)
class WhatIf:
    """The ranks under other weights, nominal; `before` are those of the palmarès itself."""

    preset: Preset
    weighed: tuple[Weighed, ...]
    rank: int
    before: int
    in_stratum: int
    in_stratum_before: int
    n: int
    first: tuple[tuple[str, str], ...]


def what_if(code: str, name: str, given: Weights) -> WhatIf:
    """France ranked again: a product of the scores of categories and the weights."""
    found = selectors.field(name)
    preset = selectors.preset(name, given)
    unit = selectors.unit_of(found, code)
    weights = np.array([category.weight for category in preset.categories])
    scores = scores_under(found.categories, weights)
    strata = found.figures.strata == found.figures.strata[unit]
    best = np.argsort(-scores, kind="stable")[:10]
    held = selectors.reference()
    return WhatIf(
        preset=preset, weighed=tuple(_weighed(found.preset, preset)),
        rank=_rank(scores, unit), before=_rank(found.scores, unit),
        in_stratum=_rank(scores, unit, strata), in_stratum_before=_rank(found.scores, unit, strata),
        n=len(scores),
        first=tuple((found.figures.codes[row], held.text("name", found.figures.codes[row]))
                    for row in best),
    )  # fmt: skip


def _rank(scores: np.ndarray[tuple[int], np.dtype[np.float64]], unit: int,
          among: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None) -> int:  # fmt: skip
    above = scores > scores[unit]
    return 1 + int((above if among is None else above & among).sum())


def _weighed(given: Preset, now: Preset) -> Iterator[Weighed]:
    total = sum(category.weight for category in now.categories)
    for before, after in zip(given.categories, now.categories, strict=True):
        yield Weighed(after.id, after.title, after.weight, number(before.weight),
                      percent(after.weight / total))  # fmt: skip


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of the method: everything needed to count it again."""

    title: str
    formula: str
    direction: str
    weight: str
    effective: str
    missing: str
    secret: str
    year: int
    lever: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One category of the method."""

    id: str
    title: str
    weight: str
    share: str
    criteria: tuple[CriterionLine, ...]


def method(found: Field) -> tuple[CategoryLine, ...]:
    """Criteria, weights given and effective, missing share, sources."""
    shares = framework_of(found.preset, found.figures.criteria).effective()
    correlated = _effective(found)
    total = sum(category.weight for category in found.preset.categories)
    return tuple(
        CategoryLine(
            id=category.id, title=category.title, weight=number(category.weight),
            share=percent(category.weight / total, 1),
            criteria=tuple(_criterion(found, column, shares, correlated)
                           for column in found.columns(rank)),
        )
        for rank, category in enumerate(found.preset.categories)
    )  # fmt: skip


def _effective(found: Field) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """What each criterion really weighs: its covariance with the score, shared out to 1.

    A criterion that hardly varies, or that others contradict, weighs less than it is given.
    """
    shares = found.ground.shares
    centred = found.points - np.nanmean(found.points, axis=0)
    scores = found.scores - np.nanmean(found.scores)
    covariance = np.nansum(np.nan_to_num(centred) * scores[:, None], axis=0) * shares
    effective: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = covariance / covariance.sum()
    return effective


def _criterion(found: Field, column: int, shares: Mapping[str, float],
               correlated: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
               ) -> CriterionLine:  # fmt: skip
    figures = found.figures
    one, marks = figures.criteria[column], figures.marks[:, column]
    secret = float((marks == Absence.SECRET).mean())
    return CriterionLine(
        title=one.indicator.title, formula=one.indicator.formula,
        direction="plus vaut mieux" if one.direction > 0 else "moins vaut mieux",
        weight=percent(shares[one.id], 1), effective=percent(float(correlated[column]), 1),
        missing=percent(float((marks != Absence.KNOWN).mean()) - secret, 1),
        secret=percent(secret, 1), year=figures.points[column].year,
        lever=LEVERS[one.lever] + (f" ({one.actor})" if one.actor else ""),
        source=source_of(figures.points[column], selectors.reference()),
    )  # fmt: skip


def card(text: str, name: str) -> str:
    """The honest wording of the card that a town may show elsewhere."""
    town = selectors.town(text, name)
    low, high = ordinal(town.group.low), ordinal(town.group.high)
    best, worst = number(town.all.low, 0), number(town.all.high, 0)
    title = f"«{NBSP}{town.preset.title}{NBSP}» {town.preset.edition}"
    return (
        f"{town.name}, palmarès {title}{NBSP}: de la {low} à la {high} place parmi {town.group.n} "
        "communes comparables, neuf fois sur dix. Parmi les "
        f"{number(town.all.n, 0)} communes de France, entre le {best}e et le {worst}e rang{THIN}; "
        "un rang unique serait faux. Statistiques publiques, méthode ouverte, calcul que chacun "
        "peut refaire."
    )
