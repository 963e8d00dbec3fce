"""An attacker with the tables of two sectors joins persons no better than by chance.

Same persons, same key, one release. The best of several matchings is compared with what it gets
on the same tables whose persons are shuffled: same margins, nothing in common.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from parvis.core.home import Home
from parvis.core.privacy.cellkey import PSEUDONYM_BITS
from parvis.core.privacy.pseudonym import pseudonym
from parvis.core.sectors import Sector
from parvis.engines.duckdb.manifest import folder_of
from staged import KEY, NOW, TOWN, publish, stage_rows

PERSONS, ROWS, SHUFFLES = 150, 1_500, 60
Rows = list[tuple[int, date]]
Matching = Callable[[Rows, Rows], Mapping[int, int]]


def by_value(loans: Rows, requests: Rows) -> dict[int, int]:
    """The same pseudonym on both sides."""
    return {p: p for p in {p for p, _ in loans} & {p for p, _ in requests}}


def by_rank_of_value(loans: Rows, requests: Rows) -> dict[int, int]:
    """Pseudonyms in order, side by side: what an order-preserving transform would leave."""
    return dict(zip(sorted({p for p, _ in loans}), sorted({p for p, _ in requests}), strict=False))


def by_first_row(loans: Rows, requests: Rows) -> dict[int, int]:
    """Persons in the order in which the tables name them."""
    return dict(zip(dict.fromkeys(p for p, _ in loans), dict.fromkeys(p for p, _ in requests),
                    strict=False))  # fmt: skip


def by_activity(loans: Rows, requests: Rows) -> dict[int, int]:
    """The busiest with the busiest."""
    return dict(zip(_busiest(loans), _busiest(requests), strict=False))


def by_calendar(loans: Rows, requests: Rows) -> dict[int, int]:
    """The assignment that makes the months of both sides most alike."""
    from scipy.optimize import linear_sum_assignment

    one, other = _months(loans), _months(requests)
    left, right = linear_sum_assignment(one[1] @ other[1].T, maximize=True)
    return {one[0][a]: other[0][b] for a, b in zip(left, right, strict=True)}


MATCHINGS: tuple[Matching, ...] = (
    by_value, by_rank_of_value, by_first_row, by_activity, by_calendar,
)  # fmt: skip


def _busiest(rows: Rows) -> list[int]:
    return [person for person, _ in Counter(p for p, _ in rows).most_common()]


def _months(rows: Rows) -> tuple[list[int], NDArray[np.float64]]:
    persons = sorted({p for p, _ in rows})
    place = {person: at for at, person in enumerate(persons)}
    table = np.zeros((len(persons), 12))
    for person, day in rows:
        table[place[person], day.month - 1] += 1
    return persons, table / np.linalg.norm(table, axis=1, keepdims=True)


def _released(home: Home, staging: Path) -> tuple[Rows, Rows]:
    """Loans and requests of the same persons, who borrow and write independently."""
    rng = np.random.default_rng(4)

    def drawn() -> list[tuple[int, date]]:
        who = rng.choice(PERSONS, ROWS, p=rng.dirichlet(np.full(PERSONS, 2.0)))
        return [(int(w), date(2024, 1, 1) + timedelta(days=int(rng.integers(365)))) for w in who]

    loans = [{"loan_number": f"P{n}", "card": f"U{w}", "loaned_on": day}
             for n, (w, day) in enumerate(drawn())]  # fmt: skip
    requests = [{"request_number": f"D{n}", "citizen_number": f"U{w}",
                 "opened_at": NOW.replace(year=2024, month=day.month, day=min(day.day, 28))}
                for n, (w, day) in enumerate(drawn())]  # fmt: skip
    manifest = publish(home, [stage_rows(loans, staging, "demo_mediatheque"),
                              stage_rows(requests, staging, "demo_grc")])  # fmt: skip
    folder = folder_of(home, manifest.id)
    sides = (("library_loan", "loaned_on", "person"), ("service_request", "opened_on", "person"))
    return tuple(
        duckdb.sql(f"SELECT {who}, {day} FROM '{folder}/{fact}/*.parquet'").fetchall()
        for fact, day, who in sides
    )  # type: ignore[return-value]


def _truth(column: str, sector: Sector, contract: str) -> dict[int, int]:
    """Which person each pseudonym is: what only the holder of the key can say."""
    key = KEY.of_sector(TOWN, sector)
    whole = (pseudonym(key, f"{contract}\x1f{column}{n}") for n in range(PERSONS))
    return {int(digits[: PSEUDONYM_BITS // 4], 16): n for n, digits in enumerate(whole)}


def test_no_matching_joins_two_sectors_better_than_chance(home: Home, staging: Path) -> None:
    loans, requests = _released(home, staging)
    here = _truth("U", Sector.SCOLAIRE_SPORT_CULTURE, "demo_mediatheque")
    there = _truth("U", Sector.RELATIONS_USAGERS, "demo_grc")
    assert {int(p) for p, _ in loans} <= here.keys()
    assert {int(p) for p, _ in requests} <= there.keys()

    def best(pairs: Mapping[int, int]) -> Callable[[Matching], int]:
        def hits(matching: Matching) -> int:
            found = matching(loans, [(pairs[p], day) for p, day in requests])
            back = {new: old for old, new in pairs.items()}
            return sum(here[int(a)] == there[int(back[b])] for a, b in found.items() if b in back)

        return hits

    persons = sorted({p for p, _ in requests})
    real = max(map(best({p: p for p in persons}), MATCHINGS))
    rng = np.random.default_rng(9)
    by_chance = []
    for _ in range(SHUFFLES):
        order = rng.permutation(len(persons)).tolist()
        shuffled = dict(zip(persons, (persons[at] for at in order), strict=True))
        found = by_calendar(loans, [(shuffled[p], day) for p, day in requests])
        by_chance.append(sum(here[int(a)] == there[int(b)] for a, b in found.items()))
    assert real <= np.quantile(by_chance, 0.99) + 3
