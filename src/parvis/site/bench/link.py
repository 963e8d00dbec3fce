"""Who is the same person: how well and how fast, beside Splink's plain model on the same rows."""

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.elsewhere import measure_elsewhere
from parvis.site.bench.figures import Figure
from parvis.site.bench.scores import clusters, pairs, pairwise_f1, rows
from parvis.site.bench.towns import DESIGNS, MIXED, Truth, write_towns

TOWN, METROPOLIS, SEED = 51_000, 1_000_000, 11
MANY_SEEDS = 1_000_000
"""Towns whose seed is drawn for the run: nothing can have been set on them."""
TOWN_F1, METROPOLIS_F1, ABOVE = 0.95, 0.92, 0.15
SECONDS, MEGABYTES = 60, 4_000
FEBRL_F1, FAKE_F1 = 0.998, 0.92
HOME_F1, SAME_HOME = 0.90, 0.02
NEW, JOIN_SECONDS, KNOWN_MS = 5_000, 3, 50
CALIBRATED, SEEDS = 0.9, 50
_SPLINK = "Splink 5, modèle ordinaire"


def measure_link(place: Path, progress: Progress) -> Iterator[Figure]:
    """Published files when they are at hand, then synthetic towns of 51,000 records in each design
    of error, that of a known seed and one drawn for the run, and how estimates hold in fifty small
    ones."""
    progress(0.0, "Fichiers publiés")
    yield from _published(place)
    yield from measure_elsewhere(place)
    for done, errors in zip((0.1, 0.3), DESIGNS, strict=True):
        progress(done, f"Ville de 51 000 enregistrements, erreurs {errors}")
        yield from _town(place, TOWN, errors, TOWN_F1)
    for done, errors in zip((0.5, 0.65), DESIGNS, strict=True):
        progress(done, f"Ville jamais vue, erreurs {errors}")
        yield from _town(
            place, TOWN, errors, TOWN_F1, seed=SEED + 1 + secrets.randbelow(MANY_SEEDS)
        )
    progress(0.8, "Estimations")
    yield _calibration(place)
    progress(1.0, "Rapprochement mesuré")


def measure_link_million(place: Path, progress: Progress) -> Iterator[Figure]:
    """A million records of some thirty towns, both designs of error: quality, time, memory; new
    records that join; one person looked for."""
    progress(0.0, "Un million d’enregistrements")
    yield from _town(place, METROPOLIS, MIXED, METROPOLIS_F1)
    progress(1.0, "Rapprochement d’un million mesuré")


def _town(
    place: Path, records: int, errors: str, least: float, seed: int = SEED
) -> Iterator[Figure]:
    name = "million" if records == METROPOLIS else errors if seed == SEED else f"new-{errors}"
    file, ours_out, plain_out = (place / f"{name}{part}.csv" for part in ("", "-parvis", "-splink"))
    truth = write_towns(file, records=records, seed=seed, errors=errors)
    ours = measured("linking", "parvis", file, ours_out)
    plain = measured("linking", "splink", file, plain_out)
    found, beside = clusters(ours_out), clusters(plain_out)
    person, home = truth.person.tolist(), truth.home.tolist()
    note = f"{records} enregistrements, foyers compris, graine {seed}"
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
    first = np.unique(truth.person[: len(told)], return_index=True)[1]
    homes, persons = [told[at] for at in first.tolist()], truth.person[first]
    named = _by_address(file, first.tolist())
    f1, plain, today = (
        home_f1(found, truth_homes[persons])
        for found, truth_homes in (
            (homes, truth.known[:, None]), (named, truth.known[:, None]), (homes, truth.homes)
        )
    )  # fmt: skip
    yield Figure(f"link.{name}.homes", f1, "F1", "même adresse écrite", plain, f">= {HOME_F1}",
                 f1 >= HOME_F1, "foyers tels que connus, par paires de personnes ; "
                 f"{today:.3f} au dernier jour, déménagés compris")  # fmt: skip


def _by_address(file: Path, lines: Sequence[int]) -> list[str]:
    """The plain way to find homes: one address, one home."""
    addresses = [f"{row['Adresse'] or row['record_id']} {row['Ville']}" for row in rows(file)]
    return [addresses[line] for line in lines]


def home_f1(found: Sequence[str], homes: NDArray[np.int64]) -> float:
    """F1 of the pairs of persons put in one home, against those who share one of their `homes`
    (persons x homes, -1 for none); persons without a home are left out."""
    here = np.flatnonzero((homes >= 0).any(axis=1))
    names = np.unique(np.array(found), return_inverse=True)[1].astype(np.int64)
    ours = _pairs_of(here, names[here])
    rank, column = np.nonzero(homes >= 0)
    theirs = _pairs_of(rank, homes[rank, column])
    return 2 * len(np.intersect1d(ours, theirs)) / max(len(ours) + len(theirs), 1)


def _pairs_of(person: NDArray[np.int64], home: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs of persons who share a home, each as one number, once."""
    order = np.argsort(home, kind="stable")
    person, home = person[order], home[order]
    found, step = [np.empty(0, np.int64)], 1
    while (same := home[step:] == home[:-step]).any():
        one, other = person[:-step][same], person[step:][same]
        found.append(np.minimum(one, other) * 2**32 + np.maximum(one, other))
        step += 1
    return np.unique(np.concatenate(found))


def wrong_at_home(found: Sequence[object], person: Sequence[object], home: Sequence[object]) -> int:
    """Pairs of records put together, of two persons of one home."""
    return pairs(zip(found, home, strict=True)) - pairs(zip(found, person, strict=True))


def _calibration(place: Path) -> Figure:
    """In how many towns precision and recall both lie within their own estimates."""
    held = measured("calibrating", SEEDS, place)["held"]
    share = held / SEEDS
    return Figure("link.calibration", share, "part", "promesse", CALIBRATED, f">= {CALIBRATED}",
                  share >= CALIBRATED, f"{SEEDS} villes, les deux sortes d’erreurs")  # fmt: skip


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


def _febrl(path: Path) -> list[str]:
    return [row["rec_id"].split("-")[1] for row in rows(path)]


def _labelled(path: Path) -> list[str]:
    return [row["cluster"] for row in rows(path)]
