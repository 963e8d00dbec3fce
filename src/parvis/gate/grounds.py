"""What the rows of a release stand on, as marks: where nothing moved, nothing is computed again."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property

import duckdb

from parvis.core.facts import Fact, Rule
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import Grounds
from parvis.engines.duckdb.connect import literal
from parvis.engines.duckdb.identity import identity_sql
from parvis.gate.conform import LINKS, groups_of, union_of
from parvis.gate.inputs import ReleaseInput, in_order
from parvis.gate.shelf import sha256_of


def mark_of(*parts: object) -> str:
    """32 hexadecimal digits that stand for `parts`."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()[:32]


def delivery_mark(delivery: ReleaseInput) -> str:
    """A delivery as it is now: its typed rows, and how they are read."""
    return mark_of(
        sha256_of(delivery.rows),
        delivery.authority,
        delivery.realm,
        delivery.contract,
        delivery.received_at.isoformat(),
        delivery.observed_until.isoformat() if delivery.observed_until else "",
    )


class Ground:
    """The marks of one publication, each computed once."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        inputs: Sequence[ReleaseInput],
        facts: Mapping[str, Fact],
        key: EpochKey,
        code_version: str,
        town: str = "",
    ) -> None:
        self._connection, self._facts, self._town = connection, facts, town
        self._house = (code_version, duckdb.__version__, key.epoch, key.mark)
        self.fed: dict[str, list[ReleaseInput]] = {}
        for delivery in in_order(inputs):
            self.fed.setdefault(delivery.contract.fact, []).append(delivery)
        self._marks = {fact: tuple(map(delivery_mark, given)) for fact, given in self.fed.items()}

    def all(self) -> dict[str, Grounds]:
        """The grounds of every fact that is fed."""
        return {fact: self.of(fact, len(given)) for fact, given in self.fed.items()}

    def of(self, fact: str, count: int) -> Grounds:
        """The grounds of `fact` if only its `count` first deliveries were there."""
        given = self.fed.get(fact, [])[:count]
        definition = self._facts[fact]
        registers = [(j.fact, self._marks.get(j.fact, ()), self._linked(j.fact, None))
                     for j in definition.joins]  # fmt: skip
        has_zones = any(column.rule is Rule.ZONE for column in definition.columns)
        context = mark_of(self._house, definition, registers, self._linked(fact, len(given)),
                          self._town if has_zones else "")  # fmt: skip
        return Grounds(context, self._marks.get(fact, ())[:count])

    def _linked(self, fact: str, count: int | None) -> tuple[int, int]:
        """Who the persons of deliveries are, as a number of links and a sum of their hashes."""
        if not self._any_link:
            return 0, 0
        given = self.fed.get(fact, [])[:count]
        parts = [
            f"SELECT DISTINCT {literal(group.latest.authority)} AS authority, "
            f"{literal(group.latest.realm)} AS sector, {identity_sql(group.latest.contract)} AS "
            f"reference FROM ({union_of(group)})"
            for group in groups_of(self._facts[fact], given)
        ]
        if not parts:
            return 0, 0
        ((links, total),) = self._connection.execute(
            "SELECT count(*), coalesce(bit_xor(hash(l.authority, l.sector, l.reference, l.person)),"
            f" 0) FROM {LINKS} l SEMI JOIN ({' UNION ALL '.join(parts)}) r "
            "ON r.authority = l.authority AND r.sector = l.sector AND r.reference = l.reference"
        ).fetchall()
        return int(links), int(total)

    @cached_property
    def _any_link(self) -> bool:
        return self._connection.execute(f"SELECT 1 FROM {LINKS} LIMIT 1").fetchone() is not None
