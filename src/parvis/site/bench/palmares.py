"""Rank distributions of 35,000 communes on 150 criteria, and intervals that are proved.

The communes are made up: a common factor, noise, 11 pillars. The yardstick is a NumPy loop that
sorts the scores of each draw, measured on a few draws and multiplied; for the intervals, the same
comparisons one commune after another, on a few communes and multiplied. The others are beside the
same result got plainly: every cell drawn, the whole index counted again, each triple looked up.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

ALL_S, FIVE_S, PROVED_S = 12.0, 1.5, 30.0
NOISY_S, SLIDER_S, DOUBT_S, TRIPLES_S, DOUBT_WIDTH = 120.0, 0.05, 70.0, 0.2, 0.02
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
    yield from _told(progress)


def _told(progress: Progress) -> Iterator[Figure]:
    progress(0.8, "Mesure tirée, poids mobiles, indices, triplets")
    drawn, cells = measured("palmares_steps", "noisy"), measured("palmares_steps", "noisy_loop")
    gap = np.abs(np.array(drawn["middle"])[:, 1] - np.array(cells["middle"])).mean()
    note = (f"35 000 × 150, 1 000 tirages, cellule manquante sur dix ; rang médian à {gap:.0f} "
            "places près de 60 tirages cellule par cellule ; étalon extrapolé")  # fmt: skip
    yield _figure("palmares.measured", drawn["seconds"], "NumPy, cellule par cellule",
                  cells["seconds"], NOISY_S, note)  # fmt: skip
    yield _beside("palmares.slider", "slider", "l’indice refait depuis ses critères", SLIDER_S,
                  "35 000 communes, 11 catégories, un poids bougé")  # fmt: skip
    found = measured("palmares_steps", "doubt")
    plain = measured("palmares_steps", "doubt_loop")["seconds"]
    note = f"N = 100 000, {found['runs']:,} rangs, intervalles à ± {found['widest']:.3f} au plus"
    is_reached = found["seconds"] <= DOUBT_S and found["widest"] < DOUBT_WIDTH
    yield Figure("palmares.sobol", found["seconds"], "s", "NumPy, un rang après l’autre", plain,
                 f"<= {DOUBT_S:g} s, ± {DOUBT_WIDTH:g}", is_reached, note)  # fmt: skip
    yield _beside("palmares.triples", "triples", "NumPy, un triplet après l’autre", TRIPLES_S,
                  "551 300 triplets, 35 000 communes, une commune")  # fmt: skip
    progress(1.0, "Palmarès mesuré")


def _beside(name: str, step: str, yardstick: str, target: float, note: str) -> Figure:
    seconds = measured("palmares_steps", step)["seconds"]
    plain = measured("palmares_steps", f"{step}_plain")["seconds"]
    return _figure(name, seconds, yardstick, plain, target, note)


def _figure(name: str, seconds: float, yardstick: str, beside: float, target: float, note: str
            ) -> Figure:  # fmt: skip
    return Figure(name, seconds, "s", yardstick, beside, f"<= {target:g} s", seconds <= target,
                  note)  # fmt: skip
