"""Reads of the offer: protected tables, and the rules that a town publishes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from parvis.apps import wired
from parvis.apps.offer.port import aids, coverages, notices, tariffs
from parvis.apps.ui.question.reading import release_in_use, table_of
from parvis.core.errors import Refused
from parvis.core.metrics.period import Period
from parvis.core.metrics.query import Question
from parvis.core.offer.coverage import Place, judge_places
from parvis.core.offer.notices import Notice, notice_of
from parvis.core.offer.peers import Beside, beside_peers
from parvis.core.offer.reach import Coverage, ratio_by_place, reached_from
from parvis.core.offer.takeup import Aid, Unreached, estimates, questions_of
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.territory.portrait import peer_group

KEPT, PEERS = 64, 20


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
    release = f"{wired.home().root} {manifest.id}" if manifest else ""
    return [_judged(release, authority, period, name) for name in coverages()]


@lru_cache(maxsize=KEPT)
def _judged(release: str, authority: str, period: Period | None, name: str) -> Judged:
    asked = coverages()[name]
    try:
        users = table_of(Question(asked.users, authority, asked.user_keys, period))
        residents = table_of(Question(asked.residents, authority, asked.resident_keys))
    except Refused as refusal:
        return Judged(asked, (), None, None, (), refusal.sentence())
    totals = table_of(Question(asked.users, authority, (asked.place,), period))
    reached = reached_from(asked, users, residents, _circumstances(asked, authority), totals)
    if reached is None:
        return Judged(asked, (), users, residents, (), _TOO_FEW)
    told = tuple(title for title, values in reached.circumstances.items()
                 if np.isfinite(values).all() and np.ptp(values) > 0)  # fmt: skip
    return Judged(asked, tuple(judge_places(reached)), users, residents, told)


_TOO_FEW = "trop peu de groupes ont assez d’usagers pour être comparés."


def _circumstances(asked: Coverage, authority: str) -> dict[str, dict[str, float]]:
    """What is known by place; a circumstance that the files do not tell is left out."""
    found = {}
    for one in asked.circumstances:
        try:
            above, below = (
                table_of(Question(name, authority, (asked.place,)))
                for name in (one.numerator, one.denominator)
            )
        except Refused:
            continue
        found[one.title] = ratio_by_place(above, below)
    return found


@dataclass(frozen=True)
class Estimated:
    """A local aid, its estimates and what proves them, or why there is none."""

    aid: Aid
    found: tuple[tuple[str, Unreached], ...]
    recipients: DisclosedTable | None = None
    refusal: str = ""


def estimated(authority: str, period: Period | None) -> list[Estimated]:
    """Who could have each aid of `aids/` and does not, in `authority` over `period`."""
    return [_estimated(authority, period, aid) for aid in aids().values()]


def _estimated(authority: str, period: Period | None, aid: Aid) -> Estimated:
    of_recipients, of_eligible = questions_of(aid, authority, period)
    try:
        recipients, eligible = table_of(of_recipients), table_of(of_eligible)
    except Refused as refusal:
        return Estimated(aid, (), refusal=refusal.sentence())
    found = tuple(estimates(aid, recipients, eligible))
    return Estimated(aid, found, recipients, "" if found else _NO_COUNT)


_NO_COUNT = "trop peu de bénéficiaires pour en montrer le nombre."
EQUIPMENT = "Équipements"


@dataclass(frozen=True)
class Offered:
    """What the commune offers beside comparable ones; `peers` are how many they are."""

    found: tuple[Beside, ...]
    peers: int


def offered(authority: str) -> Offered:
    """The places counted in the commune beside those of comparable communes; none where unknown."""
    atlas = wired.atlas()
    return _offered(atlas.reference().stamp, authority)


@lru_cache(maxsize=KEPT)
def _offered(stamp: str, authority: str) -> Offered:
    """Kept as long as the files stay: `stamp` tells one set of files from another."""
    atlas = wired.atlas()
    reference = atlas.reference()
    if authority not in reference.rank:
        return Offered((), 0)
    peers = [peer.code for peer in peer_group(authority, (), reference, atlas.structure(), PEERS)]
    counted = [one for one in atlas.indicators() if one.theme == EQUIPMENT]
    return Offered(tuple(beside_peers(authority, reference, counted, peers)), len(peers))


def rules(today: date) -> list[Notice]:
    """Every algorithmic rule of this home: tariffs in force, then the others."""
    priced = (notice_of(tariff, today) for tariff in tariffs().values())
    return [*(notice for notice in priced if notice is not None), *notices().values()]
