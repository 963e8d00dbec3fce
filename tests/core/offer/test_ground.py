"""Choices of places: the best is proven, those nearly as good are all there."""

from itertools import combinations

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.offer.choices import Aim, Choice, Comparison, Wish, compare_sites
from parvis.core.offer.ground import Ground
from parvis.core.offer.nearby import nearby_of
from parvis.core.offer.opening import week_hours
from parvis.core.offer.streets import Mode, Spots
from parvis.engines.siting import Exact


def ground(seed: int, sites: int = 9, opened: int = 3, *, has_incomes: bool = True,
           capacity: float = np.nan, stops: Spots | None = None) -> Ground:  # fmt: skip
    rng = np.random.default_rng(seed)
    zones = np.column_stack([1.06 + rng.normal(0, 0.02, 40), 47.79 + rng.normal(0, 0.015, 40)])
    places = np.column_stack(
        [1.06 + rng.normal(0, 0.02, sites), 47.79 + rng.normal(0, 0.015, sites)]
    )
    incomes = rng.normal(20_000, 4_000, 40) if has_incomes else np.full(40, np.nan)
    people = rng.integers(20, 400, 40) + 0.0
    return Ground(Spots([f"Z{k}" for k in range(40)], zones), people, incomes,
                  Spots([f"L{k}" for k in range(sites)], places),
                  tuple(k < opened for k in range(sites)), np.full(sites, 55.0), None,
                  people, np.full(sites, capacity), stops)  # fmt: skip


def compared(place: Ground, more: int, aim: Aim = Aim.DISTANCE, *, equity: float = 0.0,
             mode: Mode = Mode.FOOT, reach: float = 15.0, beside: int | None = None,
             ) -> Comparison:  # fmt: skip
    return compare_sites(place, Wish(more, mode, reach, equity, aim), Exact(), beside)


def value(place: Ground, sites: tuple[int, ...]) -> float:
    nearest = place.minutes(Mode.FOOT)[:, list(sites)].min(axis=1)
    return float((nearest * place.population).sum())


@pytest.mark.parametrize("more", [1, 2, -1])
def test_the_best_and_those_within_two_per_cent_are_those_of_a_plain_count(more: int) -> None:
    for seed in range(6):
        place = ground(seed)
        found = compared(place, more)
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
    found = compared(ground(7), 1)
    assert found.today is not None
    assert found.best.mean_minutes <= found.today.mean_minutes
    assert found.best.beyond <= found.today.beyond
    assert found.best.hours >= found.today.hours


def test_without_incomes_nothing_is_said_of_the_poorest() -> None:
    found = compared(ground(8, has_incomes=False), 1, equity=1.0, mode=Mode.BICYCLE, reach=10.0)
    assert np.isnan(found.best.poorest)


def test_hours_of_a_week() -> None:
    assert week_hours("mon-fri 08:30-12:00,13:30-17:00") == 35.0
    assert np.isnan(week_hours(""))


def test_minutes_of_the_fallback_are_said_to_be_straight() -> None:
    place = ground(9)
    assert "vol d’oiseau" in place.way


@pytest.mark.parametrize("more", [1, 2, -1])
def test_the_most_people_within_reach_is_that_of_a_plain_count(more: int) -> None:
    place = ground(3)
    minutes = place.minutes(Mode.FOOT)
    found = compared(place, more, Aim.COVERAGE, reach=20.0)
    kept = (0, 1, 2) if more > 0 else ()
    free = range(3, 9) if more > 0 else range(3)
    covered = {
        sites: float(place.population[minutes[:, list(sites)].min(axis=1) <= 20.0].sum())
        for some in combinations(free, more if more > 0 else 2) if (sites := (*kept, *some))
    }  # fmt: skip
    best = max(covered.values())
    assert place.population.sum() - found.best.beyond == pytest.approx(best)
    near = {frozenset(sites) for sites, worth in covered.items() if worth >= best * 0.98}
    assert {frozenset(one.sites) for one in (found.best, *found.nearly)} <= near
    assert all(0 <= one.behind <= 0.02 for one in found.nearly)


