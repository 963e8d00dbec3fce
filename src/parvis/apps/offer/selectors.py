"""Reads of the offer: protected tables, and the rules that a town publishes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from parvis.apps.offer.port import coverages, notices, tariffs
from parvis.apps.ui.question.reading import release_in_use, table_of
from parvis.core.errors import Refused
from parvis.core.metrics.period import Period
from parvis.core.metrics.query import Question
from parvis.core.offer.coverage import Place, judge_places
from parvis.core.offer.notices import Notice, notice_of
from parvis.core.offer.reach import AGE, PLACE, Coverage, ratio_by_place, reached_from
from parvis.core.privacy.disclosure import DisclosedTable

KEPT = 64


@dataclass(frozen=True)
class Judged:
    """A service judged place by place, or why it cannot be. `users` and `residents` prove it."""

    coverage: Coverage
    places: tuple[Place, ...]
    users: DisclosedTable | None
    residents: DisclosedTable | None
    circumstances: tuple[str, ...]
    refusal: str = ""

    @property
    def low(self) -> tuple[Place, ...]:
        """The places reached less than predicted, beyond chance."""
        return tuple(place for place in self.places if place.is_low)


def judged(authority: str, period: Period | None) -> list[Judged]:
    """Each service of `coverages/` in `authority` over `period`."""
    manifest = release_in_use()
    release = manifest.id if manifest else ""
    return [_judged(release, authority, period, name) for name in coverages()]


@lru_cache(maxsize=KEPT)
def _judged(release: str, authority: str, period: Period | None, name: str) -> Judged:
    asked = coverages()[name]
    try:
        users = table_of(Question(asked.users, authority, (PLACE, AGE), period))
        residents = table_of(Question(asked.residents, authority, (PLACE, AGE)))
        known = _circumstances(asked, authority)
    except Refused as refusal:
        return Judged(asked, (), None, None, (), refusal.sentence())
    reached = reached_from(users, residents, known)
    if reached is None:
        return Judged(asked, (), users, residents, (), _TOO_FEW)
    return Judged(asked, tuple(judge_places(reached)), users, residents, tuple(known))


_TOO_FEW = "Trop peu de quartiers ont assez d’usagers pour être comparés."


def _circumstances(asked: Coverage, authority: str) -> dict[str, dict[str, float]]:
    found = {}
    for one in asked.circumstances:
        above, below = (
            table_of(Question(name, authority, (PLACE,)))
            for name in (one.numerator, one.denominator)
        )
        found[one.title] = ratio_by_place(above, below)
    return found


def rules(today: date) -> list[Notice]:
    """Every algorithmic rule of this home: tariffs in force, then the others."""
    priced = (notice_of(tariff, today) for tariff in tariffs().values())
    return [*(notice for notice in priced if notice is not None), *notices().values()]
