"""The screens of decision: warm and first views, weight, the annual report, identical bytes."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured, parvis
from parvis.site.bench.figures import Figure

WARM_MS, FIRST_MS, WEIGHT_KB, REPORT_S = 300, 3_000, 100, 20
READERS = 16
_NOTE = "démonstration, compte de la direction générale"


def measure_screens(place: Path, progress: Progress) -> Iterator[Figure]:
    """Milliseconds of each page warm, of a first view by 16 readers; kilobytes; seconds; bytes."""
    home = place / "home"
    progress(0.0, "Construction d’une démonstration")
    parvis("demo", "--quiet", home=home)
    progress(0.6, "Mesure des écrans")
    found = measured("screens_steps", home=home)
    yield from _warm(found)
    yield from _rest(found)
    progress(1.0, "Écrans mesurés")


def _warm(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    for page, value in found["warm"].items():
        yield Figure(f"screens.warm_{page}", value, "ms", "page nue, même session",
                     found["bare"]["ms"], f"< {WARM_MS} ms", value < WARM_MS, _NOTE)  # fmt: skip
    for page, value in found["weight"].items():
        yield Figure(f"screens.weight_{page}", value, "ko", "page nue, même session",
                     found["bare"]["kilobytes"], f"< {WEIGHT_KB} ko", value < WEIGHT_KB,
                     "page, feuilles de style et cartes, tel qu’envoyé")  # fmt: skip


def _rest(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    first, report = found["first"], found["report"]
    yield Figure("screens.first_view_p95", first["p95"], "ms", "dessins seuls, un après l’autre",
                 first["drawings"], f"< {FIRST_MS} ms", first["p95"] < FIRST_MS,
                 f"{READERS} lecteurs, caches vides, quatre questions")  # fmt: skip
    yield Figure("screens.report", report["seconds"], "s", "le même sans mise en page (HTML)",
                 report["html"], f"< {REPORT_S} s", report["seconds"] < REPORT_S,
                 f"{report['kilobytes']:.0f} ko")  # fmt: skip
    yield Figure("screens.identical", report["differing"], "octets", "attendu", 0.0, "0 octet",
                 not report["differing"], "deux fabrications du rapport annuel")  # fmt: skip
