"""An under-served place is found, and a town where nothing happens raises no alarm."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from parvis.core.offer.coverage import Reached, judge_places
from parvis.core.offer.reach import coverage_from, reached_from
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden, restored
from staged import metrics

PLACES, AGES = 8, 5
BASE = np.array([-0.5, -1.2, -1.5, -1.3, -1.0])


def town(seed: int, odds: float = 1.0, slope: float = 0.0) -> Reached:
    """Eight places; in the fifth the odds are multiplied; use follows income by `slope`, which is
    told where it does."""
    rng = np.random.default_rng(seed)
    place, age = np.repeat(np.arange(PLACES), AGES), np.tile(np.arange(AGES), PLACES)
    residents = rng.integers(60, 500, PLACES * AGES).astype(float)
    income = rng.normal(size=PLACES)
    effect = slope * income + np.log(odds) * (np.arange(PLACES) == 4)
    users = rng.binomial(residents.astype(int), 1 / (1 + np.exp(-(BASE[age] + effect[place]))))
    return Reached(tuple("ABCDEFGH"), tuple("12345"), place, age, users.astype(float), residents,
                   {"revenu": income} if slope else {})  # fmt: skip


def test_the_place_less_served_is_found_with_its_odds() -> None:
    for seed in range(10):
        found = judge_places(town(seed, odds=0.4))
        assert [place.name for place in found if place.is_low] == ["E"]
        low, high = found[0].ratio_interval
        assert low < 0.55
        assert high < 0.8


def test_what_income_predicts_is_no_lack_of_the_place() -> None:
    blamed = [place for seed in range(10) for place in judge_places(town(seed, slope=0.5))
              if place.is_low]  # fmt: skip
    assert len(blamed) <= 1


def crossed(seed: int, odds: float) -> Reached:
    """A town whose income and household size are told and predict nothing."""
    rng = np.random.default_rng(1_000 + seed)
    told = {"revenu": rng.normal(size=PLACES), "ménage": rng.normal(size=PLACES)}
    return replace(town(seed, odds=odds), circumstances=told)


def test_a_place_less_served_does_not_explain_itself_by_its_income() -> None:
    """Eight places and two circumstances: a slope of its own would hide it."""
    found = [[place.name for place in judge_places(crossed(seed, 0.4)) if place.is_low]
             for seed in range(20)]  # fmt: skip
    assert sum(low == ["E"] for low in found) >= 15
    assert sum(bool(set(low) - {"E"}) for low in found) <= 2


@pytest.mark.long
def test_circumstances_that_predict_nothing_raise_few_alarms() -> None:
    alarms = sum(any(place.is_low for place in judge_places(crossed(seed, 1.0)))
                 for seed in range(200))  # fmt: skip
    assert alarms <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_expected_shares_follow_the_ages_of_the_place() -> None:
    young = town(3)
    place = judge_places(young)[0]
    assert place.interval[0] <= place.share <= place.interval[1]
    assert abs(place.expected - place.share) < 0.1


@pytest.mark.long
def test_a_town_where_nothing_happens_raises_few_alarms() -> None:
    alarms = sum(any(place.is_low for place in judge_places(town(seed))) for seed in range(200))
    assert alarms <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_a_place_is_not_blamed_for_what_the_estimate_of_residents_may_hide() -> None:
    """Odds of 0.8 stand apart where residents are counted, not where they are known to 20 %."""
    sure = town(1, odds=0.7)
    unsure = Reached(
        sure.places, sure.ages, sure.place, sure.age, sure.users, sure.residents, {}, 0.3
    )
    assert any(place.is_low for place in judge_places(sure))
    assert not any(place.is_low for place in judge_places(unsure))


COVERAGE = coverage_from(
    {"id": "m", "title": "M", "sentence": "emprunte", "users": "u", "residents": "r"}, "m.toml"
)


def shown(counts: dict[tuple[str, ...], float | None]) -> DisclosedTable:
    """A published table of those counts; None is a hidden one."""
    cells = tuple(
        Cell(keys, value, value, value, None, None if value is not None else Hidden.PROTECTED)
        for keys, value in counts.items()
    )
    total = Cell((), 9.0, 9.0, 9.0, 9)
    return restored(metrics()["requests"], {
        "authority": "41269", "by": ("district", "age_band"), "where": (), "period": None,
        "cells": cells, "total": total, "release": "r", "inputs": (), "threshold": 11,
        "published_at": datetime(2026, 9, 1, tzinfo=UTC), "is_withheld": False, "noise": 2,
    })  # fmt: skip


def published(made: Reached, hidden: dict[str, str]) -> tuple[DisclosedTable, DisclosedTable]:
    """Users and residents of `made`; of each place in `hidden`, only those ages are shown."""
    keys = [(made.places[place], made.ages[age])
            for place, age in zip(made.place, made.age, strict=True)]  # fmt: skip
    users = {key: None if key[1] not in hidden.get(key[0], key[1]) else float(count)
             for key, count in zip(keys, made.users, strict=True)}  # fmt: skip
    return shown(users), shown(dict(zip(keys, map(float, made.residents), strict=True)))


def test_a_place_whose_ages_are_hidden_is_judged_on_its_total() -> None:
    """Protection hides the small counts first: those of the place less served."""
    for seed in range(5):
        made = town(seed, odds=0.5)
        users, residents = published(made, {"E": "2", "A": ""})
        whole = np.bincount(made.place, made.users)
        totals = shown({(name,): float(count) for name, count in zip("ABCDEFGH", whole,
                                                                     strict=True)})  # fmt: skip
        reached = reached_from(COVERAGE, users, residents, {}, totals)
        assert reached is not None
        np.testing.assert_allclose(np.bincount(reached.place, reached.users), whole)
        found = judge_places(reached)
        assert [place.name for place in found if place.is_low] == ["E"]
        plain = judge_places(made)[0]
        assert found[0].ratio == pytest.approx(plain.ratio, rel=0.1)
        alone = reached_from(COVERAGE, users, residents, {})
        assert alone is not None
        assert "A" not in alone.places


def test_where_nothing_is_hidden_totals_change_nothing() -> None:
    made = town(3, odds=0.4)
    users, residents = published(made, {})
    totals = shown({(name,): 1.0 for name in "ABCDEFGH"})
    reached = reached_from(COVERAGE, users, residents, {}, totals)
    assert reached is not None
    assert judge_places(reached) == judge_places(made)
