"""What comparable communes would have: too few is found, chance is not."""

import numpy as np
import pytest

from parvis.core.offer.peers import law_of


def test_alike_communes_give_a_poisson_law() -> None:
    from scipy.stats import poisson

    people = np.full(20, 10_000.0)
    law = law_of(np.full(20, 30.0), people, 5_000.0)
    assert law.rate * 5_000 == pytest.approx(15)
    assert law.interval() == tuple(poisson(15).ppf([0.025, 0.975]))
    assert law.chance(3) == pytest.approx(2 * poisson(15).cdf(3))


def test_communes_that_differ_widen_what_is_expected() -> None:
    from scipy.stats import poisson

    rng = np.random.default_rng(1)
    people = rng.uniform(5_000, 20_000, 400)
    counts = rng.poisson(people * rng.gamma(4, 0.003 / 4, 400)).astype(float)
    law = law_of(counts, people, 10_000.0)
    assert law.rate == pytest.approx(0.003, rel=0.08)
    assert law.variance == pytest.approx(0.003**2 / 4, rel=0.3)
    low, high = law.interval()
    plain = poisson(30)
    assert low < plain.ppf(0.025) < plain.ppf(0.975) < high


def test_a_commune_like_the_others_is_seldom_said_to_be_apart() -> None:
    rng = np.random.default_rng(2)
    chances = []
    for _ in range(400):
        people = rng.uniform(5_000, 20_000, 21)
        counts = rng.poisson(people * rng.gamma(5, 0.003 / 5, 21)).astype(float)
        chances.append(law_of(counts[1:], people[1:], people[0]).chance(counts[0]))
    assert np.mean(np.array(chances) < 0.05) < 0.09
