"""A release made of the one before and of what came since: only the months that changed are new.

The outcome is the tables that `gate.writer` would write of everything, and the suite compares them.
A fact of which a value becomes rare or ceases to be, or whose columns depend on other rows than
their own, is written again; so is everything where a file was corrected by erasure, or a
definition, a register or links changed.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from parvis.core.errors import Refused
from parvis.core.facts import Fact, Rule
from parvis.core.home import Home
from parvis.core.privacy.generalise import OTHERS, PERSONS_THRESHOLD
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import Manifest, TableNote
from parvis.core.territory.figures import OfficialFigure
from parvis.engines.duckdb.connect import literal, name
from parvis.engines.duckdb.manifest import database_name
from parvis.engines.duckdb.partitions import (
    WHOLE,
    file_of,
    folder_of_fact,
    lay_months,
    lay_out,
    share_months,
)
from parvis.engines.duckdb.rollups import build_rollups
from parvis.engines.duckdb.spans import within, within_days
from parvis.engines.duckdb.storing import months_of, renew
from parvis.engines.sql.partials import table_of
from parvis.gate.columns import expression
from parvis.gate.conform import (
    CONFORMED,
    DELIVERY,
    PERSON,
    conform,
    create_conformed,
    described,
    fold_as_kept,
    groups_of,
    keep_values,
    latest_of,
    reached,
    select,
)
from parvis.gate.grounds import Ground
from parvis.gate.inputs import ReleaseInput
from parvis.gate.official import FACT as OFFICIAL
from parvis.gate.official import write_official
from parvis.gate.shelf import current_id, verify_release
from parvis.gate.writer import (
    CROSSING,
    Step,
    Workplace,
    count,
    cross,
    exists,
    extents_of,
    gathered_rows,
    is_gathered_from,
    write_fact,
    zones_of,
)

_TOUCHED = "touched"
_OF_OTHER_ROWS = frozenset({Rule.TOP, Rule.SIZE_BAND, Rule.HOUSEHOLD})
"""The rules that look at all rows to make one."""
Months = frozenset[date]


@dataclass(frozen=True, slots=True)
class _Touched:
    """What deliveries change in a fact: its months, and how many conformed rows more."""

    months: Months
    rows: int


def earlier_release(home: Home, inputs: Sequence[ReleaseInput]) -> Manifest | None:
    """The release in use, if another can be made of it: whole, and of no declared purpose."""
    release = current_id(home)
    if release is None or any(delivery.purpose for delivery in inputs):
        return None
    try:
        manifest = verify_release(home, release)
    except Refused:
        return None
    return manifest if manifest.grounds else None


def is_addition(before: Manifest, ground: Ground) -> bool:
    """Whether nothing of the release changed but for deliveries that came after its own."""
    return all(
        fact in ground.fed and ground.of(fact, len(grounds.deliveries)) == grounds
        for fact, grounds in before.grounds.items()
    )


class Addition:
    """One release being made of another: its file is copied, then what changed is renewed."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        place: Workplace,
        before: Manifest,
        old: Path,
        ground: Ground,
        facts: Mapping[str, Fact],
        key: EpochKey,
    ) -> None:
        self._connection, self._place, self._old = connection, place, old
        self._before, self._ground, self._facts, self._key = before, ground, facts, key
        self._notes = {note.fact: note for note in before.tables}
        self._gathering: list[tuple[Fact, Months]] = []

    def write(self, step: Step, official: Sequence[OfficialFigure]) -> tuple[TableNote, ...]:
        """The notes of the tables written."""
        target = self._place.folder / database_name(self._place.release)
        shutil.copyfile(self._old / database_name(self._before.id), target)
        self._connection.execute(f"ATTACH {literal(str(target))} AS release")
        fed = sorted(self._ground.fed, key=lambda f: (not self._facts[f].one_per, f))
        notes = [self._fact(self._facts[fact], step) for fact in fed]
        notes += self._gathered()
        notes += self._official(official)
        self._connection.execute("CHECKPOINT release")
        self._connection.execute("DETACH release")
        return tuple(sorted(notes, key=lambda note: note.fact))

    def _fact(self, fact: Fact, step: Step) -> TableNote:
        held = self._before.grounds.get(fact.id)
        given = self._ground.fed[fact.id]
        if held is None:
            step(fact.title)
            return self._written(fact, given)
        if len(held.deliveries) == len(given):
            share_months(self._old, self._place.folder, fact.id, ())
            return self._notes[fact.id]
        step(fact.title)
        return self._renewed(fact, given, len(held.deliveries))

    def _written(self, fact: Fact, given: Sequence[ReleaseInput]) -> TableNote:
        """The whole of a fact, in the place of what there was of it."""
        table = f"release.{name(fact.id)}"
        months: set[date] = set()
        if exists(self._connection, fact.id):
            months |= months_of(self._connection, fact, table).keys()
            for gone in (fact.id, *(table_of(fact.id, rollup) for rollup in fact.rollups)):
                self._connection.execute(f"DROP TABLE release.{name(gone)}")
        note = write_fact(self._connection, fact, given, self._key)
        lay_out(self._connection, fact, table, self._place.folder)
        months |= months_of(self._connection, fact, table).keys()
        self._gather(fact, frozenset(months))
        return note

    def _renewed(self, fact: Fact, given: Sequence[ReleaseInput], held: int) -> TableNote:
        connection, table = self._connection, f"release.{name(fact.id)}"
        if fact.named(*_OF_OTHER_ROWS):
            return self._written(fact, given)
        touched = touch(connection, fact, given, held)
        if not self._keeps_values(fact, given):
            return self._written(fact, given)
        if touched.months:
            self._cross_months(fact, given, touched.months)
            renew(connection, fact, CROSSING, table, touched.months)
            connection.execute(f"DROP TABLE {CROSSING}")
        self._lay(fact, touched.months)
        self._gather(fact, touched.months)
        old, rows = self._notes[fact.id], count(connection, table)
        conformed = old.rows + old.undated + touched.rows
        return replace(
            old,
            rows=rows,
            extents=extents_of(connection, fact),
            zones=zones_of(connection, fact),
            undated=conformed - rows,
            replaced=sum(delivery.row_count for delivery in given) - conformed,
        )

    def _cross_months(self, fact: Fact, given: Sequence[ReleaseInput], months: Months) -> None:
        """Create `CROSSING`: the rows of `months`, all deliveries read."""
        time = fact.column(fact.time)
        conform(
            self._connection, fact, given, "TABLE",
            lambda rows: within_days(expression(time, rows), months),
        )  # fmt: skip
        self._connection.execute(
            f"DELETE FROM {CONFORMED} WHERE NOT coalesce({within(fact, months)}, false)"
        )
        fold_as_kept(self._connection, fact, fact.folded)
        cross(self._connection, fact, self._key)

    def _keeps_values(self, fact: Fact, given: Sequence[ReleaseInput]) -> bool:
        """Have the values that keep their name as in the release before; False if they change."""
        for column in fact.folded:
            kept = self._persons_by_value(fact, column)
            lost = self._values(column, "_before").items()
            doubtful = {pair for pair, rows in lost if kept.get(pair, 0) - rows < PERSONS_THRESHOLD}
            doubtful |= self._values(column, "_now").keys() - kept.keys()
            if doubtful:
                found = self._persons_now(fact, given, column, {value for _, value in doubtful})
                if any((pair in found) != (pair in kept) for pair in doubtful):
                    return False
            keep_values(self._connection, column, sorted(kept))
        return True

    def _persons_by_value(self, fact: Fact, column: str) -> dict[tuple[str, str], int]:
        """How many persons of the release before have each value that keeps its name."""
        found = self._connection.execute(
            f"SELECT authority, {name(column)}, count(DISTINCT {name(fact.entity)}) "
            f"FROM release.{name(fact.id)} WHERE {name(column)} <> {literal(OTHERS)} GROUP BY ALL"
        ).fetchall()
        return {(authority, value): persons for authority, value, persons in found}

    def _values(self, column: str, side: str) -> dict[tuple[str, str], int]:
        """How many of the rows that come, or that go, have each value."""
        found = self._connection.execute(
            f"SELECT authority, {name(column)}, count(*) FROM {_TOUCHED} WHERE {side} "
            f"AND {name(column)} <> {literal(OTHERS)} GROUP BY ALL"
        ).fetchall()
        return {(authority, value): rows for authority, value, rows in found}

    def _persons_now(
        self, fact: Fact, given: Sequence[ReleaseInput], column: str, values: set[str]
    ) -> set[tuple[str, str]]:
        """Which of `values` have from now on enough persons to keep their name, by authority."""
        listed = ", ".join(literal(value) for value in sorted(values))
        made = fact.column(column)
        conform(
            self._connection, fact, given, "TABLE",
            lambda rows: f"{expression(made, rows)} IN ({listed})",
        )  # fmt: skip
        found = self._connection.execute(
            f"SELECT authority, {name(column)} FROM {CONFORMED} WHERE {name(column)} IN ({listed}) "
            f"GROUP BY ALL HAVING count(DISTINCT {PERSON}) >= {PERSONS_THRESHOLD}"
        ).fetchall()
        return {(authority, value) for authority, value in found}

    def _lay(self, fact: Fact, months: Months) -> None:
        """The Parquet files: those of the months that changed, the others shared."""
        connection, table = self._connection, f"release.{name(fact.id)}"
        if (folder_of_fact(self._old, fact.id) / WHOLE).exists():
            lay_out(connection, fact, table, self._place.folder)
            return
        share_months(self._old, self._place.folder, fact.id, {file_of(m) for m in months})
        held = months_of(connection, fact, table)
        lay_months(connection, fact, table, self._place.folder, months & held.keys())

    def _gather(self, fact: Fact, months: Months) -> None:
        """Keep aside who used the service of `fact` in `months`."""
        if not is_gathered_from(fact) or not months:
            return
        kind = "INSERT INTO" if self._gathering else "CREATE OR REPLACE TEMP TABLE"
        as_ = "" if self._gathering else " AS"
        self._connection.execute(f"{kind} {_GATHERING}{as_} {gathered_rows(fact)}")
        self._gathering.append((fact, months))

    def _gathered(self) -> list[TableNote]:
        """The facts that are gathered, with what was kept aside in the place of what was there."""
        return [self._regathered(fact) for fact in self._facts.values() if fact.is_gathered
                and (fact.id in self._notes or self._gathering)]  # fmt: skip

    def _regathered(self, fact: Fact) -> TableNote:
        connection, table = self._connection, f"release.{name(fact.id)}"
        if not self._gathering:
            share_months(self._old, self._place.folder, fact.id, ())
            return self._notes[fact.id]
        months = frozenset(month for _, changed in self._gathering for month in changed)
        if not exists(connection, fact.id):
            connection.execute(f"CREATE TABLE {table} AS FROM {_GATHERING}")
            build_rollups(connection, fact, table)
            lay_out(connection, fact, table, self._place.folder)
        else:
            gone = " OR ".join(
                f"(service = {literal(source.title)} AND {within(fact, changed)})"
                for source, changed in self._gathering
            )
            connection.execute(
                f"INSERT INTO {_GATHERING} SELECT * FROM {table} "
                f"WHERE {within(fact, months)} AND NOT ({gone})"
            )
            renew(connection, fact, _GATHERING, table, months)
            self._lay(fact, months)
        return TableNote(fact.id, count(connection, table), extents_of(connection, fact))

    def _official(self, figures: Sequence[OfficialFigure]) -> list[TableNote]:
        """Official statistics are few: they are written again."""
        connection = self._connection
        connection.execute(f"DROP TABLE IF EXISTS release.{name(OFFICIAL)}")
        if not figures or OFFICIAL not in self._facts:
            return []
        write_official(connection, figures)
        fact = self._facts[OFFICIAL]
        lay_out(connection, fact, f"release.{name(OFFICIAL)}", self._place.folder)
        return [TableNote(fact.id, count(connection, f"release.{name(OFFICIAL)}"),
                          extents_of(connection, fact))]  # fmt: skip


