"""What a wave of a survey says, and what it refuses to say."""

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.loyalty.questionnaire import Questionnaire, Role, checked, questionnaire_from
from parvis.core.loyalty.results import results_of
from parvis.engines.definitions import read_definitions

SHIPPED = {q.id: q for q in (questionnaire_from(d, f) for f, d in read_definitions("surveys"))}
AVIS: Questionnaire = SHIPPED["avis"]
AGES = {Role.AGE: {"15 à 29 ans": 400.0, "60 à 74 ans": 600.0}}


def _answers(young: int, old: int) -> list[dict[str, int | str]]:
    """The young are pleased, the old are not; simplicity goes with it, courtesy does not."""
    rng = np.random.default_rng(0)
    found: list[dict[str, int | str]] = []
    for n in range(young + old):
        is_young = n < young
        level = int(np.clip((5 if is_young else 2) - (rng.random() < 0.3), 1, 5))
        found.append({
            "satisfaction": level, "simplicite": level, "accueil": int(rng.integers(1, 6)),
            "clarte": int(rng.integers(1, 6)), "delai": int(rng.integers(1, 6)),
            "recommandation": 2 * level, "age": "15 à 29 ans" if is_young else "60 à 74 ans",
        })  # fmt: skip
    return found


def test_every_shipped_survey_is_named_after_its_file_and_says_whose_questions_they_are() -> None:
    assert set(SHIPPED) == {"avis", "image", "marianne"}
    assert all(q.source for q in SHIPPED.values())


def test_answers_are_weighted_to_the_ages_of_the_population() -> None:
    plain = results_of(AVIS, _answers(90, 30), 1000, {})
    weighted = results_of(AVIS, _answers(90, 30), 1000, AGES)
    assert plain.satisfied is not None
    assert weighted.satisfied is not None
    assert plain.satisfied.value == pytest.approx(0.75, abs=0.02)
    assert weighted.satisfied.value == pytest.approx(0.4, abs=0.02)
    assert weighted.design_effect > 1.3
    assert (plain.weighted_on, weighted.weighted_on) == ((), ("âge",))
    assert "âge" in plain.refusal
    assert "canal" in weighted.refusal


def test_answers_are_weighted_to_the_channel_and_the_age_at_once() -> None:
    answers = _answers(90, 30)
    for n, answer in enumerate(answers):
        answer["canal"] = "Guichet" if n % 3 else "Courriel"
    known = {**AGES, Role.CHANNEL: {"Guichet": 500.0, "Courriel": 500.0}}
    found = results_of(AVIS, answers, 1000, known)
    assert found.weighted_on == ("âge", "canal")
    assert found.refusal == ""
    assert found.design_effect > results_of(AVIS, answers, 1000, AGES).design_effect


def test_what_silence_may_hide_is_said() -> None:
    found = results_of(AVIS, _answers(60, 40), 400, AGES)
    assert found.silence is not None
    assert found.silence.high - found.silence.low == pytest.approx(0.75)


def test_what_goes_with_satisfaction_comes_first() -> None:
    found = results_of(AVIS, _answers(60, 60), 200, AGES)
    assert found.drivers[0].text == "La démarche était simple"
    assert found.drivers[0].low > found.drivers[1].high


def test_six_answers_say_nothing_and_ages_left_out_are_not_weighted() -> None:
    with pytest.raises(Refused, match="6 réponses"):
        results_of(AVIS, _answers(3, 3), 100, AGES)
    some = _answers(30, 30)
    del some[0]["age"]
    assert "redressées" in results_of(AVIS, some, 100, AGES).refusal


def test_weights_that_explode_are_given_up_and_said() -> None:
    found = results_of(
        AVIS, _answers(98, 2), 200, {Role.AGE: {"15 à 29 ans": 70.0, "60 à 74 ans": 30.0}}
    )
    assert "compterait pour" in found.refusal
    assert found.design_effect == 1


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"satisfaction": "6"}, "échelle de 1 à 5"),
        ({"satisfaction": "4", "recommandation": "11"}, "échelle de 0 à 10"),
        ({"satisfaction": "4", "age": "cent ans"}, "cent ans"),
        ({"simplicite": "4"}, "attend une réponse"),
    ],
)
def test_an_answer_out_of_its_scale_is_refused(posted: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        checked(AVIS, posted)


def test_waves_keep_their_questions() -> None:
    assert checked(SHIPPED["image"], {"fierte": "5", "autre": "x"}) == {"fierte": 5}
