"""A sector kept ready, measured in a process of its own: `FILE NEW HOMES` links all but the last
NEW records, lets these join, looks for persons one by one, and writes the home of each record."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import numpy as np

from parvis.core.people.roles import PersonRole
from parvis.engines.duckdb.linker import joining, knowing, standing
from parvis.engines.duckdb.linker.blocking import chosen_keys
from parvis.engines.duckdb.linker.compare import add_frequencies, useful_fields
from parvis.engines.duckdb.linker.deciding import decide
from parvis.engines.duckdb.linker.homes import find_homes
from parvis.engines.duckdb.linker.nation import first_name_shares
from parvis.engines.duckdb.linker.sector import column_of
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.intake import records
from parvis.engines.intake.limits import Limits
from parvis.site.bench.children import tell

_ROLES = {
    "Nom": PersonRole.SURNAME, "Nom d'usage": PersonRole.USAGE_NAME,
    "Prénom": PersonRole.GIVEN_NAME, "Sexe": PersonRole.SEX,
    "Date de naissance": PersonRole.BIRTH_DATE, "Adresse": PersonRole.ADDRESS,
    "Code postal": PersonRole.POSTCODE, "Ville": PersonRole.CITY, "Téléphone": PersonRole.PHONE,
    "Courriel": PersonRole.EMAIL,
}  # fmt: skip
_LOOKED_FOR, _YEAR = 120, 2026
_LIMITS = Limits(memory="2200MB")


def measure(file: Path, new: int, out: Path) -> None:
    """Seconds of a join and milliseconds of a look, and the homes written to `out`."""
    with TemporaryDirectory(dir=file.parent) as place:
        ready, total = Path(place) / "ready", _count(file)
        _link(file, total - new, ready, Path(place), out)
        joined = _join(file, total - new, ready)
        looks = _looks(file, ready)
    tell(join=joined, known=median(looks), known_p95=quantiles(looks, n=20)[-1])


def _count(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as source:
        return sum(1 for _ in csv.reader(source)) - 1


def _source(connection: duckdb.DuckDBPyConnection, file: Path, where: str) -> Sequence[PersonRole]:
    told = ", ".join(f"nullif(trim(\"{h}\"), '') AS {column_of(r)}" for h, r in _ROLES.items())
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE source AS SELECT row_number() OVER () - 1 AS i,"
        f" record_id AS id, {told} FROM read_csv('{file}', header = true, all_varchar = true)"
        f" WHERE {where}"
    )
    return list(_ROLES.values())


def _link(file: Path, known: int, ready: Path, place: Path, out: Path) -> None:
    with records.connect(place, _LIMITS) as connection:
        roles = _source(connection, file, f"record_id::INT < {known}")
        spell(connection, {column_of(role): role for role in roles}, "source")
        add_frequencies(connection, first_name_shares())
        decided = decide(connection, useful_fields(connection), lambda done, label: None)
        found = connection.execute("""SELECT h.p FROM rows JOIN person h ON h.i = rows.head
            ORDER BY rows.i""").fetchnumpy()
        group = decided.person[np.asarray(found["p"], dtype=np.int64)]
        card = standing.Card(tuple(chosen_keys(connection)), decided.model, tuple(roles))
        standing.keep(connection, ready, card, decided.person, group)
        home = find_homes(connection, decided.person, _YEAR).home[group]
    out.write_text("\n".join(map(str, home.tolist())), "utf-8")


def _join(file: Path, known: int, ready: Path) -> float:
    started = perf_counter()
    with standing.changing(ready) as kept:
        if kept is None:
            raise SystemExit("nothing was kept ready")
        _source(kept.connection, file, f"record_id::INT >= {known}")
        joining.join(kept)
    return perf_counter() - started


def _looks(file: Path, ready: Path) -> list[float]:
    """Milliseconds of each look, the first ones, which open the files, left out."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = [row for _, row in zip(range(_LOOKED_FOR), csv.DictReader(source), strict=False)]
    spent = []
    for row in rows:
        asked = {role: row[h] for h, role in _ROLES.items() if h != "Adresse" and row[h]}
        started = perf_counter()
        knowing.known(asked, ready, 5)
        spent.append((perf_counter() - started) * 1000)
    return spent[10:]


if __name__ == "__main__":
    measure(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
