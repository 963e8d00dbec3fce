"""What changed since a year and can be told from noise, over all the questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.question import findings, words
from parvis.apps.ui.question.asked import Asked
from parvis.apps.ui.question.reading import beside, is_plain
from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.french import NBSP
from parvis.core.metrics.comparing import Against, Change, Comparison
from parvis.core.metrics.emerging import benjamini_hochberg

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
    """The changes of the figures of `questions`, the largest first, each metric once.

    They are chosen together, however many figures are compared: one in twenty of those that are
    told at most is expected to be an effect of chance (Benjamini and Hochberg).
    """
    tried = list(_tried(questions))
    told = benjamini_hochberg(np.array([one.chance for one in tried]))
    found: dict[str, Moved] = {}
    for one in (one for one, is_told in zip(tried, told, strict=True) if is_told):
        metric = one.pair.now.metric
        moved = _moved(one) if findings.is_news(metric, one.change) else None
        known = found.get(metric.id)
        if moved and (known is None or (known.what != metric.title and known.size < moved.size)):
            found[metric.id] = moved
    yield from sorted(found.values(), key=lambda moved: -moved.size)[:MOST_SAID]


@dataclass(frozen=True, slots=True)
class _Tried:
    """One change that is looked at, and how often chance would make it."""

    pair: Comparison
    change: Change
    name: str
    url: str

    @property
    def chance(self) -> float:
        return findings.chance_of_change(self.pair.now.metric, self.change)


def _tried(questions: Iterable[Asked]) -> Iterator[_Tried]:
    """Of each metric, the whole first, then its parts."""
    met: set[str] = set()
    for asked in questions:
        for panel in asked.inquiry.panels:
            metric = wired.metrics()[panel.metric]
            if panel.metric in met or panel.is_of_all_time or not is_plain(metric):
                continue
            try:
                pair = beside(asked.question(panel, metric), Against.YEAR_BEFORE)
            except Refused:
                continue
            met.add(panel.metric)
            url = f"{reverse('insights:question', args=[asked.inquiry.id])}?comparer=an#{panel.id}"
            yield _Tried(pair, pair.total, "", url)
            yield from (_Tried(pair, change, findings.name_of(pair.now, change.now), url)
                        for change in pair.changes if change.now.value)  # fmt: skip


def _size(change: Change) -> float:
    return abs(change.relative or 0.0)


def _moved(tried: _Tried) -> Moved | None:
    metric, change, name = tried.pair.now.metric, tried.change, tried.name
    gap = change.gap.value
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
    return Moved(what, f"{size} ({said})", tried.url, _size(change))
