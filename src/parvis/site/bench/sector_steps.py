"""A sector kept ready, measured in a process of its own: `FILE NEW HOMES` links all but the last
NEW records, lets these join, looks for persons one by one, and writes the home of each record."""

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb

from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.people.records import RecordFile
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector
from parvis.engines.duckdb.linker import joining, knowing
from parvis.engines.duckdb.linker.sector import link_sector
from parvis.site.bench.children import tell

_ROLES = {
    "Nom": PersonRole.SURNAME, "Prénom": PersonRole.GIVEN_NAME, "Sexe": PersonRole.SEX,
    "Date de naissance": PersonRole.BIRTH_DATE, "Code postal": PersonRole.POSTCODE,
    "Ville": PersonRole.CITY, "Téléphone": PersonRole.PHONE, "Courriel": PersonRole.EMAIL,
}  # fmt: skip
_COLUMNS = (*_ROLES, "Nom d'usage", "Adresse", "Mis à jour le")
_CONTRACT = Contract(
    id="registers", version=1, title="Registres", sector=Sector.RELATIONS_USAGERS,
    legal_basis="mission d’intérêt public", retention_days=3650, fact="", key=("record_id",),
    fields=tuple(Field(name, (name,), FieldType.TEXT, name) for name in ("record_id", *_COLUMNS)),
    person="record_id",
)  # fmt: skip
_LOOKED_FOR, _WARM = 120, 10
_START = datetime(2026, 11, 1, tzinfo=UTC)


def measure(file: Path, new: int, out: Path) -> None:
    """Seconds of a join and milliseconds of a look, and the homes written to `out`."""
    with TemporaryDirectory(dir=file.parent) as place:
        ready, total = Path(place) / "ready", _count(file)
        known = _delivery(file, f"record_id::INT < {total - new}", Path(place), 0)
        fresh = _delivery(file, f"record_id::INT >= {total - new}", Path(place), 1)
        links = link_sector([known], [], ready, lambda done, label: None)
        home = {r: links.home.get(int(g), -1) for r, g in zip(links.references, links.group,
                                                              strict=True)}  # fmt: skip
        told = [str(home[f"registers\x1f{n}"]) for n in range(total - new)]
        out.write_text("\n".join(told), "utf-8")
        started = perf_counter()
        groups = joining.join_files([known, fresh], ready)
        joined = perf_counter() - started
        if groups is None:
            raise SystemExit("the new records did not join")
        looks = _looks(file, ready)
    tell(join=joined, known=median(looks), known_p95=quantiles(looks, n=20)[-1])


def _count(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as source:
        return sum(1 for _ in csv.reader(source)) - 1


def _delivery(file: Path, where: str, place: Path, day: int) -> RecordFile:
    """The records `where`, as the typed rows of a delivery."""
    rows = place / f"rows{day}.parquet"
    duckdb.connect(config={"threads": "2"}).execute(
        "COPY (SELECT record_id::INT + 2 AS _line, * FROM"
        f" read_csv('{file}', header = true, all_varchar = true) WHERE {where}) TO '{rows}'"
    )
    return RecordFile(_CONTRACT, rows, _START + timedelta(days=day), str(day))


def _looks(file: Path, ready: Path) -> list[float]:
    """Milliseconds of each look, the first ones, which open the files, left out."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = [row for _, row in zip(range(_LOOKED_FOR), csv.DictReader(source), strict=False)]
    spent = []
    for row in rows:
        asked = {role: row[h] for h, role in _ROLES.items() if row[h]}
        started = perf_counter()
        knowing.known(asked, ready, 5)
        spent.append((perf_counter() - started) * 1000)
    return spent[_WARM:]


if __name__ == "__main__":
    measure(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
