"""The screens of decision: preparation, first and warm views, weight, the annual report.

Views are measured on the release that `parvis bench metrics` builds; weights and documents, which
need every figure that a town may have, on a demonstration.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.site.bench.children import measured, parvis
from parvis.site.bench.figures import Figure
from parvis.site.home import make_home

WARM_MS, FIRST_MS, WEIGHT_KB, REPORT_S = 300, 3_000, 100, 20
WHOLE_S, KILO = 60, 1_000
"""A filter that nobody prepared is whole within a minute, even for the last of sixteen readers."""
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
    built = measured("metrics_steps", "build", city, events)["seconds"]
    built += measured("screens_town", city, events)["seconds"]
    progress(0.5, "Réponses préparées par une publication")
    yield _prepared(measured("screens_steps", "prepare", home=city), built)
    progress(0.6, "Premières vues et vues suivantes")
    yield from _first_views(measured("screens_steps", "cold", time(), home=city))
    yield from _warm_views(measured("screens_steps", "views", home=city))
    progress(0.65, "Filtres que personne n’a préparés")
    yield from _unprepared(measured("screens_steps", "unprepared", home=city))
    progress(0.7, "Construction d’une démonstration")
    parvis("demo", "--quiet", home=demo)
    progress(0.9, "Poids et rapport annuel")
    yield from _documents(measured("screens_steps", "documents", home=demo))
    progress(1.0, "Écrans mesurés")


def _prepared(found: dict[str, float], built: float) -> Figure:
    note = (f"{found['answers']:.0f} réponses, {found['megabytes']:.1f} Mo, avant que quiconque "
            "puisse lire la publication")  # fmt: skip
    return Figure("screens.prepared", found["seconds"], "s", "construction du même entrepôt",
                  built, "une fois par publication", True, f"{note} ; {_TOWN}")  # fmt: skip


def _first_views(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    first, cold = found["first"], found["cold"]
    note = f"{_TOWN} ; {READERS} lecteurs, six questions"
    for name, value, bare, said in (
        ("cold_view_p95", cold["p95"], cold["bare"], "premiers lecteurs d’un serveur neuf"),
        ("from_launch_p95", cold["from_launch"], cold["bare"], "les mêmes, depuis son lancement"),
        ("first_view_p95", first["p95"], first["bare"], "phrase et tableau, rien de dessiné"),
    ):
        yield Figure(f"screens.{name}", value, "ms", "page nue, seize lecteurs", bare,
                     f"< {FIRST_MS} ms", value < FIRST_MS, f"{said} ; {note}")  # fmt: skip
    yield Figure("screens.first_drawings_p95", first["drawn"], "ms", "les mêmes un à un",
                 first["alone"], "après la phrase", True,
                 f"page et {first['drawings']:.0f} dessins ; {note}")  # fmt: skip


def _unprepared(found: dict[str, Any]) -> Iterator[Figure]:
    """Years that nobody has asked: a page at once, its figures as they are worked out."""
    note = f"année non préparée ; {_TOWN} ; {READERS} lecteurs, six questions"
    first, alone = found["first"], found["alone"]
    yield Figure("screens.unprepared_first_p95", first, "ms", "page nue, seize lecteurs",
                 found["bare"], f"< {FIRST_MS} ms", first < FIRST_MS,
                 f"première page : ce qui est connu, le reste annoncé ; {note}")  # fmt: skip
    yield Figure("screens.unprepared_whole_p95", found["whole"] / KILO, "s",
                 "une table à la main, même année", found["hand"] / KILO,
                 f"< {WHOLE_S} s", found["whole"] < WHOLE_S * KILO,
                 f"page entière ; {note}")  # fmt: skip
    for name, value in alone.items():
        yield Figure(f"screens.unprepared_{name}", value / KILO, "s",
                     "une table à la main, même année", found["hand"] / KILO,
                     "seul, page entière", True, f"année non préparée ; {_TOWN}")  # fmt: skip


def _warm_views(found: dict[str, dict[str, float]]) -> Iterator[Figure]:
    bare = found["bare"]
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
