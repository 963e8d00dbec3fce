"""What a table lets one say: the case of a finding, and the words of its slots.

A finding names only what can be told from chance. The first of several is named alone where its
95 % interval is apart from that of the second: for a winner and its runner-up, no correction is
needed (Hung and Fithian, "Rank verification for exponential families", Annals of Statistics 47,
2019). Otherwise, and at both ends of a scale, whoever may be first is named with an "ou" (see
`leading`); others are named where a test of all of them together keeps them. What is kept silent is
said in the table.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import hypot, sqrt

import numpy as np

from parvis.apps.ui.question import words
from parvis.apps.ui.question.clusters import cluster_of
from parvis.apps.ui.question.leading import are_told_apart, differ, may_be_first
from parvis.apps.ui.question.shell import Part
from parvis.core import french
from parvis.core.messages import typeset
from parvis.core.metrics.comparing import Change, Comparison, chance_of
from parvis.core.metrics.definition import OTHER, Interval, Kind, Metric, Relation
from parvis.core.metrics.emerging import FALSE_DISCOVERIES, benjamini_hochberg, p_value_of
from parvis.core.metrics.intervals import Z95
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.privacy.generalise import OTHERS, UNKNOWN
from parvis.core.questions import Find, Saying

Found = tuple[str, Mapping[str, object]]
NOTHING: Found = ("", {})
MOST_NAMED = 3
_PERCENT = f"{french.THIN}%"
_SAYING_LESS = {"lowest": "spread", "highest": "spread"}
"""The case whose sentence is true wherever that of another is."""


class Share:
    """A share that a sentence writes as it needs: `{share:habitants}` -> "un habitant sur sept"."""

    def __init__(self, value: float) -> None:
        self._value = value

    def __format__(self, noun: str) -> str:
        return words.proportion(self._value, noun) if noun else french.percent(self._value)


def sentence(saying: Saying, table: DisclosedTable, behind: DisclosedTable | None = None) -> str:
    """What `saying` finds in `table`, as a plain sentence; "" where it finds nothing to say."""
    return "".join(part.text for part in parts(saying, table, behind))


def parts(
    saying: Saying, table: DisclosedTable, behind: DisclosedTable | None = None, target: str = ""
) -> tuple[Part, ...]:
    """The same in pieces: what stands between square brackets leads to `target`."""
    case, slots = _FINDERS[saying.find](table, behind)
    text = saying.text(case) or saying.text(_SAYING_LESS.get(case, ""))
    if not text:
        return ()
    said = typeset(text).format(**slots)
    return tuple(
        Part(piece, target if rank % 2 else "")
        for rank, piece in enumerate(_BRACKETS.split(said))
        if piece
    )


_BRACKETS = re.compile(r"[\[\]]")


def shown(table: DisclosedTable) -> list[Cell]:
    """The cells that have a value and a name of their own."""
    return [c for c in table.cells if c.value is not None and not {OTHERS, UNKNOWN} & {*c.keys}]


def _total(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    total = table.total
    if total.value is None:
        return NOTHING
    return "found", {
        "value": words.with_unit(table.metric, total.value),
        "interval": words.interval(table.metric, total),
        "share": Share(total.value),
    }


def _largest(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    ranked = _once_each(table, sorted(shown(table), key=lambda cell: -(cell.value or 0.0)))
    if len(ranked) < 2:
        return NOTHING
    first, second = ranked[:2]
    whole = table.total.value
    leaders = may_be_first(table.metric, ranked)
    slots = {
        **_named(table, "", first),
        **_named(table, "second_", second),
        "names": _either(table, leaders),
        "quoted": _either(table, leaders, "« {} »"),
        "values": _values(table, leaders),
        "share": Share((first.value or 0.0) / whole) if whole else "",
    }
    if differ(table.metric, first, second):
        return "found", slots
    return "tie" if len(leaders) <= MOST_NAMED else "crowd", slots


def _once_each(table: DisclosedTable, cells: Sequence[Cell]) -> Sequence[Cell]:
    """A pair that is read both ways is one pair."""
    is_both_ways = table.by[1:] == (OTHER,) and (
        table.metric.kind is Kind.LIFT or table.metric.relation is Relation.TOGETHER
    )
    if not is_both_ways:
        return cells
    return list({frozenset(cell.keys): cell for cell in reversed(cells)}.values())[::-1]


def _extremes(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    bounded = [c for c in shown(table) if _is_bounded(table.metric, c)] or shown(table)
    ranked = sorted(bounded, key=lambda cell: cell.value or 0.0)
    if len(ranked) < 2:
        return NOTHING
    low, high = ranked[0], ranked[-1]
    if not are_told_apart(table.metric, low, high, len(ranked)):
        return "alike", _ends(table, [low], [high])
    lows, highs = may_be_first(table.metric, ranked), may_be_first(table.metric, ranked[::-1])
    if max(len(lows), len(highs)) <= MOST_NAMED:
        return "found", _ends(table, lows, highs)
    case = "lowest" if len(lows) == 1 else "highest" if len(highs) == 1 else "spread"
    return case, _ends(table, [low], [high])


def _ends(table: DisclosedTable, lows: Sequence[Cell], highs: Sequence[Cell]) -> dict[str, object]:
    """The slots of both ends: whoever may be there, and between which values."""
    slots: dict[str, object] = {}
    for side, cells in (("low", lows), ("high", highs)):
        slots |= _named(table, f"{side}_", cells[0])
        slots |= {f"{side}_name": _either(table, cells), f"{side}_value": _values(table, cells),
                  f"{side}_quoted": _either(table, cells, "« {} »")}  # fmt: skip
    return slots


def _either(table: DisclosedTable, cells: Sequence[Cell], quoted: str = "{}") -> str:
    """ "A", "A ou B": one of them, and nobody can tell which."""
    said = [typeset(quoted).format(name_of(table, cell)) for cell in cells]
    return french.enumerate_words(said, "ou")


def _values(table: DisclosedTable, cells: Sequence[Cell]) -> str:
    """The value of one, or between which those of several lie: "4–5 %", which a sentence that
    goes "from" one end "to" the other can hold."""
    ordered = sorted((cell.value or 0.0) for cell in cells)
    low, high = (words.with_unit(table.metric, value) for value in (ordered[0], ordered[-1]))
    if low == high:
        return high
    is_share = ordered[0] >= 0 and low.endswith(_PERCENT) and high.endswith(_PERCENT)
    return f"{low.removesuffix(_PERCENT)}–{high}" if is_share else f"{low} à {high}"


def _is_bounded(metric: Metric, cell: Cell) -> bool:
    """Whether both ends of the interval are known, where there is one."""
    return metric.interval is Interval.NONE or cell.high is not None


def _named(table: DisclosedTable, prefix: str, cell: Cell) -> dict[str, object]:
    return {
        f"{prefix}name": name_of(table, cell),
        f"{prefix}value": words.with_unit(table.metric, cell.value or 0.0),
        f"{prefix}interval": words.interval(table.metric, cell),
    }


def name_of(table: DisclosedTable, cell: Cell) -> str:
    """How a cell is called: its keys in French, in the order of the table."""
    said = (words.key(by, key) for by, key in zip(table.by, cell.keys, strict=True))
    return french.enumerate_words(said)


def outliers(table: DisclosedTable) -> tuple[list[Cell], list[Cell]]:
    """The cells that are surely below the whole, and surely above; the farthest first.

    They are chosen together (Benjamini and Hochberg): among those that are said, one in twenty at
    most is expected to be an effect of chance, however many are compared.
    """
    bounded = (c for c in shown(table) if c.low is not None and c.high is not None)
    cells, whole = sorted(bounded, key=lambda cell: cell.value or 0.0), table.total
    if whole.low is None or whole.high is None:
        return [], []
    scores = [score_of(cell, whole) for cell in cells]
    said = benjamini_hochberg(np.array([p_value_of(score) for score in scores]))
    found = [(cell, score) for cell, score, is_said in zip(cells, scores, said, strict=True)
             if is_said]  # fmt: skip
    below = [cell for cell, score in found if score < 0]
    return below, [cell for cell, score in reversed(found) if score > 0]


def score_of(cell: Cell, whole: Cell) -> float:
    """How far a cell is from the whole, in standard deviations: each from its own interval.

    The end that faces the other is taken, for intervals of shares are not even.
    """
    gap = (cell.value or 0.0) - (whole.value or 0.0)
    first, second = (cell, whole) if gap < 0 else (whole, cell)
    above = (first.high or 0.0) - (first.value or 0.0)
    below = (second.value or 0.0) - (second.low or 0.0)
    spread = hypot(above, below) / Z95
    return gap / spread if spread else 0.0


def _outliers(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    if len(shown(table)) < 2:
        return NOTHING
    below, above = outliers(table)
    case = {(1, 1): "both", (1, 0): "below", (0, 1): "above", (0, 0): "alike"}
    return case[bool(below), bool(above)], {
        "below": _names(table, below),
        "above": _names(table, above),
        "whole": words.with_unit(table.metric, table.total.value or 0.0),
        "below_value": _values(table, below) if below else "",
        "above_value": _values(table, above) if above else "",
    }


def _names(table: DisclosedTable, cells: Sequence[Cell]) -> str:
    said = [name_of(table, cell) for cell in cells[:MOST_NAMED]]
    if len(cells) > MOST_NAMED:
        said.append(french.count(len(cells) - MOST_NAMED, "autre"))
    return french.enumerate_words(said)


def _against(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    if behind is None or not shown(table):
        return NOTHING
    planned = {cell.keys: cell.value for cell in behind.cells}
    cells = shown(table)
    above = sum((planned.get(cell.keys) or 0.0) > (cell.value or 0.0) for cell in cells)
    case = "all" if above == len(cells) else "some" if above else "none"
    return case, {"n": french.number(above, 0), "of": french.number(len(cells), 0)}


def _above_one(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    cells = sorted(shown(table), key=lambda cell: -(cell.value or 0.0))
    if not cells:
        return NOTHING
    found = [cell for cell in cells if cell.low is not None and cell.low > 1]
    return ("found" if found else "alike"), {"names": _names(table, found)}


def _clustered(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    """By the scan statistic; the reference of the figure is who lives in each area."""
    found = cluster_of(table, behind)
    if found is None:
        return "unplaced", {}
    names, cluster = found
    slots = {
        "names": french.enumerate_words(names),
        "ratio": french.number(cluster.ratio, 2),
        "p": french.number(cluster.p_value, 3),
    }
    return ("found" if cluster.is_said else "alike"), slots


def _moves(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    """The largest pair of two different values, and its part of the whole."""
    pairs = [cell for cell in shown(table) if len(cell.keys) == 2]
    moving = [cell for cell in pairs if cell.keys[0] != cell.keys[1] and cell.value]
    if not moving:
        return ("alike", {}) if pairs else NOTHING
    most = max(moving, key=lambda cell: cell.value or 0.0)
    start, end = (words.key(by, key) for by, key in zip(table.by, most.keys, strict=True))
    whole = table.total.value
    return "found", {
        "from": start,
        "to": end,
        "value": words.with_unit(table.metric, most.value or 0.0),
        "share": Share((most.value or 0.0) / whole) if whole else "",
    }


def _always(table: DisclosedTable, behind: DisclosedTable | None) -> Found:
    return ("found", {}) if shown(table) else NOTHING


_FINDERS: dict[Find, Callable[[DisclosedTable, DisclosedTable | None], Found]] = {
    Find.TOTAL: _total,
    Find.LARGEST: _largest,
    Find.EXTREMES: _extremes,
    Find.OUTLIERS: _outliers,
    Find.AGAINST: _against,
    Find.ALWAYS: _always,
    Find.CLUSTER: _clustered,
    Find.MOVES: _moves,
    Find.ABOVE_ONE: _above_one,
}


def is_news(metric: Metric, change: Change) -> bool:
    """Whether a change is said and chance does not explain it."""
    return change.is_said and chance_of_change(metric, change) < FALSE_DISCOVERIES


def chance_of_change(metric: Metric, change: Change) -> float:
    """How often chance alone would move a figure as much, from 0 to 1.

    What is counted whole has no interval: its counts are then those of a Poisson rhythm, and what
    is no count (an amount, a ratio of amounts) is no news.
    """
    if change.gap.value is None:
        return 1.0
    if metric.interval is not Interval.NONE:
        return chance_of(change.gap)
    if metric.kind not in (Kind.COUNT, Kind.DISTINCT):
        return 1.0
    now, then = change.now.value or 0.0, change.then.value or 0.0
    of_rhythm = p_value_of((now - then) / sqrt(now + then)) if now + then else 1.0
    return max(of_rhythm, chance_of(change.gap))


def moved(pair: Comparison) -> str:
    """How a total moved; "" where neither chance nor noise let one say it did."""
    change, metric = pair.total, pair.now.metric
    if not is_news(metric, change) or change.gap.value is None or change.then.value is None:
        return ""
    side = "plus" if change.gap.value > 0 else "moins"
    if metric.unit == "%":
        gap = f"{french.count(round(abs(change.gap.value) * 100), 'point')} de {side}"
    else:
        gap = f"{french.percent(abs(change.relative or 0.0))} de {side}"
    return f"{metric.title}, {gap} ({words.value(metric, change.then.value)} un an plus tôt)"


def unsaid(table: DisclosedTable) -> Iterator[str]:
    """The names of the cells whose interval is too wide to conclude anything of them.

    The steps of a calendar are no names: what is measured in them is said instead.
    """
    is_calendar = any(name in words.GRAINS for name in table.by)
    for cell in shown(table):
        if cell.low is not None and cell.high is not None and cell.high - cell.low > TOO_WIDE:
            yield table.metric.title if is_calendar else name_of(table, cell)


TOO_WIDE = 0.10
"""Ten points: beyond, a share is hatched on a map and left out of the answer."""
