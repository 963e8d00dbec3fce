"""The page of figures: its warm server time and its weight, beside a bare page's."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured, parvis
from parvis.site.bench.figures import Figure

WARM_MS, FIRST_LOAD_KB = 150, 60
YARDSTICK = "page nue, même session"
_NOTE = "démonstration, compte de la direction générale"


def measure_insights(place: Path, progress: Progress) -> Iterator[Figure]:
    """Median and 95th percentile in milliseconds; kilobytes sent at the first load."""
    home = place / "home"
    progress(0.0, "Construction d’une démonstration")
    parvis("demo", "--quiet", home=home)
    progress(0.7, "Mesure de la page des chiffres")
    found = measured("pages", home=home)
    for name in ("median", "p95"):
        value, beside = found["page"][name], found["bare"][name]
        yield Figure(f"insights.{name}", value, "ms", YARDSTICK, beside,
                     f"< {WARM_MS} ms", value < WARM_MS, _NOTE)  # fmt: skip
    weight = found["page"]["kilobytes"]
    yield Figure("insights.first_load", weight, "ko", YARDSTICK, found["bare"]["kilobytes"],
                 f"< {FIRST_LOAD_KB} ko", weight < FIRST_LOAD_KB,
                 f"tel qu’envoyé, {found['requests']} fichiers")  # fmt: skip
    progress(1.0, "Page des chiffres mesurée")
