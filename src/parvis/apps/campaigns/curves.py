"""The curve of what ends a relation, drawn twice: wide, and narrow for a telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parvis.core.french import percent
from parvis.core.loyalty.fidelity import Ended

_HEIGHT, _LEFT, _TOP, _FOOT, _BETWEEN, _ASIDE = 260, 44, 12, 34, 17, 8
_SIZES = (("wide", 640, 160), ("narrow", 340, 122))


@dataclass(frozen=True, slots=True)
class Line:
    """One cause: its class, the path of its steps, its name beside its end, the ends of its
    interval at each year (x, low, high); none where it is not drawn."""

    style: str
    path: str
    label: str
    x: int
    y: int
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """One drawing: `ticks` under the axis (x, text), `levels` beside it (y, text)."""

    style: str
    width: int
    height: int
    right: int
    base: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[int, str], ...]
    levels: tuple[tuple[int, str], ...]


def curves_of(ended: Sequence[Ended]) -> list[Curve]:
    """The curve of `ended`, wide then narrow; none under two years."""
    return [_curve(ended, *size) for size in _SIZES] if len(ended) > 1 else []


def _curve(ended: Sequence[Ended], style: str, width: int, room: int) -> Curve:
    top = max(max(one.stopped[2], one.aged_out[0], one.moved[0]) for one in ended)
    most = next(level for level in (0.25, 0.5, 1.0) if top <= level)
    right, base = width - room, _HEIGHT - _FOOT
    step = (right - _LEFT) / len(ended)
    causes = [("usline", "arrêtés", [one.stopped for one in ended], True),
              ("refline", "passés d’âge", [one.aged_out for one in ended], False),
              ("refline moved", "partis d’ici", [one.moved for one in ended], False)]  # fmt: skip
    known = [cause for cause in causes if any(share for share, _, _ in cause[2])]

    def level(share: float) -> int:
        return round(base - share / most * (base - _TOP))

    places = _apart([level(shares[-1][0]) for _, _, shares, _ in known])
    lines = tuple(
        Line(name, _steps([level(s) for s, _, _ in shares], step, base),
             f"{percent(shares[-1][0])} {label}", right + 2 * _ASIDE, y + 5,
             tuple((round(_LEFT + n * step) + _ASIDE, level(low), level(high))
                   for n, (_, low, high) in enumerate(shares, 1)) if has_spans else ())
        for (name, label, shares, has_spans), y in zip(known, places, strict=True)
    )  # fmt: skip
    every = 1 if style == "wide" or len(ended) <= 5 else 2
    ticks = tuple((round(_LEFT + n * step), str(n)) for n in range(0, len(ended) + 1, every))
    levels = tuple((level(share), percent(share)) for share in (0.0, most / 2, most))
    return Curve(style, width, _HEIGHT, right, base, lines, ticks, levels)


def _steps(levels: Sequence[int], step: float, base: int) -> str:
    """From nobody at the first use, up at each year."""
    moves = [f"H{round(_LEFT + n * step)}V{y}" for n, y in enumerate(levels, 1)]
    return f"M{_LEFT} {base}{''.join(moves)}"


def _apart(levels: Sequence[int]) -> list[int]:
    """Where to write names so that none covers another, each as near its line as may be."""
    found = list(levels)
    order = sorted(range(len(levels)), key=lambda n: levels[n])
    for upper, lower in pairwise(order):
        found[lower] = max(found[lower], found[upper] + _BETWEEN)
    return found
