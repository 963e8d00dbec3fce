"""Persons of other countries' naming habits: those of Wikidata, and planted newcomers, by habit."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import click
import duckdb

from parvis.engines.duckdb.connect import literal
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.newcomers import habits, write_newcomers
from parvis.site.bench.scores import clusters, of_group, pairwise_f1

_SPLINK = "Splink 5, modèle ordinaire"
_WIKIDATA = "historical_figures_with_errors_50k.parquet"
_WIKIDATA_F1, _HABIT_F1 = 0.85, {"un_seul_nom": 0.85}
_ANY_HABIT = 0.90
"""F1 asked of each habit. Who has one name only is told from their family by less: .85."""
_SEED, _MANY_SEEDS = 11, 1_000_000


def measure_elsewhere(place: Path) -> Iterator[Figure]:
    """Wikidata's persons where the file is at hand; then each naming habit of planted newcomers,
    with a seed that is known and with one drawn for the run."""
    yield from _wikidata(place)
    yield from _habits(place, _SEED)
    yield from _habits(place, _SEED + 1 + secrets.randbelow(_MANY_SEEDS))


def _wikidata(place: Path) -> Iterator[Figure]:
    """Splink's 50,000 records of persons of Wikidata born in Britain, misspelt as its authors did:
    whole names, nicknames, titles, births known by their year, dates before 1900."""
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or "../shared/data") / "linkage"
    if not (folder / _WIKIDATA).is_file():
        click.echo(f"link.wikidata n’est pas mesuré : {folder / _WIKIDATA} manque", err=True)
        return
    file, truth = place / "wikidata.csv", _as_exported(folder / _WIKIDATA, place / "wikidata.csv")
    ours, theirs = (_linked(place, file, who) for who in ("parvis", "splink"))
    f1, other = pairwise_f1(ours, truth), pairwise_f1(theirs, truth)
    yield Figure("link.wikidata.f1", f1, "F1", _SPLINK, other, f">= {_WIKIDATA_F1} et plus",
                 f1 >= max(_WIKIDATA_F1, other), f"{len(truth)} fiches")  # fmt: skip


def _as_exported(source: Path, file: Path) -> list[str]:
    """Write the file as an application would export it; the person of each line."""
    with duckdb.connect() as connection:
        connection.execute(f"""CREATE TABLE told AS SELECT row_number() OVER () AS record_id, *
            FROM read_parquet({literal(str(source))})""")
        connection.execute(f"""COPY (SELECT record_id, full_name AS "Nom complet",
                first_name AS "Prénom", surname AS "Nom", dob AS "Date de naissance",
                birth_place AS "Lieu de naissance", postcode_fake AS "CP", gender AS "Sexe"
            FROM told ORDER BY record_id) TO {literal(str(file))} (HEADER)""")
        found = connection.execute("SELECT cluster FROM told ORDER BY record_id").fetchall()
    return [person for (person,) in found]


def _habits(place: Path, seed: int) -> Iterator[Figure]:
    name = "habit" if seed == _SEED else "new-habit"
    file = place / f"{name}.csv"
    truth = write_newcomers(file, seed=seed)
    ours, theirs = (_linked(place, file, who) for who in ("parvis", "splink"))
    for habit in habits():
        (right, found), (wrongly, least) = (
            of_group(labels, truth.person, truth.habit, habit) for labels in (ours, theirs)
        )
        f1, other, bar = _f1(right, found), _f1(wrongly, least), _HABIT_F1.get(habit, _ANY_HABIT)
        yield Figure(f"link.{name}.{habit}", f1, "F1", _SPLINK, other, f">= {bar}", f1 >= bar,
                     f"précision {right:.3f}, rappel {found:.3f}, graine {seed}")  # fmt: skip


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _linked(place: Path, file: Path, who: str) -> list[str]:
    out = place / f"{file.stem}-{who}.csv"
    measured("linking", who, file, out)
    return clusters(out)
