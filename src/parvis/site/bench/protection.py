"""Protection of figures about persons: what it costs, what it adds, what attackers learn."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.core.privacy.cellkey import LAW
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

TRIALS = 100_000


def measure_protection(place: Path, progress: Progress) -> Iterator[Figure]:
    """CPU per tile, mean noise, audit of frozen tables, attacks with their upper bounds."""
    progress(0.0, "Tuiles protégées")
    yield from _tiles()
    progress(0.2, "Bruit")
    yield from _noise()
    progress(0.3, "Tables gelées")
    yield from _frozen()
    progress(0.5, "Attaques")
    yield from _attacks()
    progress(1.0, "Protection mesurée")


def _tiles() -> Iterator[Figure]:
    for cells in (12, 160, 960):
        found = measured("protection_steps", "tile", cells)
        yield Figure(f"protection.tile.{cells}", found["added"], "ms CPU", "sans protection",
                     found["bare"], "<= 15 ms", found["added"] <= 15, f"{cells} cases")  # fmt: skip


def _noise() -> Iterator[Figure]:
    found = measured("protection_steps", "noise", TRIALS)
    mean, near = found["mean"], found["at_200"]
    theory = 100 * sum(chance * abs(size) for size, chance in LAW.items()) / 200
    yield Figure("protection.noise", mean, "personnes", "loi d’entropie maximale, variance 2", 1.08,
                 "<= 1.2", mean <= 1.2, f"{TRIALS} cases de 20 à 2000 personnes")  # fmt: skip
    yield Figure("protection.noise.200", near, "%", "la même loi, en théorie", theory, "<= 0.6 %",
                 near <= 0.6, "cases de 200 personnes")  # fmt: skip


def _frozen() -> Iterator[Figure]:
    found = measured("protection_steps", "frozen", 20_000)
    note = f"{found['cells']} cases de trois tables liées, {found['hidden']} masquées"
    width = found["width"]
    yield Figure("protection.frozen.width", width, "personnes", "les petites cases seules",
                 found["unaudited"], ">= 5", width >= 5, note)  # fmt: skip
    yield Figure("protection.frozen.time", found["seconds"], "s", "SciPy, deux programmes par case",
                 found["scipy"], "<= 60 s", found["seconds"] <= 60, note)  # fmt: skip


def _attacks() -> Iterator[Figure]:
    found = measured("protection_steps", "attacks", TRIALS)
    rows = (
        ("differencing", "sans coordonnées dans le hachage", 62),
        ("neighbour", "loi d’entropie maximale, variance 2", 62),
        ("averaging", "une seule réponse", 60),
    )
    for name, beside, most in rows:
        upper, other = found[name]
        yield Figure(f"protection.{name}", 100 * upper, "%", beside, 100 * other, f"<= {most} %",
                     100 * upper <= most, "borne supérieure à 95 %")  # fmt: skip
    small = found["small"]
    yield Figure("protection.small", small, "effectifs", "effectifs de 1 à 10 éprouvés",
                 found["tried"], "aucun publié", small == 0)  # fmt: skip
