"""Finding a metric and its dimensions by name, and suggesting the nearest when there is none."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from parvis.core.errors import Refused, Where
from parvis.core.metrics.definition import OTHER, Additivity, Kind, Metric, Protection
from parvis.core.metrics.query import Question


def find_metric(metrics: Mapping[str, Metric], name: str) -> Metric:
    """The metric called `name`; Refused suggests the nearest."""
    if name not in metrics:
        nearest, nearest_en = _suggestion(name, metrics)
        raise Refused("metric.unknown", name=name, nearest=nearest, nearest_en=nearest_en)
    return metrics[name]


def check_dimensions(question: Question, metric: Metric) -> None:
    """Refuse a question by, or where, something that `metric` is not broken down by."""
    for name in (*question.by, *(name for name, _ in question.where)):
        if name not in metric.dimensions:
            nearest, nearest_en = _suggestion(name, metric.dimensions)
            raise Refused(
                "metric.unknown_dimension",
                metric=metric.id,
                name=name,
                expected=", ".join(metric.dimensions),
                nearest=nearest,
                nearest_en=nearest_en,
            )


def _suggestion(name: str, names: Iterable[str]) -> tuple[str, str]:
    """A sentence to add, in French and in English; empty when nothing comes near."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.5)
    if not found:
        return "", ""
    return (
        f" Vouliez-vous dire «\u00a0{found[0]}\u00a0»\u202f?",
        f" Did you mean “{found[0]}”?",
    )


def check_catalogue(metrics: Mapping[str, Metric]) -> Mapping[str, Metric]:
    """The same metrics, once what each derived one is made of is known to hold together.

    Refused names the file and the entry: an operand that does not exist or is not broken down as
    much, a protection weaker than theirs, a metric defined by itself.
    """
    for metric in metrics.values():
        for operand in metric.operands:
            _check_operand(metric, operand, metrics)
    for metric in metrics.values():
        _check_ends(metric, metrics, (metric.id,))
    return metrics


def _check_operand(metric: Metric, operand: str, metrics: Mapping[str, Metric]) -> None:
    where = Where(f"{metric.id}.toml", field="numerator, denominator")
    if operand not in metrics:
        nearest, nearest_en = _suggestion(operand, metrics)
        raise Refused(
            "definition.unknown_operand",
            where=where,
            name=operand,
            nearest=nearest,
            nearest_en=nearest_en,
        )
    found = metrics[operand]
    if found.protection is not Protection.NONE and metric.protection is not found.protection:
        raise Refused(
            "definition.operand_protection",
            where=where,
            operand=operand,
            expected=found.protection.value,
        )
    for name in missing_dimensions(metric, found):
        raise Refused("definition.operand_dimension", where=where, operand=operand, name=name)


def missing_dimensions(metric: Metric, operand: Metric) -> list[str]:
    """The dimensions of `metric` that its `operand` cannot have.

    A state stands whole beside every period, and beside what it knows nothing of: requests of one
    category for 1 000 residents are for all the residents.
    """
    over = {metric.over} if metric.over else set()
    is_state = operand.additivity is Additivity.SEMI_ADDITIVE
    wanted = over if is_state else {*metric.dimensions, *over} - _made(metric)
    return sorted(wanted - set(operand.dimensions))


def _made(metric: Metric) -> set[str]:
    """The dimensions that the formula itself makes."""
    return {OTHER} if metric.kind is Kind.LIFT else set()


def _check_ends(metric: Metric, metrics: Mapping[str, Metric], path: tuple[str, ...]) -> None:
    for operand in metric.operands:
        if operand in path:
            where = Where(f"{path[0]}.toml", field="numerator, denominator")
            raise Refused("definition.circular", where=where, path=" → ".join([*path, operand]))
        _check_ends(metrics[operand], metrics, (*path, operand))


def bases_of(metric: Metric, metrics: Mapping[str, Metric]) -> list[Metric]:
    """The metrics on facts that `metric` comes down to: itself, or what it is made of."""
    if not metric.kind.is_derived:
        return [metric]
    return [base for name in metric.operands for base in bases_of(metrics[name], metrics)]
