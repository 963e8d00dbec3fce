"""Rank distributions of 35,000 communes on 150 criteria, and intervals that are proved.

The communes are made up: a common factor, noise, 11 pillars. The yardstick is a NumPy loop that
sorts the scores of each draw, measured on a few draws and multiplied; for the intervals, the same
comparisons one commune after another, on a few communes and multiplied.
"""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

ALL_S, FIVE_S, PROVED_S = 12.0, 1.5, 30.0
_LOOP = "boucle NumPy, tirage par tirage"
_PAIRS = "NumPy, commune par commune"


def measure_palmares(place: Path, progress: Progress) -> Iterator[Figure]:
    """Seconds for all rank distributions, for five communes, and for the proved intervals."""
    progress(0.0, "Distributions des rangs")
    every, five = measured("palmares_steps", "every"), measured("palmares_steps", "five")
    loop = measured("palmares_steps", "loop")["seconds"]
    note = "35 000 communes × 150 critères, 10 000 tirages, 6 normalisations"
    said = f"{note} ; étalon extrapolé de 60 tirages"
    yield _figure("palmares.all_ranks", every["seconds"], _LOOP, loop, ALL_S, said)
    yield _figure("palmares.five_towns", five["seconds"], _LOOP, loop, FIVE_S, said)
    progress(0.7, "Intervalles garantis")
    proved = measured("palmares_steps", "proved")
    pairs = measured("palmares_steps", "pairs")["seconds"]
    outside = proved["outside"]
    note = f"6 variantes, poids à ±25 % ; {outside} rang simulé au-dehors ; étalon extrapolé"
    yield Figure("palmares.proved", proved["seconds"], "s", _PAIRS, pairs, f"<= {PROVED_S:g} s",
                 proved["seconds"] <= PROVED_S and not outside, note)  # fmt: skip
    progress(1.0, "Palmarès mesuré")


def _figure(name: str, seconds: float, yardstick: str, beside: float, target: float, note: str
            ) -> Figure:  # fmt: skip
    return Figure(name, seconds, "s", yardstick, beside, f"<= {target:g} s", seconds <= target,
                  note)  # fmt: skip