def test_places_counted_send_some_people_farther_and_no_place_takes_too_many() -> None:
    free, limited = ground(4, capacity=1e9), ground(4, capacity=2_800.0)
    assert compared(free, 1, Aim.CAPACITY).best.mean_minutes == pytest.approx(
        compared(free, 1).best.mean_minutes, rel=1e-6
    )
    found = compared(limited, 1, Aim.CAPACITY)
    assert found.best.mean_minutes > compared(limited, 1).best.mean_minutes
    assert found.gap < 1e-4
    assert all(one.behind <= 0.02 + 1e-9 for one in found.nearly)


def test_capacities_that_cannot_be_met_say_by_how_much() -> None:
    place = ground(4, capacity=1_000.0)
    with pytest.raises(Refused) as refusal:
        compared(place, 1, Aim.CAPACITY)
    assert refusal.value.rule == "siting.capacity"
    assert refusal.value.facts["lack"] == round(place.population.sum() - 4_000)
    with pytest.raises(Refused) as unknown:
        compared(ground(4), 1, Aim.CAPACITY)
    assert unknown.value.facts["count"] == 9


def test_a_place_of_one_s_own_is_set_beside_the_best() -> None:
    place = ground(5)
    found = compared(place, 1, beside=8)
    assert found.beside is not None
    assert set(found.beside.sites) == {0, 1, 2, 8}
    assert found.beside.behind == pytest.approx(
        value(place, (0, 1, 2, 8)) / value(place, found.best.sites) - 1
    )
    fewer = compared(place, -1, beside=1)
    assert fewer.beside is not None
    assert set(fewer.beside.sites) == {0, 2}
    assert compared(place, 1, beside=1).beside is None


def test_low_incomes_weigh_more_where_it_is_asked() -> None:
    def poorest(choice: Choice) -> float:
        return choice.poorest

    gains = [poorest(compared(ground(seed), 1).best) - poorest(compared(
        ground(seed), 1, equity=3.0).best) for seed in range(8)]  # fmt: skip
    assert sum(gains) > 0


def test_supply_is_shared_out_and_conserved() -> None:
    place = ground(6, capacity=40.0, stops=Spots(["Arrêt"], np.array([[1.06, 47.79]])))
    found = nearby_of(place, Mode.FOOT, 15.0)
    assert found.unit == "heures de place par semaine"
    assert found.supply + found.lost == pytest.approx(3 * 40 * 55)
    assert (place.demand * found.per_head).sum() == pytest.approx(found.supply, rel=1e-9)
    assert found.error < 1e-9
    assert found.ways.beyond == pytest.approx(place.population[found.minutes > 15].sum())
    assert found.stop is not None
    assert found.stops is not None
    assert found.stops.mean == pytest.approx(np.average(found.stop, weights=place.population))


def test_without_open_place_every_way_is_endless_and_nothing_is_given() -> None:
    found = nearby_of(ground(6, opened=0), Mode.FOOT, 15.0)
    assert np.isinf(found.minutes).all()
    assert (found.supply, found.lost, found.error) == (0.0, 0.0, 0.0)


def test_a_site_in_the_sea_is_refused_without_streets_too() -> None:
    far = ground(1)
    points = far.sites.points.copy()
    points[4] = points[4][::-1]
    with pytest.raises(Refused) as refusal:
        Ground(far.zones, far.population, far.incomes, Spots(far.sites.names, points), far.is_open,
               far.hours_a_week, None, far.demand, far.capacity)  # fmt: skip
    assert refusal.value.rule == "siting.far"
    assert "L4" in refusal.value.sentence()


def test_what_is_described_has_a_stamp_of_its_own() -> None:
    assert ground(1).stamp == ground(1).stamp
    assert len({ground(1).stamp, ground(2).stamp, ground(1, capacity=3.0).stamp}) == 3
