"""Composite indices from files to files: scores, ranks, and how sure the ranks are."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.bounds import Interval, guaranteed
from parvis.core.palmares.comparison import (
    Shift,
    Standout,
    compared,
    removals,
    standouts,
    whole_ranks,
)
from parvis.core.palmares.draws import (
    Ranks,
    Summary,
    acceptability,
    drawn_weights,
    ranks_of,
    summary,
)
from parvis.core.palmares.hierarchy import Framework
from parvis.core.palmares.panel import PANEL
from parvis.core.palmares.scoring import Recipe, Scores, score
from parvis.core.palmares.units import CODE, Units
from parvis.core.palmares.variants import ground
from parvis.core.palmares.weighting import weighted
from parvis.core.ports import Progress
from parvis.engines.composite import make_folder, read_index, write_lines, write_units

ALL_ACCEPTABILITY = 1000
_HEAD = (
    *(CODE, "score", "rank", "mean", "p5", "p50", "p95", "best_drawn", "worst_drawn"),
    *("best_possible", "worst_possible", "p_first", "p_top10", "p_top1pct", "p_top10pct"),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What `write_scores` has written."""

    out: Path
    units: int
    indicators: int
    missing: int
    groups: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """What `write_ranks` has written."""

    out: Path
    units: int
    draws: int
    variants: int
    level: int
    spread: float
    seed: int


@dataclass(frozen=True, slots=True)
class Read:
    """The two tables of an index; `year` is the one kept of several, the last if None."""

    idata: Path
    imeta: Path
    impute: str = "none"
    year: float | None = None

    def index(self) -> tuple[Units, Framework, str]:
        """Units, framework, and what is left to fill once a panel has given its values."""
        name, _, way = self.impute.partition(":")
        panel = (way or "latest") if name == PANEL else ""
        units, framework = read_index(self.idata, self.imeta, panel, self.year)
        return units, framework, "none" if panel else self.impute


def write_scores(read: Read, recipe: Recipe, remove: Sequence[str], weights: str, out: Path
                 ) -> Scored:  # fmt: skip
    """Scores and ranks of every group, the stages before them, and the weights."""
    units, framework, impute = read.index()
    recipe = replace(recipe, impute=impute)
    framework = framework.without(remove) if remove else framework
    framework = weighted(units, framework, recipe, weights)
    scores = score(units, framework, recipe)
    make_folder(out)
    write_units(out / "treated.csv", scores.codes,
                dict(zip(scores.indicators, scores.treated.T, strict=True)))  # fmt: skip
    write_units(out / "normalised.csv", scores.codes,
                dict(zip(scores.indicators, scores.normalised.T, strict=True)))  # fmt: skip
    write_units(out / "scores.csv", scores.codes, scores.groups)
    write_units(out / "ranks.csv", scores.codes, scores.ranks())
    _write_weights(out / "weights.csv", framework)
    missing = int(np.isnan(scores.treated).sum())
    return Scored(out, len(scores.codes), len(scores.indicators), missing, len(scores.groups))


@dataclass(frozen=True, slots=True)
class Compared:
    """What `write_comparison` has written."""

    out: Path
    units: int
    shifts: tuple[Shift, ...]


def write_comparison(read: Read, recipes: Mapping[str, Recipe], level: int | None, out: Path
                     ) -> Compared:  # fmt: skip
    """Ranks under each recipe, or without each element of `level`, against the first."""
    units, framework, impute = read.index()
    recipes = {name: replace(one, impute=impute) for name, one in recipes.items()}
    if level is not None:
        ranks = removals(units, framework, next(iter(recipes.values())), level)
        ranks = {name or framework.top.code: found for name, found in ranks.items()}
    else:
        ranks = {name: whole_ranks(score(units, framework, one), framework)
                 for name, one in recipes.items()}  # fmt: skip
    shifts = compared(ranks)
    make_folder(out)
    write_units(out / "ranks.csv", units.codes, ranks)
    write_lines(out / "shifts.csv", ["variant", "mean_shift", "greatest_shift", "spearman"],
                ([one.name, one.mean, one.greatest, one.spearman] for one in shifts))  # fmt: skip
    return Compared(out, len(units.codes), shifts)


