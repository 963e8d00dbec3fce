"""The attacks of docs/statistical-protection.md, and the bounds that it gives."""

import numpy as np
import pytest

from each import each
from parvis.core.privacy.cellkey import LAW, MOST, VARIANCE, Persons, Perturbation
from parvis.core.privacy.views import MOST_ANSWERS, answers
from parvis.site.bench.attackers import (
    CHANCES,
    averaging,
    counted_together,
    differencing,
    neighbour,
    views_of,
)
from staged import facts, metrics

TRIALS = 60_000


def test_the_law_is_centred_small_and_flat_at_its_mode() -> None:
    sizes, chances = np.array(list(LAW)), np.array(list(LAW.values()))
    assert chances.sum() == pytest.approx(1)
    assert (sizes @ chances, sizes**2 @ chances) == pytest.approx((0, 1.85))
    assert pytest.approx(1.85) == VARIANCE
    assert np.abs(sizes) @ chances == pytest.approx(1.12)
    assert np.abs(sizes) @ chances / 200 <= 0.006
    steps = np.diff(np.r_[0, chances, 0])
    assert (np.diff(np.sign(steps[steps != 0])) <= 0).all(), "it rises, then falls"
    assert np.abs(steps).sum() / 2 == pytest.approx(max(LAW.values())) == 0.225
    assert (CHANCES**2).sum() == pytest.approx(0.1986, abs=5e-4)


def test_no_count_of_one_to_ten_is_ever_published() -> None:
    draw = np.random.default_rng(1)
    for count in range(61):
        for trial in range(200):
            noise = Perturbation(draw.bytes(32))
            shown = noise.count(f"cell{trial}", Persons(count, int(draw.integers(0, 2**40))))
            assert shown is None or shown == count == 0 or (shown >= 11 and count >= 11)
            assert shown is None or abs(shown - count) <= MOST


def test_the_noise_that_is_drawn_follows_the_law() -> None:
    noise = Perturbation(bytes(32))
    drawn = [noise.noise(f"cell{rank}", Persons(100, rank)) for rank in range(40_000)]
    found = np.array([drawn.count(size) for size in LAW]) / len(drawn)
    assert found == pytest.approx(list(LAW.values()), abs=0.01)
    assert np.abs(drawn).mean() <= 1.2


def test_one_person_between_two_cells_is_told_from_none_at_most_62_times_in_100() -> None:
    score = differencing(TRIALS, 2, "wide", "narrow")
    assert score.share == pytest.approx(0.599, abs=0.008)
    assert score.upper <= 0.62


def test_the_attacker_bites_where_equal_sets_have_equal_noise() -> None:
    """The classic method, without coordinates: what is measured above is not the attacker's
    weakness."""
    assert differencing(2_000, 3, "cell", "cell").share >= 0.88


@pytest.mark.parametrize("others", [9, 10, 11, 13, 100])
def test_who_knows_all_the_others_is_right_at_most_62_times_in_100(others: int) -> None:
    score = neighbour(TRIALS, others, others)
    assert score.upper <= 0.62
    assert others != 9 or score.share == pytest.approx(0.5, abs=0.02)


TOGETHER = {
    f"{group[0].fact} ({', '.join(m.id for m in group[:3])})": views_of(
        group, facts()[group[0].fact]
    )
    for group in counted_together(metrics().values())
}
"""The views of all the metrics that count the same persons: nobody asks of one metric alone."""


def test_each_metric_on_persons_is_in_one_group() -> None:
    groups = counted_together(metrics().values())
    counted = [m.id for group in groups for m in group]
    assert len(counted) == len(set(counted)) > 50
    assert max(map(len, groups)) > 5


@each(TOGETHER)
def test_the_views_of_metrics_on_the_same_persons_are_worth_few_answers(group: str) -> None:
    assert answers(TOGETHER[group]) <= MOST_ANSWERS


def test_the_exact_count_is_found_at_most_60_times_in_100_from_every_declared_view() -> None:
    """On the persons of whom the views say most."""
    worst = max(TOGETHER.values(), key=answers)
    assert averaging(TRIALS // 3, 5, worst).upper <= 0.60
