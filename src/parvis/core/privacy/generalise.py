"""Generalisation: rare values of a category are folded into one, numbers are cut in bands."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

PERSONS_THRESHOLD = 11
"""Fewest distinct persons behind what may be seen: INSEE's rule for statistics from tax files
(no figure on fewer than 11 households), applied here to every file of persons."""
OTHERS = "Autres"
UNKNOWN = "Non renseigné"


def kept_values(persons: Mapping[str, int]) -> frozenset[str]:
    """The values with enough distinct persons to keep their name; the rest become `OTHERS`."""
    return frozenset(value for value, count in persons.items() if count >= PERSONS_THRESHOLD)


def rounded_size(rows: int) -> int:
    """How many rows a file about persons is said to have: two significant digits, by hundreds.

    Below fifty nothing is said of how few they are.
    """
    step = int(10 ** max(2, len(str(rows)) - 2))
    return (rows + step // 2) // step * step


def bands_of(bounds: Sequence[float], unit: str = "") -> tuple[tuple[float, str], ...]:
    """The intervals that increasing whole `bounds` cut, as (excluded end, label)."""
    first, last = f"{bounds[0]:g}", f"{bounds[-1]:g}"
    inner = [(high, _between(low, high, unit)) for low, high in pairwise(bounds)]
    return (
        (bounds[0], f"moins de {first}{unit}"),
        *inner,
        (float("inf"), f"{last}{unit} ou plus"),
    )


def ages_of(bounds: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """The bands of age that `bounds` cut; the first starts at birth."""
    (end, _), *others = bands_of(bounds, " ans")
    return ((end, _between(0, end, " ans")), *others)


def _between(low: float, high: float, unit: str) -> str:
    """Whole numbers from `low` to `high` excluded."""
    last = high - 1
    if low == last:
        return f"{low:g}{unit.rstrip('s') if low < 2 else unit}"
    return f"{low:g} à {last:g}{unit}"


CENSUS_AGES = (15.0, 30.0, 45.0, 60.0, 75.0)
"""Where INSEE cuts ages in the census tables of communes."""
