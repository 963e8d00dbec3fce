"""Answers kept by release: each is computed once, whichever process asks first.

What is kept is a protected table as disclosure gave it, or the refusal that no file lights a metric
up. Nothing in it depends on who asks: an answer is of one authority, and the rights of a reader are
judged before any is asked.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.answer import answer_from, is_refused
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Question
from parvis.core.metrics.waiting import Step, waiting_curve
from parvis.core.ports import AnswerShelf, Snapshot, WarehouseReader
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.privacy.kept import marked, said_of, table_from, to_json, unmarked

_KEPT_REFUSALS = frozenset({"metric.lights_up"})
"""Those that need a reading of the whole release; the others are said at once."""


def kept_answer(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    shelf: AnswerShelf,
) -> DisclosedTable:
    """`core.metrics.answer.answer`, or what it gave to whoever asked the same before."""
    return _Keeping(shelf)(question, reader.snapshot(), metrics, facts)


def is_kept(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    shelf: AnswerShelf,
) -> bool:
    """Whether `kept_answer` would read nothing of the release: it is kept, or refused at once."""
    if _Keeping(shelf).has(question, reader.snapshot(), metrics, facts):
        return True
    return is_refused(question, reader.snapshot(), metrics, facts)


def kept_curve(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    shelf: AnswerShelf,
) -> tuple[Step, ...]:
    """`core.metrics.waiting.waiting_curve`, each of its steps kept."""
    return waiting_curve(question, reader, metrics, facts, _Keeping(shelf, "waiting"))


@dataclass(frozen=True, slots=True)
class _Keeping:
    """`answer_from` that looks on the shelf first; `reading` sets apart what is read otherwise."""

    shelf: AnswerShelf
    reading: str = ""

    def __call__(
        self,
        question: Question,
        snapshot: Snapshot,
        metrics: Mapping[str, Metric],
        facts: Mapping[str, Fact],
    ) -> DisclosedTable:
        release = snapshot.manifest().id
        name = self._named(question, release, metrics, facts)
        if (said := self._found(release, name, snapshot)) is not None:
            return _told(said, find_metric(metrics, question.metric), snapshot)
        with self.shelf.alone(release, name):
            if (said := self._found(release, name, snapshot)) is None:
                return self._computed(question, name, snapshot, metrics, facts)
        return _told(said, find_metric(metrics, question.metric), snapshot)

    def has(
        self,
        question: Question,
        snapshot: Snapshot,
        metrics: Mapping[str, Metric],
        facts: Mapping[str, Fact],
    ) -> bool:
        """Whether this is kept."""
        release = snapshot.manifest().id
        name = self._named(question, release, metrics, facts)
        return self.shelf.find(release, name) is not None

    def _named(
        self,
        question: Question,
        release: str,
        metrics: Mapping[str, Metric],
        facts: Mapping[str, Fact],
    ) -> str:
        named = (self.shelf.edition(), release, self.reading, question)
        return _name(named, _defined(metrics, facts).digest(question.metric))

    def _computed(
        self,
        question: Question,
        name: str,
        snapshot: Snapshot,
        metrics: Mapping[str, Metric],
        facts: Mapping[str, Fact],
    ) -> DisclosedTable:
        try:
            table = answer_from(question, snapshot, metrics, facts)
        except Refused as refusal:
            if refusal.rule in _KEPT_REFUSALS:
                self._keep(name, snapshot, {"rule": refusal.rule, "facts": refusal.facts})
            raise
        self._keep(name, snapshot, said_of(table))
        return table

    def _found(self, release: str, name: str, snapshot: Snapshot) -> Mapping[str, Any] | None:
        content = self.shelf.find(release, name)
        body = unmarked(content, name, snapshot.secret()) if content else None
        return json.loads(body) if body is not None else None

    def _keep(self, name: str, snapshot: Snapshot, said: Mapping[str, Any]) -> None:
        content = marked(to_json(said), name, snapshot.secret())
        self.shelf.keep(snapshot.manifest().id, name, content)


def _told(said: Mapping[str, Any], metric: Metric, snapshot: Snapshot) -> DisclosedTable:
    """The table that was kept; raises the refusal, where that is what was."""
    if "rule" in said:
        raise Refused(said["rule"], **said["facts"])
    return table_from(said, metric, snapshot.manifest())


class _Defined:
    """What each metric of a catalogue is made of, digested once: a page asks it a hundred times.

    A catalogue is a mapping that nobody changes; another one is digested again.
    """

    def __init__(self, metrics: Mapping[str, Metric], facts: Mapping[str, Fact]) -> None:
        self._metrics, self._facts = metrics, facts
        self._digests: dict[str, str] = {}

    def is_of(self, metrics: Mapping[str, Metric], facts: Mapping[str, Fact]) -> bool:
        """Whether this is that catalogue, the very same objects."""
        return self._metrics is metrics and self._facts is facts

    def digest(self, metric_id: str) -> str:
        """Of the metric, of those it is made of, and of their facts."""
        if metric_id not in self._digests:
            self._digests[metric_id] = _name(*self._parts(metric_id))
        return self._digests[metric_id]

    def _parts(self, metric_id: str) -> Iterator[object]:
        metric = find_metric(self._metrics, metric_id)
        yield metric
        if metric.fact:
            yield self._facts[metric.fact]
        for operand in metric.operands:
            yield from self._parts(operand)


_last: list[_Defined] = []
"""The catalogue of this process; that of a test beside it, for as long as it is asked."""


def _defined(metrics: Mapping[str, Metric], facts: Mapping[str, Fact]) -> _Defined:
    found = next((one for one in _last if one.is_of(metrics, facts)), None)
    if found is None:
        found = _Defined(metrics, facts)
        _last[:] = [found]
    return found


def _name(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()
