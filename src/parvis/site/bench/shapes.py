"""Files of a million rows: real ones repeated under other keys, or made up in the same shape.

Real rows are used when `PARVIS_REAL_DATA` names the folder that holds them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.engines.duckdb.connect import literal

ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A file to load. `repeated` is SQL over {real} and `copy`; `made_up` is SQL over `i`."""

    name: str
    contract: str
    key: tuple[str, ...]
    real: str
    repeated: str
    made_up: str


NANTES = Shape(
    name="nantes",
    contract="nantes_cantine",
    key=("site_nom", "site_type", "date"),
    real="attendance/nantes_frequentation_to_2017-08.csv",
    repeated="""SELECT * REPLACE (site_nom || ' ' || copy AS site_nom)
        FROM read_csv({real}, all_varchar = true)""",
    made_up="""SELECT CASE WHEN i % 2 = 0 THEN 'M' ELSE 'E' END AS site_type,
        DATE '2011-01-01' + (i // 400)::INTEGER AS date,
        CASE WHEN i % 50 = 0 THEN 'NA' ELSE (40 + hash(i) % 150)::VARCHAR END AS prevision,
        (38 + hash(i) % 150)::VARCHAR AS reel,
        'ÉCOLE ' || (i % 400) AS site_nom""",
)
DANSMARUE = Shape(
    name="dansmarue",
    contract="dansmarue",
    key=("id_dmr",),
    real="grc/dansmarue_paris_2023-2024.parquet",
    repeated="""SELECT * REPLACE (id_dmr || '-' || copy AS id_dmr) FROM read_parquet({real})""",
    made_up="""SELECT i % 90000 AS numero,
        ['Propreté', 'Objets abandonnés', 'Voirie et espace public'][1 + i % 3] AS type,
        'Déchets et/ou salissures divers' AS soustype,
        (1 + i % 200) || ' Rue Montcalm, 75018 PARIS' AS adresse,
        75000 + 1 + i % 20 AS code_postal, 'Paris ' || (1 + i % 20) AS ville,
        1 + i % 20 AS arrondissement, 'CLIGNANCOURT - JULES JOFFRIN' AS conseilquartier,
        TIMESTAMP '2023-01-01' + to_minutes((i // 2)::BIGINT) AS datedecl,
        ['Android', 'IOS', 'Site web'][1 + i % 3] AS prefixe, 'DPE-STPP-DT' AS intervenant,
        'G' || i AS id_dmr, 2.3 + i % 1000 / 10000.0 AS lon, 48.8 + i % 997 / 10000.0 AS lat""",
)


def write_rows(shape: Shape, target: Path) -> str:
    """Write `ROWS` rows of `shape` as UTF-8 CSV; a French note of where they come from."""
    real = Path(os.environ.get("PARVIS_REAL_DATA") or ".") / shape.real
    is_real = real.is_file()
    source = _repeated(shape, real) if is_real else f"{shape.made_up} FROM range({ROWS}) r(i)"
    duckdb.execute(f"COPY ({source}) TO {literal(str(target))} (HEADER)")
    origin = "lignes réelles répétées, clés changées" if is_real else "lignes inventées"
    return f"1 000 000 de lignes, {origin}"


def _repeated(shape: Shape, real: Path) -> str:
    rows = shape.repeated.format(real=literal(str(real)))
    copies = f"range({ROWS // _count(real) + 1}) r(copy)"
    return f"{rows}, {copies} LIMIT {ROWS}"


def _count(real: Path) -> int:
    query = f"SELECT count(*) FROM {literal(str(real))}"
    return int(duckdb.execute(query).fetchall()[0][0])
