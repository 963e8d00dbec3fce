"""What the town knows of places: streets put right after its own address base where it has one,
else after what most records write; birth places of any year as today's communes.

The base is in the format of the national one (Base Adresse Nationale, CSV of a commune or of a
department): `;` between the columns, among them `nom_voie` and `code_postal`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from parvis.core.errors import Refused, Where
from parvis.core.people.places import address, birth_commune
from parvis.core.people.streets import respelled
from parvis.core.territory.codes import Registry
from parvis.engines.duckdb.connect import literal

Streets = Mapping[str, frozenset[str]]
"""The streets of each postcode, in the one spelling."""

_WAY, _CODE = "nom_voie", "code_postal"


def streets_of(folder: Path | None) -> Streets:
    """The streets of the files of `folder`; none where it does not exist.

    Refused where a file is not in the format of the national base.
    """
    files = sorted(folder.glob("*.csv*")) if folder and folder.is_dir() else []
    return _read(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> Streets:
    found: dict[str, set[str]] = {}
    for file, _ in files:
        for way, code in _rows(file):
            found.setdefault(code or "", set()).add(address(way).street)
    return {code: frozenset(streets) for code, streets in found.items()}


def _rows(file: Path) -> list[tuple[str, str | None]]:
    source = f"read_csv({literal(str(file))}, delim = ';', header = true, all_varchar = true)"
    with duckdb.connect(config={"threads": "2"}) as connection:
        try:
            return connection.execute(
                f"SELECT DISTINCT {_WAY}, {_CODE} FROM {source} WHERE {_WAY} <> ''"
            ).fetchall()
        except (duckdb.BinderException, duckdb.InvalidInputException) as error:
            raise Refused("people.not_an_address_base", where=Where(file.name)) from error


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the town keeps its address base, and how the communes of the country are found."""

    addresses: Path | None = None
    registry: Callable[[], Registry] | None = None


NOWHERE = Ground()


def put_right(connection: duckdb.DuckDBPyConnection, ground: Ground) -> None:
    """Streets and birth places of the table `people`, after what the town knows of them."""
    _name_streets(connection, streets_of(ground.addresses))
    if ground.registry is not None:
        _name_birth_places(connection, ground.registry)


def _name_birth_places(
    connection: duckdb.DuckDBPyConnection, registry: Callable[[], Registry]
) -> None:
    """INSEE codes of birth places, of whatever vintage, as the name of the commune of today."""
    codes = connection.execute("""SELECT DISTINCT birth_place FROM people
        WHERE regexp_full_match(birth_place, '[0-9][0-9AB][0-9]{3}')""").fetchall()
    if not codes:
        return
    known = registry()
    named = [(code, name) for (code,) in codes if (name := birth_commune(code, known))]
    columns = dict(zip(("code", "name"), zip(*named, strict=True), strict=False))
    empty = {column: pa.array([], pa.string()) for column in ("code", "name")}
    connection.register("commune", pa.table({**empty, **columns}))
    connection.execute("UPDATE people SET birth_place = name FROM commune WHERE birth_place = code")
    connection.unregister("commune")


def _name_streets(connection: duckdb.DuckDBPyConnection, streets: Streets) -> None:
    """Put right the streets of the table `people` that the base explains."""
    if streets:
        register_slips(connection, "people", streets)
        connection.execute("""UPDATE people SET street = meant FROM slip
            WHERE slip.street = people.street AND code = coalesce(postcode, '')""")
        connection.unregister("slip")


def register_slips(
    connection: duckdb.DuckDBPyConnection, table: str, streets: Streets | None = None
) -> None:
    """Make `slip`: postcode, street misspelt in `table`, and the street that is meant."""
    written: dict[str, dict[str, int]] = {}
    for code, street, count in connection.execute(f"""
        SELECT coalesce(postcode, ''), street, count(*) FROM {table}
        WHERE street IS NOT NULL GROUP BY ALL""").fetchall():
        written.setdefault(code, {})[street] = count
    named = streets or {}
    found = [
        (code, *slip)
        for code, of in written.items()
        if code in named or not named
        for slip in respelled(of, named.get(code, ())).items()
    ]
    columns = dict(zip(("code", "street", "meant"), zip(*found, strict=True), strict=False))
    empty = {name: pa.array([], pa.string()) for name in ("code", "street", "meant")}
    connection.register("slip", pa.table({**empty, **columns}))
