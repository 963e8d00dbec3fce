"""A release made of the one before and of what came since: only the months that changed are new.

The outcome is the tables that `gate.writer` would write of everything, and the suite compares them.
A fact of which a value becomes rare or ceases to be, or whose columns depend on other rows than
their own, is written again; so is everything where a file was corrected by erasure, or a
definition, a register or links changed.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from parvis.engines.duckdb.spans import within
from parvis.engines.duckdb.storing import Held, held_in, renew
from parvis.engines.sql.partials import table_of
from parvis.gate.columns import expression
from parvis.gate.conform import (
    CONFORMED,
    PERSON,
    SECTOR,
    conform,
    fold_as_kept,
    keep_values,
)
from parvis.gate.grounds import Ground
from parvis.gate.inputs import ReleaseInput
from parvis.gate.official import FACT as OFFICIAL
from parvis.gate.official import write_official
from parvis.gate.shelf import current_id, verify_release
from parvis.gate.touched import TOUCHED, Months, is_read_alike, touch
from parvis.gate.writer import (
    CROSSING,
    Step,
    Workplace,
    count,
    cross,
    exists,
    gathered_rows,
    is_gathered_from,
    write_fact,
    zones_of,
)

_GONE, _CAME, _RENEWED = "gone", "came", "renewed"
_OF_OTHER_ROWS = frozenset({Rule.TOP, Rule.SIZE_BAND, Rule.HOUSEHOLD})
"""The rules that look at all rows to make one."""


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
            months |= held_in(self._connection, fact, table).months.keys()
            for gone in (fact.id, *(table_of(fact.id, rollup) for rollup in fact.rollups)):
                self._connection.execute(f"DROP TABLE release.{name(gone)}")
        note, held = write_fact(self._connection, fact, given, self._key)
        lay_out(self._connection, fact, table, self._place.folder, held.months)
        months |= held.months.keys()
        if is_gathered_from(fact) and months:
            self._gather(fact, frozenset(months), gathered_rows(fact, CROSSING))
        return note

    def _renewed(self, fact: Fact, given: Sequence[ReleaseInput], held: int) -> TableNote:
        connection, table = self._connection, f"release.{name(fact.id)}"
        if fact.named(*_OF_OTHER_ROWS) or not is_read_alike(connection, fact, given, held):
            return self._written(fact, given)
        touched = touch(connection, fact, given, held)
        if not self._keeps_values(fact, given) or not self._crosses(fact, touched.months):
            return self._written(fact, given)
        if touched.months:
            renew(connection, fact, _RENEWED, table, touched.months)
        now = held_in(connection, fact, table)
        self._lay(fact, touched.months, now)
        self._gather_changes(fact, touched.months)
        old = self._notes[fact.id]
        conformed = old.rows + old.undated + touched.rows
        return replace(
            old,
            rows=now.rows,
            extents=now.extents,
            zones=zones_of(connection, fact),
            undated=conformed - now.rows,
            replaced=sum(delivery.row_count for delivery in given) - conformed,
        )

    def _crosses(self, fact: Fact, months: Months) -> bool:
        """Create `_RENEWED`, the rows of `months`: those of the release before, less those that go
        (`_GONE`), with those that come (`_CAME`).

        A row crosses alike whenever it does: one that goes is there, to the last digit. False where
        one is not: it was read otherwise, and all has to be read again.
        """
        for side, target in (("_before", _GONE), ("_now", _CAME)):
            self._connection.execute(
                f"CREATE OR REPLACE TABLE {CONFORMED} AS "
                f"SELECT * EXCLUDE (_before, _now) FROM {TOUCHED} WHERE {side}"
            )
            fold_as_kept(self._connection, fact, fact.folded)
            cross(self._connection, fact, self._key, target)
        if not months:
            return True
        there = f"release.{name(fact.id)} WHERE {within(fact, months)}"
        days = f"(SELECT {name(fact.time)} FROM {_GONE})"
        columns = f"* EXCLUDE ({SECTOR})"
        self._connection.execute(
            f"CREATE OR REPLACE TABLE {_RENEWED} AS "
            f"(FROM {there} AND {name(fact.time)} NOT IN {days}) UNION ALL "
            f"((FROM {there} AND {name(fact.time)} IN {days}) "
            f"EXCEPT ALL SELECT {columns} FROM {_GONE}) "
            f"UNION ALL SELECT {columns} FROM {_CAME}"
        )
        left = count(self._connection, there) - count(self._connection, _GONE)
        return count(self._connection, _RENEWED) == left + count(self._connection, _CAME)

    def _keeps_values(self, fact: Fact, given: Sequence[ReleaseInput]) -> bool:
        """Have the values that keep their name as in the release before; False if they change."""
        kept_of = {}
        for column in fact.folded:
            kept = kept_of[column] = self._values(f"release.{name(fact.id)}", column)
            lost = self._values(TOUCHED, column, "_before")
            doubtful = (self._values(TOUCHED, column, "_now") - kept) | self._few(
                fact, column, lost & kept
            )
            if doubtful:
                found = self._persons_now(fact, given, column, {value for _, value in doubtful})
                if any((pair in found) != (pair in kept) for pair in doubtful):
                    return False
        keep_values(self._connection, kept_of)
        return True

    def _few(self, fact: Fact, column: str, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of `pairs` that may have too few persons once the rows that go are gone."""
        if not pairs:
            return pairs
        value, listed = name(column), ", ".join(literal(value) for _, value in sorted(pairs))
        found = self._connection.execute(
            "SELECT authority, v, persons - coalesce(gone, 0) FROM ("
            f"SELECT authority, {value} AS v, count(DISTINCT {name(fact.entity)}) AS persons "
            f"FROM release.{name(fact.id)} WHERE {value} IN ({listed}) GROUP BY ALL) LEFT JOIN ("
            f"SELECT authority, {value} AS v, count(*) AS gone FROM {TOUCHED} WHERE _before "
            "GROUP BY ALL) USING (authority, v)"
        ).fetchall()
        return pairs - {(who, v) for who, v, left in found if left >= PERSONS_THRESHOLD}

    def _values(self, rows: str, column: str, where: str = "true") -> set[tuple[str, str]]:
        """Which values some rows have, by authority."""
        found = self._connection.execute(
            f"SELECT DISTINCT authority, {name(column)} FROM {rows} "
            f"WHERE {where} AND {name(column)} <> {literal(OTHERS)}"
        ).fetchall()
        return set(found)

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

    def _lay(self, fact: Fact, months: Months, now: Held) -> None:
        """The Parquet files: those of the months that changed, the others shared."""
        connection, table = self._connection, f"release.{name(fact.id)}"
        if (folder_of_fact(self._old, fact.id) / WHOLE).exists():
            lay_out(connection, fact, table, self._place.folder, now.months)
            return
        share_months(self._old, self._place.folder, fact.id, {file_of(m) for m in months})
        lay_months(connection, fact, table, self._place.folder, months & now.months.keys())

    def _gather(self, fact: Fact, months: Months, rows: str) -> None:
        """Keep aside `rows`, the SQL of who used the service of `fact` in `months`."""
        kind = "INSERT INTO" if self._gathering else "CREATE OR REPLACE TEMP TABLE"
        as_ = "" if self._gathering else " AS"
        self._connection.execute(f"{kind} {_GATHERING}{as_} {rows}")
        self._gathering.append((fact, months))

    def _gather_changes(self, fact: Fact, months: Months) -> None:
        """Keep aside who used the service in `months`: what was gathered, as rows come and go."""
        if not is_gathered_from(fact) or not months:
            return
        before = "".join(
            f"SELECT * FROM release.{name(gathered.id)} WHERE service = {literal(fact.title)} "
            f"AND {within(gathered, months)} UNION ALL "
            for gathered in self._facts.values()
            if gathered.is_gathered and exists(self._connection, gathered.id)
        )
        self._gather(fact, months, (
            "SELECT authority, used_on, sector, service, sum(uses) AS uses, person FROM ("
            f"{before}(FROM ({gathered_rows(fact, _CAME)})) UNION ALL "
            f"SELECT * REPLACE (-uses AS uses) FROM ({gathered_rows(fact, _GONE)})) "
            "GROUP BY ALL HAVING sum(uses) > 0"
        ))  # fmt: skip

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
            now = held_in(connection, fact, table)
            build_rollups(connection, fact, table, now.months)
            lay_out(connection, fact, table, self._place.folder, now.months)
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
            now = held_in(connection, fact, table)
            self._lay(fact, months, now)
        return TableNote(fact.id, now.rows, now.extents)

    def _official(self, figures: Sequence[OfficialFigure]) -> list[TableNote]:
        """Official statistics are few: they are written again."""
        connection = self._connection
        connection.execute(f"DROP TABLE IF EXISTS release.{name(OFFICIAL)}")
        if not figures or OFFICIAL not in self._facts:
            return []
        write_official(connection, figures)
        fact, table = self._facts[OFFICIAL], f"release.{name(OFFICIAL)}"
        now = held_in(connection, fact, table)
        lay_out(connection, fact, table, self._place.folder, now.months)
        return [TableNote(fact.id, now.rows, now.extents)]


_GATHERING = "gathering"
