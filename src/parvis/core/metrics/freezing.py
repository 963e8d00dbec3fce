"""Tables of a release published once, together: audited against each other and the screens.

A frozen table holds distinct persons. Each cell has the noise that it has on screen; what can be
worked out from all the tables at once, and from what screens show of the same persons over the same
period, is hidden too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.answer import extent_of, with_zones
from parvis.core.metrics.asking import check_period, check_question
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import Kind, Metric, Protection
from parvis.core.metrics.query import Grain, Question, by_entity, plan_of
from parvis.core.ports import Snapshot, WarehouseReader
from parvis.core.privacy.cellkey import BELOW_KEY_BITS, Perturbation
from parvis.core.privacy.closed import MOST_CROSSED, Cube, base_of, check_closed
from parvis.core.privacy.frozen import Frozen, Ranges, freeze
from parvis.core.privacy.margins import Dimension, Margin, Microdata, System, Wanted, system_of


def freeze_metric(
    question: Question,
    tables: Sequence[Wanted],
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    ranges: Ranges,
) -> Frozen:
    """The persons of `question` by the dimensions of each of `tables`, audited together.

    Raises Refused as `answer` does, where the metric does not count distinct persons, and where the
    tables would help to locate somebody: the sentence says which dimensions to give up.
    """
    metric = find_metric(metrics, question.metric)
    if metric.kind is not Kind.DISTINCT or metric.protection is not Protection.PERSONS:
        raise Refused("freeze.not_persons", metric=metric.title)
    snapshot = reader.snapshot()
    everything = replace(question, by=tuple(n for t in tables for n in t.dimensions))
    fact = with_zones(facts[metric.fact], snapshot, everything)
    for table in tables:
        asked = replace(question, by=table.dimensions)
        check_question(asked, metric)
        check_closed(asked)
    extent = extent_of(snapshot, fact, question.authority)
    check_period(question, metric, fact, extent)
    screens = [view for other in metrics.values() if is_same_count(other, metric)
               for view in _views(other)]  # fmt: skip
    names = tuple(dict.fromkeys(n for table in (*tables, *screens) for n in table.dimensions))
    data = _microdata(replace(question, by=names), metric, fact, snapshot)

    def named(system: System, margin: Margin) -> Iterator[str]:
        where = (*question.where, *metric.only_values)
        cube = Cube(base_of(question.authority, metric), margin.dimensions, question.period, where,
                    extent, fact.hierarchies, fact.twins)  # fmt: skip
        return iter(cube.names(_keys(system, margin)))

    def frozen(wanted: Sequence[Wanted]) -> Frozen:
        noise = Perturbation(snapshot.secret())
        return freeze(system_of(data, wanted, screens), noise, ranges, named)

    try:
        return frozen(tables)
    except Refused as refusal:
        if refusal.rule != "freeze.located":
            raise
        raise _with_remedies(refusal, tables, frozen) from refusal


_MOST_GIVEN_UP = 2
"""Dimensions whose absence is tried together: each trial is a whole audit."""


def _with_remedies(
    refusal: Refused, tables: Sequence[Wanted], frozen: Callable[[Sequence[Wanted]], Frozen]
) -> Refused:
    """The refusal that names the fewest dimensions without which `tables` can be `frozen`, if any.

    Each way is tried for good, screens staying as they are.
    """
    names = tuple(dict.fromkeys(name for table in tables for name in table.dimensions))
    for count in range(1, min(_MOST_GIVEN_UP, len(names) - 1) + 1):
        ways = [gone for gone in combinations(names, count) if _passes(frozen, tables, gone)]
        if ways:
            return Refused(
                "freeze.give_up",
                count=refusal.facts["count"],
                ways=" ou ".join(" et ".join(f"«\u00a0{n}\u00a0»" for n in way) for way in ways),
                ways_en=" or ".join(" and ".join(f"“{n}”" for n in way) for way in ways),
            )
    return refusal


def _passes(
    frozen: Callable[[Sequence[Wanted]], Frozen], tables: Sequence[Wanted], gone: Sequence[str]
) -> bool:
    kept = [replace(table, dimensions=tuple(n for n in table.dimensions if n not in gone))
            for table in tables]  # fmt: skip
    try:
        frozen(kept)
    except Refused:
        return False
    return True


def is_same_count(one: Metric, other: Metric) -> bool:
    """Whether two metrics on persons count the same ones: what one shows says of the other."""
    if one.protection is not Protection.PERSONS or one.kind.is_derived:
        return False
    return (base_of("", one), one.only_values) == (base_of("", other), other.only_values)


def _views(metric: Metric) -> list[Wanted]:
    """What screens may show of the persons of one period: all that may be crossed."""
    names = [name for name in metric.dimensions if name not in list(Grain)]
    return [Wanted("screen", crossed) for crossed in combinations(names, min(MOST_CROSSED,
                                                                         len(names)))]  # fmt: skip


def _microdata(question: Question, metric: Metric, fact: Fact, snapshot: Snapshot) -> Microdata:
    """One row per person and cell of all the dimensions."""
    rows = snapshot.run(by_entity(plan_of(question, metric, fact), metric)).rows
    known = [row for row in rows if row[-2] is not None]
    if not known:
        raise Refused("metric.no_data", release=snapshot.manifest().id, metric=metric.id,
                      authority=question.authority)  # fmt: skip
    *columns, entities, _ = zip(*known, strict=True)
    dimensions = {
        name: _dimension(name, [str(value) for value in column])
        for name, column in zip(question.by, columns, strict=True)
    }
    pseudonyms, persons = np.unique(
        np.array([int(str(entity)) for entity in entities], dtype=np.int64), return_inverse=True
    )
    return Microdata(dimensions, persons.astype(np.int64), pseudonyms >> BELOW_KEY_BITS)


def _dimension(name: str, column: Sequence[str]) -> Dimension:
    values, codes = np.unique(np.array(column, dtype=np.str_), return_inverse=True)
    return Dimension(name, tuple(values.tolist()), codes.astype(np.int64))


def _keys(system: System, margin: Margin) -> Iterator[tuple[str, ...]]:
    values = [system.data.dimensions[name].values for name in margin.dimensions]
    if not values:
        yield ()
        return
    for ranks in zip(*(codes.tolist() for codes in margin.codes()), strict=True):
        yield tuple(v[r] for v, r in zip(values, ranks, strict=True))
