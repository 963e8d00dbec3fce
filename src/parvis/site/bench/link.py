"""Who is the same person: how well and how fast, beside Splink's plain model on the same rows."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.homes import write_homes

TOWN, METROPOLIS, SEED = 51_000, 1_000_000, 11
TOWN_F1, METROPOLIS_F1, ABOVE = 0.95, 0.92, 0.15
SECONDS, MEGABYTES = 60, 4_000
FEBRL_F1, FAKE_F1 = 0.998, 0.92
_SPLINK = "Splink 5, modèle ordinaire"


def measure_link(place: Path, progress: Progress) -> Iterator[Figure]:
    """Published files when they are at hand, then towns of 51,000 and a million records."""
    progress(0.0, "Fichiers publiés")
    yield from _published(place)
    progress(0.1, "Ville de 51 000 enregistrements")
    yield from _homes(place, TOWN, "town", TOWN_F1)
    progress(0.3, "Un million d’enregistrements")
    yield from _homes(place, METROPOLIS, "million", METROPOLIS_F1)
    progress(1.0, "Rapprochement mesuré")


def _homes(place: Path, records: int, name: str, least: float) -> Iterator[Figure]:
    file, ours_out, plain_out = (place / f"{name}{part}.csv" for part in ("", "-parvis", "-splink"))
    truth = write_homes(file, records=records, seed=SEED).tolist()
    ours = measured("linking", "parvis", file, ours_out)
    plain = measured("linking", "splink", file, plain_out)
    f1, beside = (pairwise_f1(clusters(out), truth) for out in (ours_out, plain_out))
    note = f"{records} enregistrements, foyers compris, graine {SEED}"
    yield Figure(f"link.{name}.f1", f1, "F1", _SPLINK, beside,
                 f">= {least} et {ABOVE} de plus", f1 >= max(least, beside + ABOVE),
                 note)  # fmt: skip
    if records == METROPOLIS:
        took, other = ours["seconds"], plain["seconds"]
        yield Figure(f"link.{name}.seconds", took, "s", _SPLINK, other, f"<= {SECONDS} s",
                     took <= min(SECONDS, other), note)  # fmt: skip
        peak = ours["megabytes"]
        yield Figure(f"link.{name}.memory", peak, "Mo", _SPLINK, plain["megabytes"],
                     f"<= {MEGABYTES} Mo", peak <= MEGABYTES, note)  # fmt: skip


def _published(place: Path) -> Iterator[Figure]:
    """FEBRL 3 (its social security number is never read) and Splink's own thousand rows.

    The yardsticks are Splink's best thresholds, chosen with the labels, as measured in 2026.
    """
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or "../shared/data") / "linkage"
    published = (
        ("febrl3", "febrl_dataset3.csv", _febrl, FEBRL_F1, 0.9985),
        ("fake", "splink_fake_1000.csv", _labelled, FAKE_F1, 0.919),
    )
    for name, filename, truth_of, least, best in published:
        if (folder / filename).is_file():
            out = place / f"{name}.csv"
            measured("linking", "parvis", folder / filename, out)
            f1 = pairwise_f1(clusters(out), truth_of(folder / filename))
            yield Figure(f"link.{name}.f1", f1, "F1", "Splink 5, seuil optimal", best,
                         f">= {least}", f1 >= least, "sans étiquette ni seuil réglé")  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, skipinitialspace=True)


def _febrl(path: Path) -> list[str]:
    return [row["rec_id"].split("-")[1] for row in _rows(path)]


def _labelled(path: Path) -> list[str]:
    return [row["cluster"] for row in _rows(path)]


def clusters(path: Path) -> list[str]:
    """The cluster of each record of a `record_id,cluster_id` file, in its order."""
    return [row["cluster_id"] for row in _rows(path)]


def pairwise_f1(found: Sequence[object], truth: Sequence[object]) -> float:
    """F1 of the pairs of records put together, against those that are one person."""
    both = _pairs(zip(found, truth, strict=True))
    return 2 * both / max(_pairs(found) + _pairs(truth), 1)


def _pairs(labels: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())
