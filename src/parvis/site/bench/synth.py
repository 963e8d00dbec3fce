"""The synthetic town: how long, how large and how near, beside a plain IPF and a plain reading."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

MANY, TOWN = 1_000_000, 17_000
LARGE, LARGE_YEARS, FEWEST_COVERED = 100_000, 5, 11
FIT_SECONDS, TOWN_SECONDS, EXPORT_SECONDS, EXPORT_MEGABYTES = 25, 30, 300, 3_000
TAE, DECILES = 0.001, 0.005
_IPFN, _READER = "ipfn, âge et sexe seulement", "relecture des CSV par Python"


def measure_synth(place: Path, progress: Progress) -> Iterator[Figure]:
    """The fit of a million persons; a town of ten years; a year of exports for a million."""
    progress(0.0, "Calage d’un million de personnes")
    ours, plain = measured("synth_steps", "fit", MANY), measured("synth_steps", "ipfn", MANY)
    yield from _fit(ours, plain)
    progress(0.3, "Ville de 17 000 personnes, dix ans")
    yield from _town(place / "town", TOWN, 10, "town", TOWN_SECONDS)
    progress(0.4, "Vérités plantées dans une grande ville")
    yield _planted(measured("synth_steps", "planted", LARGE, LARGE_YEARS))
    progress(0.5, "Un an d’exports pour un million de personnes")
    yield from _town(place / "many", MANY, 1, "exports", EXPORT_SECONDS)
    progress(1.0, "Ville fictive mesurée")


def _fit(ours: dict[str, Any], plain: dict[str, Any]) -> Iterator[Figure]:
    note = "1 000 000 de personnes, 500 000 ménages, revenus compris"
    yield Figure("synth.fit.seconds", ours["seconds"], "s", _IPFN, plain["seconds"],
                 f"<= {FIT_SECONDS} s", ours["seconds"] <= FIT_SECONDS, note)  # fmt: skip
    yield Figure("synth.fit.tae", ours["tae"], "écart/N", _IPFN, plain["tae"],
                 f"<= {TAE}", ours["tae"] <= TAE, "la pire des marges calées")  # fmt: skip
    yield Figure("synth.fit.deciles", ours["deciles"], "relatif", "promesse", DECILES,
                 f"<= {DECILES}", ours["deciles"] <= DECILES, "commune et IRIS")  # fmt: skip


def _planted(found: dict[str, Any]) -> Figure:
    covered, intervals = found["covered"], found["intervals"]
    note = f"{LARGE} personnes, {LARGE_YEARS} ans, {intervals} intervalles à 95 %"
    return Figure("synth.planted.covered", covered, "couverts", "intervalles", intervals,
                  f">= {FEWEST_COVERED}", covered >= FEWEST_COVERED, note)  # fmt: skip


def _town(place: Path, persons: int, years: int, name: str, limit: int) -> Iterator[Figure]:
    built = measured("synth_steps", "build", persons, years, place)
    read = measured("synth_steps", "read", place)
    note = f"{persons} personnes, {years} an(s), {built['rows']} lignes"
    yield Figure(f"synth.{name}.seconds", built["seconds"], "s", _READER, read["seconds"],
                 f"<= {limit} s", built["seconds"] <= limit, note)  # fmt: skip
    peak, beside = built["megabytes"], read["megabytes"]
    yield Figure(f"synth.{name}.memory", peak, "Mo", _READER, beside,
                 f"< {EXPORT_MEGABYTES} Mo", peak < EXPORT_MEGABYTES, note)  # fmt: skip
    shutil.rmtree(place)
