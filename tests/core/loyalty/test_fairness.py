"""Whom a rule or a channel leaves aside, told only beyond chance and by a fifth or more."""

from datetime import date

import numpy as np
import pytest

from parvis.core.loyalty.fairness import (
    AGE,
    PLACE,
    SEX,
    age_labels,
    gaps,
    group_said,
    reach_said,
    rule_said,
)

TODAY = date(2026, 9, 1)


def _people(women: tuple[int, int], men: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Sexes and whether each is taken: of so many women, so many taken; the same of men."""
    labels = ["F"] * women[0] + ["M"] * men[0]
    taken = [n < women[1] for n in range(women[0])] + [n < men[1] for n in range(men[0])]
    return np.array(labels, object), np.array(taken, bool)


def test_a_group_hardly_taken_is_told_with_its_share() -> None:
    labels, taken = _people((200, 40), (200, 120))
    (gap,) = gaps({SEX: labels}, taken)
    assert gap.is_told
    assert (gap.least.label, gap.least.share, gap.most.share) == ("F", 0.2, 0.6)
    assert "20\u202f% des « F » et 60\u202f% des « M »" in rule_said((gap,))
    assert "Prévoyez une autre voie" in reach_said((gap,))
    assert "le viser, c’est aussi choisir" in group_said((gap,))


@pytest.mark.parametrize(("women", "men"), [((12, 3), (12, 5)), ((400, 180), (400, 200))])
def test_chance_or_less_than_a_fifth_is_not_told(
    women: tuple[int, int], men: tuple[int, int]
) -> None:
    found = gaps({SEX: _people(women, men)[0]}, _people(women, men)[1])
    assert not found[0].is_told
    assert "hasard" in rule_said(found)
    assert reach_said(found) == ""


def test_the_level_is_shared_among_the_traits_and_the_test_is_that_of_pearson() -> None:
    from scipy.stats import chi2_contingency

    labels, taken = _people((60, 20), (60, 33))
    p = chi2_contingency([[20, 40], [33, 27]], correction=False).pvalue
    assert 0.05 / 3 < p < 0.05
    assert gaps({SEX: labels}, taken)[0].is_told
    three = gaps({SEX: labels, AGE: labels, PLACE: labels}, taken)
    assert [gap.is_told for gap in three] == [False, False, False]


def test_small_groups_and_unknown_ones_are_not_looked_at() -> None:
    labels = np.array(["F"] * 10 + ["M"] * 50 + [""] * 40, object)
    assert gaps({SEX: labels}, np.ones(100, bool)) == ()
    assert "ne peut pas être fait" in rule_said(())


def test_everybody_taken_is_no_gap() -> None:
    labels, _ = _people((20, 0), (20, 0))
    (gap,) = gaps({SEX: labels}, np.ones(40, bool))
    assert not gap.is_told


def test_ages_are_those_of_the_census_and_unknown_births_stay_unknown() -> None:
    born = np.array([date(2020, 5, 1), date(1940, 1, 1), None, "1990-02-03"], object)
    assert age_labels(born, TODAY).tolist() == ["0 à 14 ans", "75 ans ou plus", "", "30 à 44 ans"]


def test_alarms_where_all_are_taken_alike_are_rare() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.array(["A", "B", "C", "D"], object), 40)
    told = sum(gaps({PLACE: labels}, rng.random(160) < 0.3)[0].is_told for _ in range(200))
    assert told <= 18
