"""Where a commune stands: draws against a plain recount, levers, differences, combinations."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_up_france import TOWN, made_up_figures, made_up_reference, presets
from parvis.core.palmares import noise
from parvis.core.palmares.distinct import adjusted, differences, rarity, triples
from parvis.core.palmares.field import Field, field_of
from parvis.core.palmares.history import edition, past
from parvis.core.palmares.levers import pushes
from parvis.core.palmares.scales import FIFTHS, PLACES, RANGE, fitted, moments
from parvis.core.palmares.sentences import counted, place, standing
from parvis.core.palmares.standing import Band, among_all, everywhere, group_of

STRATA = np.zeros(400, dtype=np.intp)


@pytest.fixture(scope="module")
def field() -> Field:
    return field_of(made_up_figures(), presets()["bien_vivre"])


@pytest.fixture(scope="module")
def unit(field: Field) -> int:
    return field.figures.position[TOWN]


def test_moments_of_points_are_those_of_many_draws() -> None:
    draw = np.random.default_rng(3)
    x = draw.normal(size=400)
    deviation = np.full(400, 0.3)
    for name in (FIFTHS, PLACES, RANGE):
        scale = fitted(name, x, STRATA, False)
        mean, variance = moments(scale, x, deviation, STRATA)
        drawn = np.array([scale.points(x + 0.3 * draw.normal(size=400), STRATA)
                          for _ in range(400)])  # fmt: skip
        assert mean.mean() == pytest.approx(drawn.mean(), abs=0.5)
        assert np.sqrt(variance).mean() == pytest.approx(drawn.std(axis=0).mean(), rel=0.15)


def test_the_band_of_a_commune_is_that_of_draws_cell_by_cell(field: Field, unit: int) -> None:
    band = among_all(field, unit, draws=1200)
    draw = np.random.default_rng(5)
    ground = field.ground
    ranks = []
    for k in range(600):
        way = k % len(ground.matrices)
        cells = ground.matrices[way] + np.sqrt(ground.variances[way]) * draw.normal(
            size=ground.matrices[way].shape
        )
        above = 1 + 0.25 * (2 * draw.random(len(presets()["bien_vivre"].categories)) - 1)
        own = 1 + 0.25 * (2 * draw.random(len(ground.shares)) - 1)
        scores = cells @ (ground.shares * own * above[list(field.families)])
        ranks.append(1 + int((scores > scores[unit]).sum()))
    low, middle, high = np.quantile(ranks, (0.05, 0.5, 0.95))
    spread = high - low
    assert band.low == pytest.approx(low, abs=0.15 * spread)
    assert band.middle == pytest.approx(middle, abs=0.15 * spread)
    assert band.high == pytest.approx(high, abs=0.15 * spread)


def test_the_table_and_the_page_give_the_same_band(field: Field, unit: int) -> None:
    bands, band = everywhere(field), among_all(field, unit)
    assert [bands[name][unit] for name in ("rank", "low", "middle", "high")] == [
        band.rank, band.low, band.middle, band.high,
    ]  # fmt: skip


def test_a_group_has_each_rank_once_on_average(field: Field, unit: int) -> None:
    group = group_of(field, unit, range(1, 24))
    bands = [group.band(member) for member in range(24)]
    assert sorted(band.rank for band in bands)[0] == 1
    assert np.mean([band.middle for band in bands]) == pytest.approx(12.5, abs=1.5)
    for rival in group.rivals():
        assert 0 <= rival.ahead <= 1
    assert len(group.categories()) == len(field.preset.categories)


def test_a_step_reached_gives_the_points_it_promises(field: Field, unit: int) -> None:
    group = group_of(field, unit, range(1, 24))
    found = pushes(group, made_up_reference())
    assert sum(push.lost for push in found) == pytest.approx(100 - field.scores[unit])
    assert [push.lost for push in found] == sorted((push.lost for push in found), reverse=True)
    for push in found:
        if push.step is None:
            continue
        column = [one.id for one in field.figures.criteria].index(push.criterion.id)
        scale, direction = field.scales[0][column], push.criterion.direction
        reached = np.array([push.step.value * direction])
        assert scale.points(reached, field.figures.strata[[unit]])[0] > push.points
        assert push.step.distance * direction > 0
        assert 0 <= push.step.gain[0] <= push.step.gain[1] <= push.step.gain[2]


def test_false_discoveries_are_held_as_benjamini_and_hochberg_do() -> None:
    # Their own example: 15 p-values, of which the four smallest are discoveries at 5 %.
    p_values = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                         0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])  # fmt: skip
    assert (adjusted(p_values) <= 0.05).sum() == 4


def test_a_planted_difference_is_found_and_chance_is_not(field: Field, unit: int) -> None:
    others = list(range(1, 40))
    before = {one.criterion.id for one in differences(field, unit, others)}
    centres = field.figures.centres.copy()
    centres[unit, 3] = np.nanmean(centres[others, 3]) + 12 * np.nanstd(centres[others, 3])
    figures = type(field.figures)(**{
        name: centres if name == "centres" else getattr(field.figures, name)
        for name in field.figures.__dataclass_fields__
    })  # fmt: skip
    planted = type(field)(**{
        name: figures if name == "figures" else getattr(field, name)
        for name in field.__dataclass_fields__
    })  # fmt: skip
    found = {one.criterion.id for one in differences(planted, unit, others)}
    assert field.figures.criteria[3].id in found
    assert len(before) <= 8


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(1, 150))
def test_triples_are_those_of_a_plain_search(seed: int, width: int, others: int) -> None:
    above = np.random.default_rng(seed).random((others, width)) < 0.6
    expected = {
        triple for triple in combinations(range(width), 3) if not above[:, triple].all(axis=1).any()
    }
    assert {tuple(row) for row in triples(above).tolist()} == expected


def test_rarity_is_told_beside_other_communes(field: Field, unit: int) -> None:
    found = rarity(field, unit, range(40), range(len(field.figures.criteria)))
    assert 0 <= found.owned <= found.possible
    assert 0 <= found.as_many <= 1
    assert len(found.best) == 3


def test_a_past_year_moves_only_what_has_a_past(field: Field, unit: int) -> None:
    earlier = past(made_up_reference(), field, 2018)
    assert earlier is not None
    assert 0 < earlier.moved < len(field.figures.criteria) / 4
    told = edition(earlier, unit, range(40))
    assert 1 <= told.rank <= told.n == 40
    assert past(made_up_reference(), field, 2030) is None


def test_rates_of_small_communes_are_shrunk_more() -> None:
    counts, exposed = (
        np.array([3.0, 30, 300, 0, 40, 500]),
        np.array([100, 1000, 1e4, 100, 2e3, 1e4]),
    )
    found = noise.events(counts, exposed, np.zeros(6, dtype=np.intp))
    mean = counts.sum() / exposed.sum()
    pulled = (found.centre - counts / exposed) / (mean - counts / exposed)
    assert pulled[0] == pytest.approx(pulled[3])
    assert pulled[0] > pulled[1] > pulled[2]
    assert found.deviation[0] > found.deviation[1] > found.deviation[2]


def test_large_communes_of_the_census_have_a_sampling_error_and_small_ones_none() -> None:
    found = noise.sampled(
        np.array([0.5, 0.5]), np.array([4000.0, 4000]), np.array([9_999.0, 10_000])
    )
    assert found.deviation[0] == 0
    assert found.deviation[1] == pytest.approx(np.sqrt(2 * 0.6 / 0.4 * 0.25 / 4000))


def test_withheld_counts_have_the_rate_that_explains_how_many_were_published() -> None:
    draw = np.random.default_rng(1)
    exposed = draw.uniform(200, 3000, 4000)
    counts = draw.poisson(0.003 * exposed).astype(float)
    hidden = counts <= noise.SECRET_CAP
    seen = np.where(hidden, np.nan, counts)
    found = noise.withheld(seen, exposed, hidden, np.zeros(4000, dtype=np.intp))
    assert np.isnan(found.centre[~hidden]).all()
    expected = counts[hidden].sum()
    assert (found.centre * exposed)[hidden].sum() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (Band(24, 1, 1, 1, 1, 1.0), "à la 1re place"),
        (Band(24, 5, 4, 6, 12, 0.0), "entre la 4e et la 12e place"),
    ],
)
def test_a_rank_is_said_alone_only_when_it_is_sure(band: Band, said: str) -> None:
    assert place(band) == said


def test_a_band_as_wide_as_half_the_group_is_not_a_rank() -> None:
    said = "".join(part.text for part in standing("Vendôme", Band(24, 9, 4, 9, 18, 0), False))
    assert "rang non distinguable" in said
    told = "".join(part.text for part in standing("Vendôme", Band(24, 9, 4, 9, 12, 0), False))
    assert "non distinguable" not in told


def test_categories_are_counted_in_words() -> None:
    bands = [Band(24, 1, 1, 2, 4, 0), Band(24, 20, 18, 20, 24, 0), Band(24, 9, 5, 9, 15, 0)]
    assert counted(bands) == (
        "Une catégorie à coup sûr dans la première moitié, une dans la seconde, une indécise."
    )
