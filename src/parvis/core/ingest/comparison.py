"""What a delivery says beside the one before it, and beside the totals it declares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parvis.core import french
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.report import Control


class Severity(StrEnum):
    """ERROR: the file contradicts itself. WARNING: something is missing. NOTICE: to be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One French sentence about a whole file."""

    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Column:
    """A field in two deliveries: shares filled, and how far apart its values are.

    `distance` is, for few values, the total variation between their shares; for numbers, the
    difference of means over the standard deviation of the first.
    """

    title: str
    filled_before: float
    filled_after: float
    distance: float
    is_number: bool


FEWER, VANISHED, EMPTIED = 0.7, 0.05, 0.2
"""Rows left of those before, keys gone, share of filled cells lost: past these one is told."""

SHIFT, NUMBER_SHIFT, FEWEST_COMPARED = 0.25, 0.5, 50


def compare_rows(before: int, after: int) -> Iterator[Finding]:
    """Rows missing."""
    if after < before * FEWER:
        yield Finding(
            Severity.WARNING,
            f"{french.count(after, 'ligne')}, contre {french.number(before)} la fois d’avant.",
        )


def compare_keys(before: int, vanished: int, contract: Contract) -> Iterator[Finding]:
    """Keys that are gone, where each delivery holds everything."""
    if contract.is_snapshot and before and vanished > before * VANISHED:
        said = french.count(vanished, "clé a disparu", "clés ont disparu")
        yield Finding(Severity.WARNING, f"{said}, sur {french.number(before)} la fois d’avant.")


def compare_columns(columns: Sequence[Column]) -> Iterator[Finding]:
    """Fields emptied, and values spread otherwise."""
    for column in columns:
        if column.filled_before - column.filled_after > EMPTIED:
            was, now = french.percent(column.filled_before), french.percent(column.filled_after)
            said = f"{column.title} est rempli à {now}, contre {was} la fois d’avant."
            yield Finding(Severity.WARNING, said)
        elif column.distance > (NUMBER_SHIFT if column.is_number else SHIFT):
            what = "La moyenne" if column.is_number else "La répartition"
            yield Finding(Severity.NOTICE, f"{what} de {column.title} a beaucoup changé.")


def compare_totals(controls: Sequence[Control], contract: Contract) -> Iterator[Finding]:
    """Totals that the file declares and its rows do not make."""
    for control in controls:
        if control.declared is not None and abs(control.declared - control.found) > _HALF_CENT:
            title = contract.by_name[control.name].title or control.name
            declared, found = french.number(control.declared), french.number(control.found)
            said = f"{title} : {declared} annoncé, {found} dans les lignes gardées."
            yield Finding(Severity.ERROR, said.replace(" :", "\u00a0:"))


def late_finding(before: datetime, after: datetime, contract: Contract) -> list[Finding]:
    """How late the delivery came, if its contract promises."""
    late = (after - before).days - contract.freshness_days
    if not contract.freshness_days or late <= 0:
        return []
    said = f"Arrivée {french.count(late, 'jour')} après le délai annoncé."
    return [Finding(Severity.NOTICE, said)]


_HALF_CENT = 0.005
