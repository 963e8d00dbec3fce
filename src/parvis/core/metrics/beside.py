"""A frozen table beside those that a town published before, where they count the same persons.

Two publications of one town are one to who reads both: they are audited as if they were asked
together. What is out stays out: a table that would need a cell hidden which an earlier one shows is
refused, and so is one that shares persons with an earlier one in a way that sums do not tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.freezing import freeze_metric, is_same_count
from parvis.core.metrics.period import Period, parse_period
from parvis.core.metrics.query import Question
from parvis.core.ports import WarehouseReader
from parvis.core.privacy.frozen import Frozen, Ranges, rows_of
from parvis.core.privacy.margins import Wanted
from parvis.core.publics import PublicTable

_HELPED = frozenset({"freeze.located", "freeze.give_up"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table published before: what each of its cells says, as written; "" where it is hidden."""

    table: PublicTable
    cells: Mapping[tuple[str, ...], str]


def freeze_beside(
    question: Question,
    tables: Sequence[Wanted],
    earlier: Sequence[Earlier],
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    ranges: Ranges,
) -> Frozen:
    """As `freeze_metric`, with the `earlier` tables that count persons of `question`.

    Refused also where the earlier tables are of another period that shares days with it, of files
    that have changed since, or show what would have to be hidden; the sentence names the table.
    """
    release = reader.manifest().id
    metric = find_metric(metrics, question.metric)
    linked = [one for one in _linked(question, metric, earlier, metrics)
              if not _is_replaced(one.table, tables, release)]  # fmt: skip
    for one in linked:
        if _period(one.table) != question.period:
            raise _refusal("public.other_period", one)
    wanted = [*tables, *(_wanted(one) for one in linked)]
    try:
        frozen = freeze_metric(question, wanted, reader, metrics, facts, ranges)
    except Refused as refusal:
        if not linked or refusal.rule not in _HELPED:
            raise
        freeze_metric(question, tables, reader, metrics, facts, ranges)
        raise _refusal("public.located_together", *linked) from refusal
    for one in linked:
        _check_out(one, frozen)
    return frozen


def _linked(
    question: Question, metric: Metric, earlier: Sequence[Earlier], metrics: Mapping[str, Metric]
) -> Iterator[Earlier]:
    """The tables that count persons whom `question` counts, over days that it has too."""
    for one in earlier:
        other = metrics.get(one.table.metric)
        if (
            other is not None
            and one.table.authority == question.authority
            and is_same_count(other, metric)
            and _overlap(_period(one.table), question.period)
        ):
            yield one


def _is_replaced(table: PublicTable, tables: Sequence[Wanted], release: str) -> bool:
    """Whether a new edition takes its place, of files that have changed since."""
    return table.release != release and table.name in {wanted.name for wanted in tables}


def _wanted(one: Earlier) -> Wanted:
    return Wanted(f"earlier {one.table.name}", one.table.by)


def _period(table: PublicTable) -> Period | None:
    return parse_period(table.period) if table.period else None


def _overlap(one: Period | None, other: Period | None) -> bool:
    return one is None or other is None or (one.start < other.end and other.start < one.end)


def _check_out(one: Earlier, frozen: Frozen) -> None:
    """Refuse where the table would today say otherwise, or show less."""
    now = {tuple(map(str, keys)): str(value) for *keys, value in rows_of(frozen, _wanted(one))}
    if now.keys() != one.cells.keys() or any(
        value and before and value != before
        for value, before in ((now[keys], before) for keys, before in one.cells.items())
    ):
        raise _refusal("public.other_files", one)
    if any(before and not now[keys] for keys, before in one.cells.items()):
        raise _refusal("public.shown_already", one)


def _refusal(rule: str, *found: Earlier) -> Refused:
    names = (f"«\u00a0{one.table.name}\u00a0»" for one in found)
    return Refused(
        rule,
        names=" et ".join(names),
        names_en=" and ".join(f"“{one.table.name}”" for one in found),
        by=" ".join(f"--by {','.join(one.table.by)}" for one in found),
    )
