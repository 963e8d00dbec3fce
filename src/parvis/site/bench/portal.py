"""The portal: beside a bare Django page, under the opening of September, and its search."""

import csv
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from statistics import quantiles
from typing import Any

from parvis.core.catalogue.definition import catalogue_from
from parvis.core.catalogue.search import Entry, index
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.portal_loop import MIX, RATE, run

SHARE, KILOBYTES, P95_MS, FOUND, FIRST = 0.6, 50, 500, 0.95, 3
USUAL_SECONDS = 20
"""Of the open loop; the record is made with PARVIS_BENCH_SECONDS=600."""


def measure_portal(place: Path, progress: Progress) -> Iterator[Figure]:
    """Throughput and weights, the open loop and the kill, the queries that find."""
    home = place / "home"
    progress(0.2, "Pages du portail")
    pages = measured("portal_pages", home=home)
    yield from _pages(pages)
    progress(0.5, "Ouverture de septembre")
    yield from _opening(home)
    progress(0.9, "Recherche")
    yield from _search()
    progress(1.0, "Portail mesuré")


def _pages(pages: dict[str, Any]) -> Iterator[Figure]:
    for path, ratio in pages["ratios"].items():
        ours, bare = pages["queries"][path]
        note = f"{1000 * pages['seconds'][path]:.1f} ms ; {ours} requêtes SQL, étalon {bare}"
        yield Figure(f"portal.throughput {path[:22]}", 100 * ratio, "%",
                     "page Django nue, 20 lignes", 100.0, f">= {SHARE:.0%} du débit",
                     ratio >= SHARE, note)  # fmt: skip
    heaviest = max(pages["kilobytes"], key=pages["kilobytes"].get)
    weight = pages["kilobytes"][heaviest]
    yield Figure("portal.weight", weight, "ko", "plafond", float(KILOBYTES),
                 f"< {KILOBYTES} ko, tout compris", weight < KILOBYTES,
                 f"la plus lourde de {len(pages['kilobytes'])} pages : {heaviest}")  # fmt: skip
    pictured = pages["pictured"]
    yield Figure("portal.weight.pictures", pictured, "ko", "plafond", float(KILOBYTES),
                 f"< {KILOBYTES} ko, tout compris", pictured < KILOBYTES,
                 "l’accueil, avec un logo et une photo")  # fmt: skip


def _opening(home: Path) -> Iterator[Figure]:
    seconds = int(os.environ.get("PARVIS_BENCH_SECONDS") or USUAL_SECONDS)
    heard, lost = run(home, seconds)
    p95 = 1000 * quantiles(heard.delays, n=20)[-1]
    mix = ", ".join(f"{share} % {path}" for share, _, path in MIX)
    yield Figure("portal.opening.p95", p95, "ms", "promesse", float(P95_MS), f"< {P95_MS} ms",
                 p95 < P95_MS, f"{RATE} requêtes/s pendant {seconds} s ; {mix}")  # fmt: skip
    yield Figure("portal.opening.errors", len(heard.failures), "erreurs", "requêtes",
                 float(len(heard.delays)), "aucune", not heard.failures,
                 ", ".join(sorted(set(heard.failures))[:3]))  # fmt: skip
    yield Figure("portal.drafts.lost", lost, "perdus", "brouillons enregistrés",
                 float(len(heard.saved)), "aucun après SIGKILL", lost == 0,
                 f"{sum(heard.saved.values())} enregistrements acquittés")  # fmt: skip


def _search() -> Iterator[Figure]:
    """Queries with misspellings; the yardstick needs the exact word. `queries` are those that the
    search was set on, `unseen` others, for which nothing was set."""
    catalogue = catalogue_from(read_definitions("catalogue"))
    groups = [g for _, data in read_definitions("synonyms") for g in data["groups"]]
    entries = [Entry(d.id, d.title, " ".join(d.keywords), d.summary) for d in catalogue.demarches]
    ours = index(entries, groups)
    texts = {e.id: f" {e.title} {e.keywords} {e.summary} ".lower() for e in entries}
    for name in ("queries", "unseen"):
        asked = _asked(name)
        exact = sum(any(q.lower() in texts[code] for code in right) for q, right in asked)
        found = sum(bool(right & {f.id for f in ours.search(q, FIRST)}) for q, right in asked)
        yield Figure(f"portal.search.{name}", 100 * found / len(asked), "%",
                     "mots exacts seulement", 100 * exact / len(asked),
                     f">= {FOUND:.0%} dans les {FIRST} premiers", found >= FOUND * len(asked),
                     f"{found} des {len(asked)} requêtes")  # fmt: skip


def _asked(name: str) -> list[tuple[str, set[str]]]:
    """Queries, each with the demarches that answer it."""
    with (files("parvis") / "catalogue" / f"{name}.csv").open(encoding="utf-8") as file:
        return [(row["query"], set(row["expected"].split("|"))) for row in csv.DictReader(file)]
