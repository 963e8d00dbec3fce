"""The only way to a figure: a question in, a `DisclosedTable` out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.asking import check_period, check_question, on_common_days
from parvis.core.metrics.catalogue import bases_of, find_metric
from parvis.core.metrics.definition import Additivity, Metric, Protection
from parvis.core.metrics.derived import derive
from parvis.core.metrics.figures import Figure, figure
from parvis.core.metrics.query import GroupBy, Period, Plan, Question, by_entity, narrowed, plan_of
from parvis.core.ports import Snapshot, WarehouseReader
from parvis.core.privacy.closed import check_closed
from parvis.core.privacy.disclosure import DisclosedTable, Exact, Margin, disclose
from parvis.core.privacy.generalise import OTHERS, UNKNOWN
from parvis.core.release import Input, Manifest
from parvis.core.rules import REMAINDER, Rule


@dataclass(frozen=True, slots=True)
class Computed:
    """A question and all its exact figures, from one release; not to be shown."""

    question: Question
    metric: Metric
    exact: Exact
    manifest: Manifest
    inputs: tuple[Input, ...]


def answer(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
) -> DisclosedTable:
    """The protected figures of `question`, all from one release.

    Raises Refused where the metric or a dimension does not exist, where the cells would not be
    those of a closed cube, or where the release in use holds nothing for this metric and authority.
    """
    return answer_from(question, reader.snapshot(), metrics, facts)


def answer_from(
    question: Question,
    snapshot: Snapshot,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
) -> DisclosedTable:
    """The protected figures of `question` from the release that `snapshot` holds."""
    metric = find_metric(metrics, question.metric)
    if metric.kind.is_derived:
        check_question(question, metric)
        known = [extent_of(snapshot, facts[b.fact], question.authority) for b in bases_of(
            metric, metrics) if b.additivity is not Additivity.SEMI_ADDITIVE]  # fmt: skip
        question = on_common_days(question, metric, known)
        return derive(question, metric, metrics,
                      lambda part: answer_from(part, snapshot, metrics, facts))  # fmt: skip
    found = compute(question, snapshot, metrics, facts)
    return disclose(found.question, found.metric, found.exact, found.manifest, found.inputs,
                    snapshot.secret())  # fmt: skip


def compute(
    question: Question,
    snapshot: Snapshot,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
) -> Computed:
    """The exact figures of `question`: for `answer`, and for tests to check before protection."""
    metric = find_metric(metrics, question.metric)
    # A dimension named a thousand times cuts no finer, but would cost a thousand margins.
    fact, inputs, extent = _admitted(question, snapshot, metric, facts)
    question = replace(question, by=tuple(dict.fromkeys(question.by)))
    plan = _as_known(plan_of(question, metric, fact), extent)
    wanted = _groupings(metric, plan)
    found = _figures(snapshot, metric, plan, wanted)
    (total,) = found[()]
    if metric.needs and total.value is None and not total.support.rows:
        _refuse_if_dark(snapshot, metric, plan)
    everything = wanted[-1]
    margins = [Margin(kept, one) for kept in wanted[1:-1] for one in found[kept]]
    margins += _coarser(snapshot, metric, plan, fact)
    exact = Exact(found[everything] if everything else [], total, extent, margins,
                  fact.hierarchies, fact.twins)  # fmt: skip
    return Computed(question, metric, exact, snapshot.manifest(), inputs)


def _admitted(
    question: Question, snapshot: Snapshot, metric: Metric, facts: Mapping[str, Fact]
) -> tuple[Fact, tuple[Input, ...], tuple[date, date]]:
    """The fact, its files and its days; Refused where the question may not be put to `metric`."""
    check_question(question, metric)
    check_closed(question)
    fact = with_zones(facts[metric.fact], snapshot, question)
    inputs = _inputs(snapshot, metric, fact, question.authority)
    extent = extent_of(snapshot, fact, question.authority)
    check_period(question, metric, fact, extent)
    return fact, inputs, extent


def is_refused(
    question: Question,
    snapshot: Snapshot,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
) -> bool:
    """Whether `question` is refused before any row is read."""
    try:
        metric = find_metric(metrics, question.metric)
        check_question(question, metric)
        if not metric.kind.is_derived:
            _admitted(question, snapshot, metric, facts)
        for base in bases_of(metric, metrics):
            _inputs(snapshot, base, facts[base.fact], question.authority)
    except Refused:
        return True
    return False


def with_zones(fact: Fact, snapshot: Snapshot, question: Question) -> Fact:
    """The fact with what the release says of its areas.

    Refused where `question` is by areas in which not one place was found: no contour was loaded.
    """
    notes = {note.fact: note.zones for note in snapshot.manifest().tables}
    zones = notes.get(fact.id, {}).get(question.authority, {})
    for name in (*question.by, *(name for name, _ in question.where)):
        column = next((c for c in fact.columns if c.name == name and c.rule is Rule.ZONE), None)
        if column is not None and not column.sources and not _are_placed(zones.get(name, {})):
            raise Refused("metric.no_contour", title=column.title, file=f"{column.zone}.geojson")
    return replace(fact, nests={c.name: zones[c.name] for c in fact.columns
                                if c.within and c.name in zones})  # fmt: skip


def _are_placed(values: Mapping[str, str]) -> bool:
    nowhere = {UNKNOWN, OTHERS}
    return any(value not in nowhere and value != REMAINDER.format(district=wider)
               for value, wider in values.items())  # fmt: skip


def _as_known(plan: Plan, extent: tuple[date, date]) -> Plan:
    """A state asked of days before the first one known is the first one known."""
    first = extent[0]
    if not plan.is_latest or plan.period is None or plan.period.end > first:
        return plan
    return replace(plan, period=Period(first, first + timedelta(days=1), plan.period.label))


def _refuse_if_dark(snapshot: Snapshot, metric: Metric, plan: Plan) -> None:
    """Say which file lights the metric up where no row at all knows what it needs."""
    bare = replace(plan, group_by=(), period=None, filters=metric.only_values, is_latest=False)
    (everything,) = _figures(snapshot, metric, bare, [()])[()]
    if not everything.support.rows:
        raise Refused("metric.lights_up", metric=metric.title, needs=metric.needs)


def extent_of(snapshot: Snapshot, fact: Fact, authority: str) -> tuple[date, date]:
    """The first and last days of the fact; all days where the release does not say."""
    notes = [note for note in snapshot.manifest().tables if note.fact == fact.id]
    return next((n.extents[authority] for n in notes if authority in n.extents),
                (date.min, date.max))  # fmt: skip


def _inputs(snapshot: Snapshot, metric: Metric, fact: Fact, authority: str) -> tuple[Input, ...]:
    """What feeds the metric; of what is gathered, every file of persons."""
    manifest = snapshot.manifest()
    inputs = tuple(
        i for i in manifest.inputs
        if i.authority == authority and (i.fact == fact.id or fact.is_gathered)
    )  # fmt: skip
    if not inputs and metric.needs:
        raise Refused("metric.lights_up", metric=metric.title, needs=metric.needs)
    if not inputs:
        raise Refused("metric.no_data", release=manifest.id, metric=metric.id, authority=authority)
    return inputs


Places = tuple[int, ...]


def _groupings(metric: Metric, plan: Plan) -> list[Places]:
    """The total, then the sums along one dimension and along all but one, then the cells."""
    places = tuple(range(len(plan.group_by)))
    coarser = {*combinations(places, 1), *combinations(places, max(len(places) - 1, 0))}
    if len(places) < 2 or metric.protection is Protection.NONE:
        coarser = set()
    return list(dict.fromkeys([(), *sorted(coarser - {(), places}), places]))


def _coarser(snapshot: Snapshot, metric: Metric, plan: Plan, fact: Fact) -> list[Margin]:
    """What a table says of the sums of its cells when it is asked by a coarser dimension.

    The table by target gives that of ages sums: each alone, and beside the other dimensions.
    """
    if metric.protection is Protection.NONE:
        return []
    margins = []
    for place, group in enumerate(plan.group_by):
        for name, becomes in fact.coarser(group.column).items():
            wider = GroupBy(name)
            others = plan.group_by[:place], plan.group_by[place + 1 :]
            shapes = {(place,): (wider,), tuple(range(len(plan.group_by))): (
                *others[0], wider, *others[1])}  # fmt: skip
            for places, groups in shapes.items():
                found = _figures(snapshot, metric, replace(plan, group_by=groups),
                                 [tuple(range(len(groups)))])  # fmt: skip
                margins += [Margin(places, one, (place, becomes))
                            for one in next(iter(found.values()))]  # fmt: skip
    return margins


def _figures(
    snapshot: Snapshot, metric: Metric, plan: Plan, wanted: Sequence[Places]
) -> dict[Places, list[Figure]]:
    """The exact figures of each grouping, all read in one pass."""
    tables = snapshot.run_each(plan, wanted)
    found = {
        places: [
            figure(metric, tuple(map(str, row[: table.keys])), row[table.keys :])
            for row in table.rows
        ]
        for places, table in zip(wanted, tables, strict=True)
    }
    if metric.protection is not Protection.BUSINESS:
        return found
    return {
        places: _with_units(figures, snapshot.run(by_entity(narrowed(plan, places), metric)).rows)
        for places, figures in found.items()
    }


def _with_units(figures: list[Figure], rows: Sequence[tuple[object, ...]]) -> list[Figure]:
    """The figures with what each business brings: rows are keys, entity, amount."""
    units: dict[tuple[str, ...], dict[str, float]] = {}
    for *keys, entity, amount in rows:
        brought = units.setdefault(tuple(str(key) for key in keys), {})
        brought[str(entity)] = float(str(amount or 0))
    return [replace(f, support=replace(f.support, units=units.get(f.keys, {}))) for f in figures]
