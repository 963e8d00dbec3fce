"""Finding a metric and its dimensions by name, and suggesting the nearest when there is none."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from parvis.core.errors import Refused
from parvis.core.metrics.definition import Metric
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
