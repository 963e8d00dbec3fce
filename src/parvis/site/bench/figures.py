"""A measured figure beside its yardstick, and the table that shows several."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure. `yardstick` says what was measured beside it, `target` what was promised.

    `value` and `yardstick_value` are in `unit`. `note` says on what it was measured.
    """

    name: str
    value: float
    unit: str
    yardstick: str
    yardstick_value: float
    target: str
    met: bool
    note: str = ""


def table(figures: Sequence[Figure]) -> str:
    """The figures, two lines each, the promise kept or not first."""
    return "\n".join(line for figure in figures for line in _lines(figure))


def _lines(figure: Figure) -> tuple[str, str]:
    mark = "tenu" if figure.met else "MANQUÉ"
    value, beside = _number(figure.value), _number(figure.yardstick_value)
    note = f" ({figure.note})" if figure.note else ""
    return (
        f"{mark:<7} {figure.name:<28} {value:>10} {figure.unit:<8} promesse : {figure.target}",
        f"        {figure.yardstick:<28.28} {beside:>10} {figure.unit:<8}{note}",
    )


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
