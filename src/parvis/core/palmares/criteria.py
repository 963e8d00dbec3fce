"""Criteria of the palmarès: an indicator, which way is better, who can act, how it is measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries
from parvis.core.territory.indicators import Indicator, indicator_from


class Lever(StrEnum):
    """Whether a commune can move a criterion itself."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Noise(StrEnum):
    """How far a published figure may be from what it measures."""

    NONE = ""
    POISSON = "poisson"
    """A count of events: another year would have given another one."""
    BINOMIAL = "binomial"
    """A share observed on some of the cases."""
    CENSUS = "census"
    """A share of the census, which samples communes of 10,000 inhabitants or more."""
    ROUNDED = "rounded"
    """A figure that the producer rounds."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """`actor` says with whom the commune acts, "" where nobody does; `step` is that of rounding."""

    indicator: Indicator
    lever: Lever
    actor: str
    noise: Noise
    step: float

    @property
    def id(self) -> str:
        """The id of the indicator."""
        return self.indicator.id

    @property
    def direction(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.indicator.better == "down" else 1


def criteria_from(data: Mapping[str, Any], file: str) -> tuple[Criterion, ...]:
    """The criteria written in `data`; Refused naming the entry of `file` that is wrong."""
    entries = Entries(data, file)
    found = tuple(_criterion(table) for table in entries.tables("criterion"))
    entries.end()
    return found


def _criterion(table: Entries) -> Criterion:
    lever, actor = table.choice("lever", Lever), table.text("actor", "")
    kind, _, step = table.text("noise", "").partition(":")
    if kind not in list(Noise) or (kind == Noise.ROUNDED) != bool(step):
        table.refuse("definition.not_among", "noise", value=kind, expected=", ".join(Noise))
    indicator = indicator_from(table)
    if indicator.better not in ("up", "down"):
        table.refuse("definition.not_among", "better", value=indicator.better, expected="up, down")
    return Criterion(indicator, lever, actor, Noise(kind), float(step or 0))
