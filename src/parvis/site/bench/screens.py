"""The screens of decision: first and warm views of a metropolis, weight, the annual report.

Views are measured on the release that `parvis bench metrics` builds; weights and documents, which
need every figure that a town may have, on a demonstration.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.site.bench.children import measured, parvis
from parvis.site.bench.figures import Figure
from parvis.site.home import make_home

WARM_MS, FIRST_MS, WEIGHT_KB, REPORT_S = 300, 3_000, 100, 20
READERS = 16
_BARE = "page nue, même session"
_TOWN, _DEMO = "1 M de personnes, 20 M d’événements", "démonstration"


def measure_screens(place: Path, progress: Progress) -> Iterator[Figure]:
    """Milliseconds of first and warm views; kilobytes; seconds and bytes of the report."""
    city, events, demo = place / "city", place / "events", place / "demo"
    events.mkdir()
    make_home(Home(city), now=datetime.now(UTC))
    progress(0.0, "Vingt millions d’événements")
    measured("metrics_steps", "generate", city, events)
    progress(0.25, "Construction de l’entrepôt")
    measured("metrics_steps", "build", city, events)
    measured("screens_town", city, events)
    progress(0.55, "Premières vues et vues suivantes")
    yield from _views(measured("screens_steps", "views", home=city))
    progress(0.7, "Construction d’une démonstration")
    parvis("demo", "--quiet", home=demo)
    progress(0.9, "Poids et rapport annuel")
    yield from _documents(measured("screens_steps", "documents", home=demo))
    progress(1.0, "Écrans mesurés")


def _views(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    first, cold, bare = found["first"], found["cold"], found["bare"]
    note = f"{_TOWN} ; {READERS} lecteurs, six questions"
    for name, each, said in (
        ("first_view_p95", first, "phrase et tableau, rien de dessiné"),
        ("cold_view_p95", cold, "publication que personne n’a lue, serveur compris"),
    ):
        yield Figure(f"screens.{name}", each["p95"], "ms", "page nue, seize lecteurs",
                     each["bare"], f"< {FIRST_MS} ms", each["p95"] < FIRST_MS,
                     f"{said} ; {note}")  # fmt: skip
    yield Figure("screens.first_drawings_p95", first["drawn"], "ms", "les mêmes un à un",
                 first["alone"], "après la phrase", True,
                 f"page et {first['drawings']:.0f} dessins ; {note}")  # fmt: skip
    for page, value in found["warm"].items():
        yield Figure(f"screens.warm_{page}", value, "ms", _BARE, bare["ms"], f"< {WARM_MS} ms",
                     value < WARM_MS, _TOWN)  # fmt: skip


def _documents(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    bare, report = found["bare"], found["report"]
    for page, value in found["warm"].items():
        yield Figure(f"screens.full_{page}", value, "ms", _BARE, bare["ms"], f"< {WARM_MS} ms",
                     value < WARM_MS, _DEMO)  # fmt: skip
    for page, value in found["weight"].items():
        yield Figure(f"screens.weight_{page}", value, "ko", _BARE, bare["kilobytes"],
                     f"< {WEIGHT_KB} ko", value < WEIGHT_KB,
                     "page sans ses cartes et feuilles de style, tel qu’envoyé")  # fmt: skip
    yield Figure("screens.report", report["seconds"], "s", "le même sans mise en page (HTML)",
                 report["html"], f"< {REPORT_S} s", report["seconds"] < REPORT_S,
                 f"{_DEMO}, {report['kilobytes']:.0f} ko")  # fmt: skip
    yield Figure("screens.identical", report["differing"], "octets", "attendu", 0.0, "0 octet",
                 not report["differing"], "deux fabrications du rapport annuel")  # fmt: skip
