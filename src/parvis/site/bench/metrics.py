"""The engine of indicators on a metropolis, beside SQL written by hand on the same file."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

_HAND = "SQL écrit à la main, même fichier"
TILE_MS, CROWD_MS, DISTINCT_MS, COHORT_MS, TIMES = 50, 250, 300, 50, 1.5
PUBLICATION_TIMES = 3
REBUILD_S, DAY_S, MEGABYTES, PROTECTION_MS = 60, 5, 1_000, 15


def measure_metrics(place: Path, progress: Progress) -> Iterator[Figure]:
    """Tiles, crowds, large questions, building; a million persons and twenty million events."""
    home, folder = place / "home", place / "events"
    folder.mkdir()
    note = "1 M de personnes, 20 M d’événements"

    def step(name: str) -> dict[str, float]:
        return measured("metrics_steps", name, home, folder)

    progress(0.0, "Vingt millions d’événements")
    step("generate")
    progress(0.3, "Construction de l’entrepôt")
    built = step("build")
    progress(0.6, "Questions d’un tableau de bord")
    yield from _asked(measured("metrics_steps", "ask", home, folder), note)
    progress(0.85, "Un jour de plus")
    yield from _stored(built, step("day"), note)
    progress(1.0, "Moteur mesuré")


def measure_publication(place: Path, progress: Progress) -> Iterator[Figure]:
    """The whole path of a publication of the same events, then of one more day."""
    folder, home = place / "events", place / "published"
    folder.mkdir()

    def step(name: str) -> dict[str, float]:
        return measured("metrics_publication", name, home, folder)

    progress(0.0, "Vingt millions d’événements")
    measured("metrics_steps", "generate", place / "home", folder)
    step("deliver")
    progress(0.2, "Publication entière")
    whole = step("whole")
    progress(0.6, "Un jour de plus")
    day = step("day")
    progress(0.7, "Le même travail, écrit à la main")
    yield from _published(whole, day, step("by_hand"))
    progress(1.0, "Publication mesurée")


def _published(
    whole: dict[str, float], day: dict[str, float], hand: dict[str, float]
) -> Iterator[Figure]:
    note = f"de la répétition à la mise en service ; {whole['spill']:.0f} Mo de travail au plus"
    said = "SQL à la main, mémoire libre"
    most = PUBLICATION_TIMES * hand["seconds"]
    yield Figure("metrics.publication", whole["seconds"], "s", said, hand["seconds"],
                 f"<= {PUBLICATION_TIMES} fois", whole["seconds"] <= most, note)  # fmt: skip
    yield Figure("metrics.publication_peak", whole["peak"], "Mo", said, hand["peak"],
                 f"<= {MEGABYTES} Mo", whole["peak"] <= MEGABYTES)  # fmt: skip
    yield Figure("metrics.publication_disk", whole["disk"], "Mo", said, hand["disk"],
                 f"<= {MEGABYTES} Mo", whole["disk"] <= MEGABYTES,
                 "DuckDB et Parquet, usages de tous les services compris")  # fmt: skip
    yield Figure("metrics.publication_one_day", day["seconds"], "s", "publication entière",
                 whole["seconds"], "<= 1/3 de l’entière", day["seconds"] <= whole["seconds"] / 3,
                 f"{day['peak']:.0f} Mo")  # fmt: skip


def _asked(found: dict, note: str) -> Iterator[Figure]:
    tile, crowd, large = found["p95"], found["crowd"], found["large"]
    bounds = (
        ("metrics.tile_p95", tile, TILE_MS),
        ("metrics.tile_p95_16_users", crowd, CROWD_MS),
        ("metrics.distinct_12_months", large["twelve_months"], DISTINCT_MS),
        ("metrics.cohort_5_years", large["cohorts"], COHORT_MS),
    )
    for name, both, most in bounds:
        yield Figure(name, both["ours"], "ms", _HAND, both["hand"], f"<= {most} ms",
                     both["ours"] <= most, note)  # fmt: skip
    times = found["mean"]["ours"] / found["mean"]["hand"]
    yield Figure("metrics.times_by_hand", times, "fois", _HAND, 1.0, f"<= {TIMES} fois",
                 times <= TIMES, "moyenne des tuiles, protection comprise")  # fmt: skip
    yield Figure("metrics.protection_cpu", found["protection"], "ms", "rien", 0.0,
                 f"<= {PROTECTION_MS} ms", found["protection"] <= PROTECTION_MS,
                 "la plus chère des tuiles")  # fmt: skip
    yield Figure("metrics.reader_peak", found["peak"], "Mo", "–", 0.0, f"<= {MEGABYTES} Mo",
                 found["peak"] <= MEGABYTES, note)  # fmt: skip


def _stored(built: dict[str, float], day: dict[str, float], note: str) -> Iterator[Figure]:
    for name, value, unit, most in (
        ("metrics.rebuild", built["seconds"], "s", REBUILD_S),
        ("metrics.rebuild_peak", built["peak"], "Mo", MEGABYTES),
        ("metrics.disk", built["megabytes"], "Mo", MEGABYTES),
        ("metrics.one_more_day", day["seconds"], "s", DAY_S),
    ):
        yield Figure(name, value, unit, "–", 0.0, f"<= {most} {unit}", value <= most, note)
    yield Figure("metrics.readers_refused", day["errors"], "erreurs", "–", 0.0, "0",
                 day["errors"] == 0, "seize lecteurs pendant qu’un jour entre")  # fmt: skip
