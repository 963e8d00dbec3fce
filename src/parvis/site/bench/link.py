"""Who is the same person: how well and how fast, beside Splink's plain model on the same rows."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.homes import Truth, write_homes

TOWN, METROPOLIS, SEED = 51_000, 1_000_000, 11
TOWN_F1, METROPOLIS_F1, ABOVE = 0.95, 0.92, 0.15
SECONDS, MEGABYTES = 60, 4_000
FEBRL_F1, FAKE_F1 = 0.998, 0.92
HOME_F1, SAME_HOME = 0.90, 0.02
NEW, JOIN_SECONDS, KNOWN_MS = 5_000, 3, 50
CALIBRATED, SEEDS, SMALL = 0.9, 12, 1_600
_SPLINK = "Splink 5, modèle ordinaire"


def measure_link(place: Path, progress: Progress) -> Iterator[Figure]:
    """Published files when they are at hand, then a town of 51,000 records, and how estimates
    hold in a dozen small ones."""
    progress(0.0, "Fichiers publiés")
    yield from _published(place)
    progress(0.2, "Ville de 51 000 enregistrements")
    yield from _homes(place, TOWN, "town", TOWN_F1)
    progress(0.7, "Estimations")
    yield _calibration(place)
    progress(1.0, "Rapprochement mesuré")


def measure_link_million(place: Path, progress: Progress) -> Iterator[Figure]:
    """A million records: quality, time, memory; new records that join; one person looked for."""
    progress(0.0, "Un million d’enregistrements")
    yield from _homes(place, METROPOLIS, "million", METROPOLIS_F1)
    progress(1.0, "Rapprochement d’un million mesuré")


def _homes(place: Path, records: int, name: str, least: float) -> Iterator[Figure]:
    file, ours_out, plain_out = (place / f"{name}{part}.csv" for part in ("", "-parvis", "-splink"))
    truth = write_homes(file, records=records, seed=SEED)
    ours = measured("linking", "parvis", file, ours_out)
    plain = measured("linking", "splink", file, plain_out)
    found, beside = clusters(ours_out), clusters(plain_out)
    person, home = truth.person.tolist(), truth.home.tolist()
    note = f"{records} enregistrements, foyers compris, graine {SEED}"
    f1, other = pairwise_f1(found, person), pairwise_f1(beside, person)
    yield Figure(f"link.{name}.f1", f1, "F1", _SPLINK, other, f">= {least} et {ABOVE} de plus",
                 f1 >= max(least, other + ABOVE), note)  # fmt: skip
    wrong, theirs = (wrong_at_home(f, person, home) for f in (found, beside))
    yield Figure(f"link.{name}.same_home", wrong, "paires", _SPLINK, theirs,
                 f"< {SAME_HOME:.0%} de l’autre", wrong < SAME_HOME * theirs,
                 "membres d’un même foyer réunis à tort")  # fmt: skip
    if records == METROPOLIS:
        took, peak = ours["seconds"], ours["megabytes"]
        yield Figure(f"link.{name}.seconds", took, "s", _SPLINK, plain["seconds"],
                     f"<= {SECONDS} s", took <= min(SECONDS, plain["seconds"]), note)  # fmt: skip
        yield Figure(f"link.{name}.memory", peak, "Mo", _SPLINK, plain["megabytes"],
                     f"<= {MEGABYTES} Mo", peak <= MEGABYTES, note)  # fmt: skip
    yield from _sector(place, file, name, truth)


def _sector(place: Path, file: Path, name: str, truth: Truth) -> Iterator[Figure]:
    """What is kept ready of a sector, and the homes found in it."""
    out = place / f"{name}-homes.txt"
    step = measured("sector_steps", file, NEW, out)
    note = f"{len(truth.person) - NEW} fiches connues"
    yield Figure(f"link.{name}.join", step["join"], "s", "promesse", JOIN_SECONDS,
                 f"<= {JOIN_SECONDS} s", step["join"] <= JOIN_SECONDS,
                 f"{NEW} nouvelles fiches, {note}")  # fmt: skip
    yield Figure(f"link.{name}.known", step["known"], "ms", "promesse", KNOWN_MS,
                 f"< {KNOWN_MS} ms", step["known"] < KNOWN_MS,
                 f"médiane ; {step['known_p95']:.0f} ms au 95e centile, {note}")  # fmt: skip
    told = out.read_text("utf-8").split()
    person = truth.person[: len(told)]
    first = np.unique(person, return_index=True)[1].tolist()
    homes = [told[at] for at in first]
    expected = truth.home[first].tolist()
    named = pairwise_f1(_by_address(file, first), expected)
    f1 = pairwise_f1(homes, expected)
    yield Figure(f"link.{name}.homes", f1, "F1", "même adresse écrite", named, f">= {HOME_F1}",
                 f1 >= HOME_F1, "foyers, par paires de personnes")  # fmt: skip


def _by_address(file: Path, lines: Sequence[int]) -> list[str]:
    """The plain way to find homes: one address, one home."""
    addresses = [f"{row['Adresse'] or row['record_id']} {row['Ville']}" for row in _rows(file)]
    return [addresses[line] for line in lines]


def wrong_at_home(found: Sequence[object], person: Sequence[object], home: Sequence[object]) -> int:
    """Pairs of records put together, of two persons of one home."""
    return _pairs(zip(found, home, strict=True)) - _pairs(zip(found, person, strict=True))


def _calibration(place: Path) -> Figure:
    """In how many towns precision and recall both lie within their own estimates."""
    held = [_holds(place / f"seed{seed}", seed) for seed in range(SEEDS)]
    share = sum(held) / len(held)
    return Figure("link.calibration", share, "part", "promesse", CALIBRATED, f">= {CALIBRATED}",
                  share >= CALIBRATED, f"{SEEDS} villes de {SMALL} enregistrements")  # fmt: skip


def _holds(place: Path, seed: int) -> bool:
    file, out = place.with_suffix(".csv"), place.with_suffix(".out")
    truth = write_homes(file, records=SMALL, seed=100 + seed).person.tolist()
    told = measured("linking", "parvis", file, out)
    found = clusters(out)
    both = _pairs(zip(found, truth, strict=True))
    precision, recall = both / _pairs(found), both / _pairs(truth)
    return all(
        low <= value <= high
        for value, (low, high) in ((precision, told["precision"]), (recall, told["recall"]))
    )


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
