"""A new tariff tried from the command line: on a file of families, or on a service of the home."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.core.metrics.period import Period
from parvis.core.offer.cases import value_of
from parvis.core.offer.conditions import Value
from parvis.core.offer.consumption import Use
from parvis.core.offer.grid import Tariff
from parvis.core.offer.published import Source
from parvis.core.offer.report import Asked, Simulated, simulated
from parvis.core.offer.simulation import Behaviour, Priced
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.release import Manifest
from parvis.engines.composite import make_folder
from parvis.engines.secrets import noise_key
from parvis.engines.tables import Columns, read_columns, write_rows
from parvis.site.home import exists, make_home
from parvis.site.tariffs import tariff_named

FAMILY, CHILD, UNITS = "family", "child", "units"
REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What a simulation wrote: one folder per new grid, its tables and `report.json`."""

    out: Path
    grids: tuple[str, ...]
    families: tuple[float | None, ...]
    revenue_before: float | None
    revenue_after: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, as typed: the grid in force, the new ones, the day of the prices."""

    old: str
    new: tuple[str, ...]
    on: date
    behaviour: Behaviour


def simulate_file(home: Home, families: Path, asked: Comparison, out: Path, now: datetime
                  ) -> Written:  # fmt: skip
    """Try the grids on a file of families; only protected tables are written.

    The file has `family`, `units`, the income of the tariff, and `child` or what the grids ask.
    """
    if not exists(home):
        make_home(home, now=now)
    read = read_columns(families)
    before = tariff_named(home, asked.old)
    uses = list(_uses(read, before))
    day = asked.on
    source = Source("", Manifest("", now, "file", (), (), {}), (), noise_key(home.noise_key), day,
                    day)  # fmt: skip
    named = {Path(name).stem: tariff_named(home, name) for name in asked.new}
    found = simulated(uses, _asked(asked, before, named), source)
    return write_simulated(found, out)


def _asked(asked: Comparison, before: Tariff, named: Mapping[str, Tariff]) -> Asked:
    return Asked(Priced("Grille en vigueur", before, asked.on),
                 [Priced(name, tariff, asked.on) for name, tariff in named.items()], {},
                 asked.behaviour)  # fmt: skip


def _uses(read: Columns, tariff: Tariff) -> Iterator[Use]:
    """One use per line, families together; Refused where a column is missing or is no number."""
    wanted = (FAMILY, UNITS, tariff.income)
    missing = [name for name in wanted if name not in read.values]
    if missing:
        raise Refused("table.columns", where=Where(read.file), missing=", ".join(missing),
                      found=", ".join(read.values))  # fmt: skip
    others = [name for name in read.values if name not in (*wanted, CHILD)]
    order = sorted(range(len(read.lines)), key=lambda row: read.values[FAMILY][row])
    for row in order:
        said = tuple((name, value_of(read.values[name][row])) for name in others)
        child = read.values[CHILD][row] if CHILD in read.values else str(row)
        yield Use(
            read.values[FAMILY][row], child, _number(read, row, tariff.income),
            _number(read, row, UNITS) or Decimal(0), None, is_last=True, said=said,
        )  # fmt: skip


def _number(read: Columns, row: int, name: str) -> Decimal | None:
    value: Value = value_of(read.values[name][row])
    if value is None or isinstance(value, Decimal):
        return value
    raise Refused("simulation.number", where=read.where(row, name), value=read.values[name][row])


def simulate_service(
    home: Home, authority: str, service: str, purpose: str, period: Period, asked: Comparison,
    out: Path, now: datetime,
) -> Written:  # fmt: skip
    """Try the grids on the families of a service, on the identified side, journaled."""
    from parvis.apps.simulators.port import consumptions
    from parvis.apps.simulators.services import simulate
    from parvis.core.access import OPERATOR

    if service not in consumptions():
        raise Refused("simulation.unknown", name=service, known=", ".join(sorted(consumptions())))

    run = simulate(
        actor=OPERATOR, now=now, authority=authority, service=service, purpose=purpose,
        period=period, before=tariff_named(home, asked.old) if asked.old else None,
        after=[(Path(name).stem, tariff_named(home, name)) for name in asked.new],
        on=asked.on, behaviour=asked.behaviour,
    )  # fmt: skip
    return write_simulated(run.found, out)


def write_simulated(found: Sequence[Simulated], out: Path) -> Written:
    """One folder per grid: each table as CSV, a hidden figure blank, and the report as JSON."""
    for one in found:
        folder = out / one.name
        make_folder(folder)
        for name, table in one.tables.items():
            write_rows(folder / f"{name}.csv", (*table.by, "value", "n"), _rows(table))
        text = json.dumps(one.told, ensure_ascii=False, indent=1) + "\n"
        (folder / REPORT).write_text(text, encoding="utf-8")
    return Written(
        out, tuple(one.name for one in found), tuple(one.told["families"] for one in found),
        found[0].told["revenue"]["before"], tuple(one.told["revenue"]["after"] for one in found),
    )  # fmt: skip


def _rows(table: DisclosedTable) -> Iterator[tuple[object, ...]]:
    """The cells, then the total under `*`."""
    cells = [*table.cells, table.total]
    for cell in cells:
        keys = cell.keys or ("*",) * len(table.by)
        yield (*keys, *("" if figure is None else figure for figure in (cell.value, cell.n)))
