"""Choices of places: the best is proven, those nearly as good are all there."""

from itertools import combinations

import numpy as np
import pytest

from parvis.core.offer.ground import Ground, compare_sites, week_hours
from parvis.core.offer.streets import Mode, Spots
from parvis.engines.siting import Exact


def ground(seed: int, sites: int = 9, opened: int = 3, *, has_incomes: bool = True) -> Ground:
    rng = np.random.default_rng(seed)
    zones = np.column_stack([1.06 + rng.normal(0, 0.02, 40), 47.79 + rng.normal(0, 0.015, 40)])
    places = np.column_stack(
        [1.06 + rng.normal(0, 0.02, sites), 47.79 + rng.normal(0, 0.015, sites)]
    )
    incomes = rng.normal(20_000, 4_000, 40) if has_incomes else np.full(40, np.nan)
    people = rng.integers(20, 400, 40) + 0.0
    return Ground(Spots([f"Z{k}" for k in range(40)], zones), people, incomes,
                  Spots([f"L{k}" for k in range(sites)], places),
                  tuple(k < opened for k in range(sites)), np.full(sites, 55.0), None)  # fmt: skip


def value(place: Ground, sites: tuple[int, ...]) -> float:
    nearest = place.minutes(Mode.FOOT)[:, list(sites)].min(axis=1)
    return float((nearest * place.population).sum())


@pytest.mark.parametrize("more", [1, 2, -1])
def test_the_best_and_those_within_two_per_cent_are_those_of_a_plain_count(more: int) -> None:
    for seed in range(6):
        place = ground(seed)
        found = compare_sites(place, more, Mode.FOOT, 15.0, 0.0, Exact())
        kept = (0, 1, 2) if more > 0 else ()
        free = range(3, 9) if more > 0 else range(3)
        every = {(*kept, *some): value(place, (*kept, *some))
                 for some in combinations(free, more if more > 0 else 2)}  # fmt: skip
        best = min(every.values())
        assert value(place, found.best.sites) == pytest.approx(best)
        assert found.gap < 1e-6
        near = {sites for sites, worth in every.items() if worth <= best * 1.02}
        assert {tuple(sorted(one.sites)) for one in found.nearly} == {
            tuple(sorted(sites)) for sites in near if set(sites) != set(found.best.sites)
        }


def test_a_place_more_never_makes_anybody_farther() -> None:
    found = compare_sites(ground(7), 1, Mode.FOOT, 15.0, 0.0, Exact())
    assert found.today is not None
    assert found.best.mean_minutes <= found.today.mean_minutes
    assert found.best.beyond <= found.today.beyond
    assert found.best.hours >= found.today.hours


def test_without_incomes_nothing_is_said_of_the_poorest() -> None:
    found = compare_sites(ground(8, has_incomes=False), 1, Mode.BICYCLE, 10.0, 1.0, Exact())
    assert np.isnan(found.best.poorest)


def test_hours_of_a_week() -> None:
    assert week_hours("mon-fri 08:30-12:00,13:30-17:00") == 35.0
    assert np.isnan(week_hours(""))


def test_minutes_of_the_fallback_are_said_to_be_straight() -> None:
    place = ground(9)
    assert "vol d’oiseau" in place.way
