"""Presets: which criteria, in which categories, with what weights, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.palmares.criteria import Criterion
from parvis.core.palmares.hierarchy import Element, Framework, checked
from parvis.core.palmares.sheet import Floats

TOP = "index"


@dataclass(frozen=True, slots=True)
class Category:
    """Criteria of equal weight among themselves; `weight` is among categories."""

    id: str
    title: str
    weight: float
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """One palmarès. `weighting` says where its weights come from; `scale` is its nominal scale."""

    id: str
    title: str
    edition: int
    version: int
    said: str
    weighting: str
    scale: str
    categories: tuple[Category, ...]

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of its criteria, category after category."""
        return tuple(name for category in self.categories for name in category.criteria)

    def weighted(self, weights: Mapping[str, float]) -> "Preset":
        """The same with the weights of some categories replaced.

        Refused if one is negative or not a number, or if all are zero.
        """
        known = [category.id for category in self.categories]
        for name, weight in weights.items():
            if name not in known:
                raise Refused("palmares.category_unknown", code=name, known=", ".join(known))
            if not 0 <= weight < float("inf"):
                raise Refused("palmares.weight", code=name)
        categories = tuple(
            Category(one.id, one.title, weights.get(one.id, one.weight), one.criteria)
            for one in self.categories
        )
        if not sum(one.weight for one in categories):
            raise Refused("palmares.no_weight", code=self.id)
        return Preset(self.id, self.title, self.edition, self.version, self.said, self.weighting,
                      self.scale, categories)  # fmt: skip


def preset_from(data: Mapping[str, Any], file: str) -> Preset:
    """The preset written in `data` (one TOML file); Refused naming `file` if it is wrong."""
    entries = Entries(data, file)
    preset = Preset(
        id=entries.text("id"),
        title=entries.text("title"),
        edition=int(entries.number("edition")),
        version=int(entries.number("version")),
        said=entries.text("said"),
        weighting=entries.text("weighting"),
        scale=entries.text("scale"),
        categories=tuple(_category(table) for table in entries.tables("category")),
    )
    entries.end()
    return preset


def _category(table: Entries) -> Category:
    category = Category(table.text("id"), table.text("title"), table.number("weight"),
                        table.texts("criteria"))  # fmt: skip
    table.end()
    return category


def criteria_of(preset: Preset, known: Mapping[str, Criterion]) -> tuple[Criterion, ...]:
    """The criteria of a preset, in its order; refused if one is not described."""
    for name in preset.criteria:
        if name not in known:
            raise Refused("palmares.criterion_unknown", where=Where(f"{preset.id}.toml"), code=name)
    return tuple(known[name] for name in preset.criteria)


def framework_of(preset: Preset, criteria: Sequence[Criterion]) -> Framework:
    """The preset as the hierarchy that an index is computed with, three levels high."""
    directions = {one.id: one.direction for one in criteria}
    where = Where(f"{preset.id}.toml")
    parts = [
        Element(name, 1, category.id, directions[name], 1.0, where, {})
        for category in preset.categories
        for name in category.criteria
        if name in directions
    ]
    kept = {part.parent for part in parts}
    groups = [Element(one.id, 2, TOP, 1, one.weight, where, {})
              for one in preset.categories if one.id in kept]  # fmt: skip
    return checked(Framework((*parts, *groups, Element(TOP, 3, "", 1, 1.0, where, {})), ()))


def scores_under(categories: Floats, weights: Floats) -> Floats:
    """Scores of all under other weights of the categories (units x categories).

    A category that a unit lacks shares its weight out among the others, as everywhere.
    """
    known = np.isfinite(categories)
    total = known @ weights
    summed = np.where(known, categories, 0.0) @ weights
    scores: Floats = np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)
    return scores
