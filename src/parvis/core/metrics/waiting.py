"""The curve of those who still wait: quantiles of durations, each protected, from one reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parvis.core.facts import Fact
from parvis.core.metrics.answer import answer_from
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Plan, Question, RawTable
from parvis.core.ports import Snapshot, WarehouseReader, Written
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.release import Manifest

MOST_STEPS = 20
"""A curve steps by at least 5 % of those who wait."""


@dataclass(frozen=True, slots=True)
class Step:
    """By when a share `level` is served: the total of `table`, with its interval."""

    level: float
    table: DisclosedTable


Ask = Callable[[Question, Snapshot, Mapping[str, Metric], Mapping[str, Fact]], DisclosedTable]


def waiting_curve(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    ask: Ask = answer_from,
) -> tuple[Step, ...]:
    """The steps of the curve of Kaplan and Meier of a metric of durations, open cases counted.

    Between two steps stand at least as many cases as the threshold of protection: a curve with a
    step for each case would tell how long everybody waited. None where the total is protected, or
    too small for one step. `ask` is `answer_from`, or knows some of its answers.
    """
    metric, snapshot = find_metric(metrics, question.metric), _Read(reader.snapshot())
    whole = ask(replace(question, by=()), snapshot, metrics, facts)
    return tuple(
        Step(level, ask(replace(question, by=()), snapshot, _at(metrics, metric, level), facts))
        for level in levels(whole.total.n or 0, whole.threshold)
    )  # fmt: skip


def levels(n: int, threshold: int) -> tuple[float, ...]:
    """The shares at which a curve of `n` cases may step, `threshold` cases at least apart."""
    steps = min(MOST_STEPS, n // max(threshold, 1))
    return tuple(step / steps for step in range(1, steps))


def _at(metrics: Mapping[str, Metric], metric: Metric, level: float) -> Mapping[str, Metric]:
    return {**metrics, metric.id: replace(metric, quantile=level)}


class _Read:
    """A snapshot that reads each plan once, durations rounded to the hour: counted, not sorted."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[tuple[Plan, tuple[tuple[int, ...], ...]], list[RawTable]] = {}

    def manifest(self) -> Manifest:
        return self._snapshot.manifest()

    def secret(self) -> bytes:
        return self._snapshot.secret()

    def sql(self, plan: Plan) -> Written:
        return self._snapshot.sql(plan)

    def run(self, plan: Plan) -> RawTable:
        return _rounded(self._snapshot.run(plan))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> list[RawTable]:
        asked = (plan, tuple(groupings))
        if asked not in self._known:
            self._known[asked] = [_rounded(t) for t in self._snapshot.run_each(plan, groupings)]
        return self._known[asked]


def _rounded(table: RawTable) -> RawTable:
    return replace(table, rows=tuple(tuple(map(_hours, row)) for row in table.rows))


def _hours(value: object) -> object:
    is_durations = isinstance(value, list | np.ndarray)
    return np.rint(np.asarray(value, dtype=np.float64)) if is_durations else value
