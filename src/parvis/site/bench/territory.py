"""Comparable communes for all, a commune from local files, and the page of its portrait.

The real files are used when `PARVIS_REAL_DATA` names the folder that holds them; otherwise the
shipped table for the page, and made-up communes for the search.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from parvis.core.ports import Progress
from parvis.site.bench.children import measured, parvis
from parvis.site.bench.figures import Figure

PEERS_S, PROVISION_S, WARM_MS, PAGE_KB = 15, 60, 150, 60
PAGE, TOWN = "/territoire/", "41269"
_BARE = "page nue, même session"


def measure_territory(place: Path, progress: Progress) -> Iterator[Figure]:
    """Seconds for the peers of every commune and for one town; milliseconds and kilobytes."""
    home, real = place / "home", os.environ.get("PARVIS_REAL_DATA", "")
    progress(0.0, "Construction d’une démonstration")
    parvis("demo", "--quiet", "--home", str(home), home=home)
    if real:
        progress(0.3, "Une commune à partir des fichiers des producteurs")
        yield _provision(Path(real), home)
    progress(0.6, "Communes comparables de toutes les communes")
    yield _peers(home, bool(real))
    progress(0.8, "Mesure de la page du territoire")
    yield from _page(home)
    progress(1.0, "Territoire mesuré")


def _provision(real: Path, home: Path) -> Figure:
    folders = [real / name for name in ("communes/other", "geo")]
    started = perf_counter()
    for folder in folders:
        measured("territory_steps", "bring", folder, home=home)
    parvis("town", "new", TOWN, "--quiet", "--home", str(home), home=home)
    seconds = perf_counter() - started
    plain = sum(measured("territory_steps", "hash", folder)["seconds"] for folder in folders)
    return Figure("territory.provision", seconds, "s", "lire et hacher les fichiers", plain,
                  f"< {PROVISION_S} s", seconds < PROVISION_S, "puis town new")  # fmt: skip


def _peers(home: Path, is_real: bool) -> Figure:
    kind = "real" if is_real else "made-up"
    ours = measured("territory_steps", "peers", kind, home=home)
    plain = measured("territory_steps", "neighbours", kind, home=home)
    seconds, beside = ours["seconds"], plain["seconds"]
    origin = "communes réelles" if is_real else "communes inventées"
    note = f"{ours['rows']} {origin}, k = {ours['k']} ; l’étalon ne filtre rien"
    return Figure("territory.peers", seconds, "s", "scikit-learn NearestNeighbors", beside,
                  f"<= {PEERS_S} s", seconds <= PEERS_S, note)  # fmt: skip


def _page(home: Path) -> Iterator[Figure]:
    found = measured("pages", PAGE, home=home)
    for name in ("median", "p95"):
        value, beside = found["page"][name], found["bare"][name]
        yield Figure(f"territory.page.{name}", value, "ms", _BARE, beside,
                     f"< {WARM_MS} ms", value < WARM_MS)  # fmt: skip
    weight = found["page"]["kilobytes"]
    yield Figure("territory.page.first_load", weight, "ko", _BARE, found["bare"]["kilobytes"],
                 f"< {PAGE_KB} ko", weight < PAGE_KB,
                 f"tel qu’envoyé, {found['requests']} fichiers")  # fmt: skip
