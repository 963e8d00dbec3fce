"""Is this person already known? One record against a sector kept ready, while somebody types.

Frequencies are held in memory, keys are mapped, and both questions to the engine are prepared
once: what remains for each person is to look.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.estimates import probability
from parvis.core.people.links import Likeness, Traits
from parvis.core.people.model import decode
from parvis.engines.duckdb.connect import literal
from parvis.engines.duckdb.linker.compare import COUNTED, PLACE_RARE, RARE, code_sql
from parvis.engines.duckdb.linker.sector import column_of
from parvis.engines.duckdb.linker.spelling import spell_one
from parvis.engines.duckdb.linker.standing import Standing, open_standing, stamp_of

Ints = NDArray[np.int64]

_LEAST = 0.05
"""Likelihood below which a record is not worth showing."""

_TEXTS = ("given", "surname", "usage", "sex", "dob", "birth_place", "number", "street",
          "complement", "postcode", "city", "email", "given1", "given_flat", "phone",
          "given_sound", "surname_sound", "given_bones", "given1_bones", "surname_bones",
          "local")  # fmt: skip
_TYPES = {
    **dict.fromkeys(_TEXTS, "VARCHAR"),
    **dict.fromkeys(("given_words", "parts", "phones"), "VARCHAR[]"),
    **dict.fromkeys(("given_bin", "surname_bin"), "INTEGER"),
    **dict.fromkeys(("place_is_common", "city_is_common", "address_is_shared", "email_is_shared",
                     "phone_is_shared", "turns"), "BOOLEAN"),
}  # fmt: skip
_one_at_a_time = Lock()


def known(traits: Traits, ready: Path, limit: int) -> list[Likeness]:
    """The records that may be of the person, the likeliest first; one for each person."""
    asked = _opened(ready, stamp_of(ready))
    if asked is None:
        return []
    with _one_at_a_time:
        return asked.known(traits, limit)


@lru_cache(maxsize=16)
def _opened(ready: Path, stamp: int) -> "_Asked | None":
    """What `ready` keeps, held open by this process until it changes."""
    standing = open_standing(ready)
    return None if standing is None else _prepared(standing)


def _prepared(standing: Standing) -> "_Asked":
    connection = standing.connection
    shares = {
        column: dict(connection.execute(f"SELECT v, share FROM share_{column}").fetchall())
        for column in COUNTED
    }
    shared = frozenset(connection.execute("SELECT what, value FROM shared").fetchall())
    row = ", ".join(
        f"${place}::{kind} AS {column}" for place, (column, kind) in enumerate(_TYPES.items(), 1)
    )
    keys = ", ".join(
        f"CASE WHEN ({key.sql}) IS NOT NULL THEN hash({rank}, {key.sql}) END"
        for rank, key in enumerate(standing.card.keys)
    )
    connection.execute("PRAGMA disable_optimizer")
    connection.register("met", standing.heads(np.zeros(1, np.int64)))
    connection.execute(f"PREPARE keys AS SELECT {keys} FROM (SELECT {row})")
    connection.execute(
        f"PREPARE codes AS SELECT l.p, {code_sql(standing.card.model.fields)} FROM met l,"
        f" (SELECT {row}) r"
    )
    return _Asked(standing, shares, shared)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sector kept ready, and how common its values are."""

    standing: Standing
    shares: Mapping[str, Mapping[str, float]]
    shared: frozenset[tuple[str, str]]

    def known(self, traits: Traits, limit: int) -> list[Likeness]:
        row = self._row(traits)
        values = ", ".join(_sql(row[column]) for column in _TYPES)
        hashes = self._run(f"EXECUTE keys({values})")[0]
        told = np.array([h for h in hashes if h is not None], dtype=np.uint64)
        _, met = self.standing.met_by(told, np.zeros(len(told), np.int64))
        met = np.unique(met)
        if not len(met):
            return []
        self.standing.connection.register("met", self.standing.heads(met))
        codes = self._run(f"EXECUTE codes({values})")
        heads, chance = self._chances(np.array(codes, dtype=np.int64))
        likely = np.argsort(-chance, kind="stable")
        likely = likely[chance[likely] >= _LEAST][: 4 * limit]
        return self._shown(heads[likely], chance[likely], limit) if len(likely) else []

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.standing.connection.execute(sql).fetchall()

    def _row(self, traits: Traits) -> dict[str, Any]:
        row = spell_one(traits)
        address = f"{row['number']} {row['street']}"
        return {
            **row,
            "given_bin": self._bin("given1", row["given1"]),
            "surname_bin": self._bin("surname", row["surname"]),
            "place_is_common": self._share("birth_place", row["birth_place"]) >= PLACE_RARE,
            "city_is_common": self._share("city", row["city"]) >= PLACE_RARE,
            "address_is_shared": ("address", address) in self.shared,
            "email_is_shared": ("email", row["email"]) in self.shared,
            "phone_is_shared": ("phone", row["phone"]) in self.shared,
        }

    def _bin(self, column: str, value: str | None) -> int:
        if value is None:
            return len(RARE) + 1
        return 1 + bisect_right(RARE, self._share(column, value))

    def _share(self, column: str, value: str | None) -> float:
        return self.shares[column].get(value or "", 0.0)

    def _chances(self, codes: Ints) -> tuple[Ints, NDArray[np.float64]]:
        """Heads and the probability that each is the person asked about."""
        model = self.standing.card.model
        levels = decode(codes[:, 1], len(model.fields))
        return codes[:, 0], probability(model.log_odds(levels))

    def _shown(self, heads: Ints, chance: NDArray[np.float64], limit: int) -> list[Likeness]:
        """What one record of each person says, the likeliest first."""
        roles = self.standing.card.roles
        rank = {int(p): at for at, p in enumerate(heads)}
        shown: dict[int, Likeness] = {}
        for row in sorted(self.standing.records(heads).to_pylist(), key=lambda row: rank[row["p"]]):
            traits = {role: text for role in roles if (text := row[column_of(role)]) is not None}
            likeness = Likeness(row["id"], traits, float(chance[rank[row["p"]]]))
            shown.setdefault(int(self.standing.labels[row["p"]]), likeness)
        return list(shown.values())[:limit]


def _sql(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"[{', '.join(map(_sql, value))}]"
    return literal(value) if isinstance(value, str) else str(value).lower()
