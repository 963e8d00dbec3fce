"""The waterfall of a pair as SVG: its bars, their bits, where the sum stands."""

from html import escape

from parvis.core.french import number
from parvis.core.people.waterfall import Bar

_WIDTH, _ROW, _TOP, _LABELS, _NUMBERS = 640, 26, 8, 300, 60


def waterfall_svg(bars: tuple[Bar, ...]) -> str:
    """The bars from top to bottom, each beginning where the one before ended."""
    low = min(0.0, *(bar.reached for bar in bars))
    high = max(0.0, *(bar.reached for bar in bars))
    span = max(high - low, 1.0)
    width = _WIDTH - _LABELS - _NUMBERS

    def at(bits: float) -> float:
        return round(_LABELS + (bits - low) / span * width, 1)

    height = _TOP + _ROW * len(bars) + 8
    rows, before = [], 0.0
    for rank, bar in enumerate(bars):
        y = _TOP + rank * _ROW
        left, right = sorted((at(before), at(bar.reached)))
        kind = "us" if bar.bits >= 0 else "ref"
        rows.append(
            f'<text class="l" x="{_LABELS - 10}" y="{y + 15}" text-anchor="end">'
            f"{escape(bar.label)}</text>"
            f'<rect class="{kind}" x="{left}" y="{y + 4}" width="{max(right - left, 1):.1f}"'
            f' height="14"/>'
            f'<text class="n" x="{_WIDTH}" y="{y + 15}" text-anchor="end">'
            f"{_signed(bar.bits)}</text>"
        )
        before = bar.reached
    zero = at(0.0)
    rows.append(f'<line class="zero" x1="{zero}" x2="{zero}" y1="{_TOP}" y2="{height - 8}"/>')
    return (
        f'<svg class="c wide cascade" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-labelledby="cascade-t"><title id="cascade-t">Poids de chaque donnée, en bits :'
        f" à droite pour la même personne, à gauche contre</title>{''.join(rows)}</svg>"
    )


def _signed(bits: float) -> str:
    return ("+" if bits >= 0 else "\u2212") + number(abs(bits), 1)
