"""Criteria and presets: data that fit together, and figures that say why they are missing."""

from operator import attrgetter

import numpy as np
import pytest

from each import each
from made_up_france import (
    COMMUNES,
    TOWN,
    criteria,
    made_up_figures,
    made_up_reference,
    presets,
)
from parvis.core.errors import Refused
from parvis.core.palmares.criteria import Noise, criteria_from
from parvis.core.palmares.field import field_of
from parvis.core.palmares.figures import STRATUM, figures_of
from parvis.core.palmares.presets import criteria_of, framework_of, preset_from
from parvis.core.palmares.scoring import Recipe, score
from parvis.core.territory.reference import Absence

CRITERION = {
    "id": "parks", "theme": "nature", "title": "Parcs", "better": "up", "formula": "compte",
    "lever": "yes", "actor": "commune", "points": [{"year": 2024, "top": ["parks_2024"]}],
}  # fmt: skip


def test_the_main_palmares_has_sixty_criteria_in_eight_categories() -> None:
    main = presets()["bien_vivre"]
    assert len(main.criteria) >= 60
    assert len(main.categories) >= 8


@pytest.mark.parametrize("preset", presets().values(), ids=lambda preset: preset.id)
def test_a_preset_is_an_index_that_stands(preset) -> None:
    framework = framework_of(preset, criteria_of(preset, criteria()))
    assert framework.top.code == "index"
    assert sum(framework.effective()[name] for name in preset.criteria) == pytest.approx(1)


@each(criteria().values(), attrgetter("id"))
def test_a_criterion_rests_on_variables_that_some_file_gives(criterion) -> None:
    held = made_up_reference().columns
    years = [point.year for point in criterion.indicator.points]
    assert years == sorted(set(years))
    assert {name for point in criterion.indicator.points for name in point.variables} <= set(held)
    assert bool(criterion.actor) == (criterion.lever != "no")


def test_a_criterion_without_direction_is_refused() -> None:
    with pytest.raises(Refused, match="better"):
        criteria_from({"criterion": [CRITERION | {"better": ""}]}, "nature.toml")


@pytest.mark.parametrize("noise", ["gaussian", "rounded", "poisson:3"])
def test_a_noise_that_is_not_known_is_refused(noise: str) -> None:
    with pytest.raises(Refused, match="noise"):
        criteria_from({"criterion": [CRITERION | {"noise": noise}]}, "nature.toml")


def test_a_preset_that_names_an_unknown_criterion_is_refused() -> None:
    category = {"id": "a", "title": "A", "weight": 1, "criteria": ["nothing"]}
    data = {"id": "x", "title": "X", "edition": 2026, "version": 1, "said": "", "weighting": "",
            "scale": "fifths:stratum", "category": [category]}  # fmt: skip
    with pytest.raises(Refused, match="nothing"):
        criteria_of(preset_from(data, "x.toml"), criteria())


def test_weights_are_replaced_by_name() -> None:
    weighted = presets()["families"].weighted({"care": 0, "safety": 7.5})
    weights = {one.id: one.weight for one in weighted.categories}
    assert (weights["care"], weights["safety"], weights["learning"]) == (0, 7.5, 5)


@pytest.mark.parametrize("weights", [{"nothing": 1.0}, {"care": -1.0}, {"care": float("nan")}])
def test_weights_that_make_no_sense_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(Refused):
        presets()["families"].weighted(weights)


def test_weights_that_are_all_zero_are_refused() -> None:
    names = [one.id for one in presets()["families"].categories]
    with pytest.raises(Refused, match="nuls"):
        presets()["families"].weighted(dict.fromkeys(names, 0.0))


def test_a_withheld_figure_is_believed_small_and_never_zero() -> None:
    figures = made_up_figures()
    column = [one.id for one in figures.criteria].index("burglaries")
    hidden = figures.marks[:, column] == Absence.SECRET
    assert hidden.any()
    assert np.isnan(figures.values[hidden, column]).all()
    assert (figures.centres[hidden, column] > 0).all()
    assert (figures.deviations[hidden, column] > 0).all()


def test_a_figure_older_than_a_merger_is_not_the_new_commune_s() -> None:
    reference = made_up_reference()
    columns = dict(reference.columns)
    columns["population_2021_in_2025"] = columns["population_2021"].copy()
    columns["population_2021_in_2025"][0] += 500
    merged = type(reference)(**{name: getattr(reference, name) for name in (
        "codes", "texts", "marks", "sources", "became", "zones")}, columns=columns)  # fmt: skip
    figures = figures_of(merged, [criteria()["vacant_homes"], criteria()["food_shops"]])
    assert figures.marks[0].tolist() == [Absence.MERGED, Absence.KNOWN]
    assert not (figures.marks[1:, 0] == Absence.MERGED).any()


def test_the_field_scores_as_the_engine_does() -> None:
    preset = presets()["seniors"]
    field = field_of(made_up_figures(), preset)
    framework = framework_of(preset, field.figures.criteria)
    scores = score(field.figures.units(), framework, Recipe(normalise=f"fifths:{STRATUM}"))
    assert np.array_equal(scores.groups["index"], field.scores, equal_nan=True)
    for column, category in enumerate(preset.categories):
        found = field.categories[:, column]
        assert np.array_equal(scores.groups[category.id], found, equal_nan=True)


def test_every_kind_of_noise_is_carried() -> None:
    figures = made_up_figures()
    for kind in Noise:
        columns = [c for c, one in enumerate(figures.criteria) if one.noise is kind]
        assert columns
        assert bool((np.nan_to_num(figures.deviations[:, columns]) > 0).any()) == bool(kind)


def test_without_the_statistics_of_all_communes_there_is_no_palmares() -> None:
    reference = made_up_reference()
    partial = type(reference)(reference.codes, reference.texts, {}, {}, {}, {}, {},
                              is_complete=False)  # fmt: skip
    with pytest.raises(Refused, match="parvis town data"):
        figures_of(partial, list(criteria().values()))
    assert TOWN in made_up_figures().position
    assert len(made_up_figures().codes) == COMMUNES