_GATHERING = "gathering"


def touch(
    connection: duckdb.DuckDBPyConnection, fact: Fact, given: Sequence[ReleaseInput], held: int
) -> _Touched:
    """Create the table of the rows that come after the `held` first deliveries, and of those they
    replace: `_now` if it counts from now on, `_before` if it counted before."""
    parts = []
    for group in groups_of(fact, given):
        rows = described(connection, group)
        has_key = bool(group.latest.contract.key)
        is_old = f"{DELIVERY} < {held}"
        now = f"{latest_of(group)} = 1" if has_key else "true"
        before = f"{is_old} AND {latest_of(group, is_old)} = 1" if has_key else "false"
        source = (
            f"SELECT *, {now} AS _now, {before} AS _before "
            f"FROM ({reached(group, f'{DELIVERY} >= {held}')})"
        )
        parts.append(select(fact, group, rows, source, "_now", "_before"))
    create_conformed(connection, parts, "TABLE", _TOUCHED)
    ((more, fewer),) = connection.execute(
        f"SELECT count(*) FILTER (_now), count(*) FILTER (_before) FROM {_TOUCHED}"
    ).fetchall()
    months = months_of(connection, fact, f"(FROM {_TOUCHED} WHERE _now OR _before)")
    return _Touched(frozenset(months), more - fewer)
