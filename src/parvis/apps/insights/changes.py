"""What changed since a year and can be told from noise, over all the questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.question import findings, words
from parvis.apps.ui.question.asked import Asked
from parvis.apps.ui.question.reading import beside, is_plain
from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.french import NBSP
from parvis.core.metrics.comparing import Against, Change, Comparison

MOST_SAID = 8
"""More changes are no news: the pages of the questions hold them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One change: its sentence, the figure that proves it, its size as a share (for the order)."""

    what: str
    how: str
    url: str
    size: float


def moved_in(questions: Iterable[Asked]) -> Iterator[Moved]:
    """The changes of the figures of `questions`, the largest first, each metric once."""
    found: dict[str, Moved] = {}
    for asked in questions:
        for panel in asked.inquiry.panels:
            metric = wired.metrics()[panel.metric]
            if panel.metric in found or panel.is_of_all_time or not is_plain(metric):
                continue
            question = asked.question(panel, metric)
            try:
                pair = beside(question, Against.YEAR_BEFORE)
            except Refused:
                continue
            url = f"{reverse('insights:question', args=[asked.inquiry.id])}?comparer=an#{panel.id}"
            if moved := _largest(pair, url):
                found[panel.metric] = moved
    yield from sorted(found.values(), key=lambda moved: -moved.size)[:MOST_SAID]


def _largest(pair: Comparison, url: str) -> Moved | None:
    """The change of the whole where it is said, else the largest of its parts."""
    if findings.is_news(pair.now.metric, pair.total):
        return _moved(pair, pair.total, "", url)
    metric = pair.now.metric
    said = [c for c in pair.changes if findings.is_news(metric, c) and c.now.value]
    most = max(said, key=_size, default=None)
    return _moved(pair, most, findings.name_of(pair.now, most.now), url) if most else None


def _size(change: Change) -> float:
    return abs(change.relative or 0.0)


def _moved(pair: Comparison, change: Change, name: str, url: str) -> Moved | None:
    metric, gap = pair.now.metric, change.gap.value
    if gap is None or change.now.value is None or change.then.value is None:
        return None
    sign = "+" if gap > 0 else "\u2212"
    if metric.unit == "%":
        size = f"{sign}{NBSP}{french.count(round(abs(gap) * 100), 'point')}"
    else:
        size = f"{sign}{NBSP}{french.percent(_size(change))}"
    values = (words.value(metric, value) for value in (change.now.value, change.then.value))
    said = "{}, contre {} un an plus tôt".format(*values)
    what = f"{metric.title}, {name}" if name else metric.title
    return Moved(what, f"{size} ({said})", url, _size(change))
