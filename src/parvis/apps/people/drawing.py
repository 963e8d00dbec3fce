"""The waterfall of a pair as SVG: its bars, their bits, where the sum stands."""

from dataclasses import dataclass
from html import escape

from parvis.core.french import number
from parvis.core.people.waterfall import Bar


@dataclass(frozen=True, slots=True)
class _Shape:
    """How wide a drawing is, where its bars begin, how high a row is, and whether the label of a
    bar stands above it."""

    name: str
    width: int
    left: int
    row: int
    is_above: bool


_SHAPES = (_Shape("wide", 640, 300, 26, False), _Shape("narrow", 344, 0, 44, True))
_TOP, _NUMBERS = 8, 60


def waterfall_svg(bars: tuple[Bar, ...]) -> str:
    """The bars from top to bottom, each beginning where the one before ended: one drawing for wide
    screens, one for telephones."""
    return "".join(_drawn(bars, shape) for shape in _SHAPES)


def _drawn(bars: tuple[Bar, ...], shape: _Shape) -> str:
    low = min(0.0, *(bar.reached for bar in bars))
    span = max(max(0.0, *(bar.reached for bar in bars)) - low, 1.0)

    def at(bits: float) -> float:
        return round(shape.left + (bits - low) / span * (shape.width - shape.left - _NUMBERS), 1)

    height, before, rows = _TOP + shape.row * len(bars) + 8, 0.0, []
    for rank, bar in enumerate(bars):
        ends = sorted((at(before), at(bar.reached)))
        rows.append(_row(bar, ends[0], ends[1], _TOP + rank * shape.row, shape))
        before = bar.reached
    zero, title = at(0.0), f"cascade-{shape.name}"
    tops = [_TOP + shape.row * (rank + 1) - 24 for rank in range(len(bars))]
    # Where labels stand above the bars, the line of nought does not cross them.
    parts = [(top, top + 18) for top in tops] if shape.is_above else [(_TOP, height - 8)]
    rows += [f'<line class="zero" x1="{zero}" x2="{zero}" y1="{a}" y2="{b}"/>' for a, b in parts]
    return (
        f'<svg class="c {shape.name} cascade" viewBox="0 0 {shape.width} {height}" role="img"'
        f' aria-labelledby="{title}"><title id="{title}">Poids de chaque donnée, en bits :'
        f" à droite pour la même personne, à gauche contre</title>{''.join(rows)}</svg>"
    )


def _row(bar: Bar, left: float, right: float, y: int, shape: _Shape) -> str:
    kind = "us" if bar.bits >= 0 else "ref"
    label = 'x="0"' if shape.is_above else f'x="{shape.left - 10}" text-anchor="end"'
    top = y + shape.row - 22
    return (
        f'<text class="l" {label} y="{y + 15}">{escape(bar.label)}</text>'
        f'<rect class="{kind}" x="{left}" y="{top}" width="{max(right - left, 1):.1f}"'
        f' height="14"/><text class="n" x="{shape.width}" y="{top + 11}" text-anchor="end">'
        f"{_signed(bar.bits)}</text>"
    )


def _signed(bits: float) -> str:
    return ("+" if bits >= 0 else "\u2212") + number(abs(bits), 1)