def strengths(read: Read, unit: str, column: str) -> tuple[Standout, ...]:
    """The indicators of one unit, the best placed first."""
    units, framework, _ = read.index()
    return standouts(units, framework, unit, column)


def _write_weights(path: Path, framework: Framework) -> None:
    effective = framework.effective()
    rows = ([one.code, one.level, one.weight, effective[one.code]] for one in framework.elements)
    write_lines(path, ["iCode", "Level", "Weight", "EffWeight"], rows)


@dataclass(frozen=True, slots=True)
class Question:
    """How ranks are put to the test: the first recipe is the nominal one.

    Weights of `level` move within `spread`, a share of their own; `units` by code, all if none.
    """

    recipes: tuple[Recipe, ...]
    level: int
    spread: float
    draws: int
    seed: int
    units: tuple[str, ...]


def write_ranks(idata: Path, imeta: Path, asked: Question, out: Path, progress: Progress) -> Ranked:
    """Rank distributions, guaranteed intervals and acceptabilities of the units asked."""
    units, framework = read_index(idata, imeta)
    chosen = _positions(units, asked.units)
    nominal = score(units, framework, asked.recipes[0])
    progress(0.1, "Préparation des variantes")
    field = ground(units, framework, asked.recipes, asked.level)
    threads = os.cpu_count() or 1
    weights = drawn_weights(field.shares, asked.draws, asked.spread, asked.seed)
    progress(0.2, "Tirages")
    ranks = ranks_of(field, weights, chosen if asked.units else None, threads)
    told = summary(ranks, _places(len(units.codes)), threads)
    progress(0.7, "Intervalles garantis")
    interval = guaranteed(field, asked.spread, threads, chosen if asked.units else None)
    make_folder(out)
    write_lines(
        out / "ranks.csv", _HEAD, _rows(nominal, framework.top.code, chosen, told, interval)
    )
    if asked.units or len(units.codes) <= ALL_ACCEPTABILITY:
        write_lines(out / "acceptability.csv", [CODE, "rank", "share"],
                    _shares(units, chosen, ranks))  # fmt: skip
    progress(1.0, "Rangs écrits")
    return Ranked(out, len(chosen), asked.draws, len(asked.recipes), asked.level, asked.spread,
                  asked.seed)  # fmt: skip


def _positions(units: Units, codes: Sequence[str]) -> list[int]:
    """Where the units asked are, or all; refused if one is not in the table."""
    at = {code: position for position, code in enumerate(units.codes)}
    for code in codes:
        if code not in at:
            raise Refused("palmares.unit_unknown", code=code)
    return [at[code] for code in codes] if codes else list(at.values())


def _places(n: int) -> tuple[int, ...]:
    """First, first ten, first hundredth, first tenth."""
    return (1, 10, ceil(n / 100), ceil(n / 10))


def _rows(nominal: Scores, top: str, chosen: Sequence[int], told: Summary, interval: Interval
          ) -> Iterator[list[object]]:  # fmt: skip
    scores, ranks = nominal.groups[top], nominal.ranks()[top]
    for row, unit in enumerate(chosen):
        yield [nominal.codes[unit], float(scores[unit]), int(ranks[unit]), float(told.mean[row]),
               *told.quantiles[row].tolist(), int(told.best[row]), int(told.worst[row]),
               int(interval.best[row]), int(interval.worst[row]),
               *told.within[row].tolist()]  # fmt: skip


def _shares(units: Units, chosen: Sequence[int], ranks: Ranks) -> Iterator[list[object]]:
    for row, unit in enumerate(chosen):
        for rank, share in acceptability(ranks[row]):
            yield [units.codes[unit], rank, share]
