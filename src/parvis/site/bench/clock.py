"""A million working clocks recomputed, beside the loop that one would write without thinking."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

CLOCKS, SAMPLE, SECONDS = 1_000_000, 20_000, 10


def measure_clock(place: Path, progress: Progress) -> Iterator[Figure]:
    """Seconds for a million clocks with their pauses and due dates; for a file of as many."""
    progress(0.0, "Un million d’horloges")
    ours = measured("clock_steps", "core", CLOCKS)
    progress(0.3, "La boucle ordinaire, sur un échantillon")
    plain = measured("clock_steps", "loop", SAMPLE)["seconds"] * CLOCKS / SAMPLE
    beside = "boucle Python, jour par jour"
    note = f"échantillon de {SAMPLE} mis à l’échelle ; {ours['spans']} intervalles"
    yield _figure("clock.recomputed", ours["seconds"], beside, plain, note)
    progress(0.6, "Le même million, de fichier à fichier")
    for command in ("elapsed", "due"):
        found = measured("clock_steps", command, place)
        yield _figure(f"clock.{command}", found["seconds"], "lire et récrire le CSV",
                      found["copy"], "parvis clock, un million de cas")  # fmt: skip
    progress(1.0, "Horloges mesurées")


def _figure(name: str, seconds: float, yardstick: str, beside: float, note: str) -> Figure:
    return Figure(name, seconds, "s", yardstick, beside, f"<= {SECONDS} s", seconds <= SECONDS,
                  note)  # fmt: skip
