"""What a wave of a survey says: weighted scores with margins, silence, what goes with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.french import enumerate_words
from parvis.core.loyalty.drivers import drivers
from parvis.core.loyalty.questionnaire import MARGINS, Question, Questionnaire, Role
from parvis.core.loyalty.raking import Margin, rake
from parvis.core.loyalty.scores import (
    FEWEST,
    Score,
    Silence,
    if_silent,
    mean_score,
    net_promoter,
    satisfied,
)
from parvis.core.metrics.surveys import WeightedShare

Floats = NDArray[np.float64]
Answers = Sequence[Mapping[str, int | str]]
Margins = Mapping[Role, Mapping[str, float]]
_DRIVEN = 50
"""Complete answers below which drivers are not told apart."""
_SEED = 1
_THE = {Role.AGE: "l’âge", Role.DISTRICT: "le quartier", Role.CHANNEL: "le canal"}


@dataclass(frozen=True, slots=True)
class Driver:
    """What goes with satisfaction: its part of what is explained, with its interval."""

    text: str
    part: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Results:
    """A wave: `weighted_on` names the margins its answers were weighted to; `refusal` says why some
    could not be, "" where all were.

    `silence`: where the share of satisfied lies among all those asked, whatever the silent think.
    """

    n: int
    design_effect: float
    weighted_on: tuple[str, ...]
    refusal: str
    satisfied: WeightedShare | None
    silence: Silence | None
    recommendation: Score | None
    means: tuple[tuple[str, Score], ...]
    drivers: tuple[Driver, ...]


def results_of(
    questionnaire: Questionnaire, answers: Answers, asked: int, known: Margins
) -> Results:
    """The results of `answers`; `known` is the population of each age, quartier or channel.

    Refused under `FEWEST` answers. A margin that cannot be used is left, and why is said.
    """
    if len(answers) < FEWEST:
        raise Refused("survey.too_few", n=len(answers), fewest=FEWEST)
    weights, effect, used, refusal = _weights(questionnaire, answers, known)
    share = _share(questionnaire, answers, weights)
    is_counted = share is not None and asked >= len(answers)
    silence = if_silent(share.value, len(answers), asked) if share and is_counted else None
    return Results(
        len(answers), effect, used, refusal, share, silence,
        _score(questionnaire, answers, weights),
        tuple(_means(questionnaire, answers, weights)),
        _drivers(questionnaire, answers, weights),
    )  # fmt: skip


def _weights(
    questionnaire: Questionnaire, answers: Answers, known: Margins
) -> tuple[Floats, float, tuple[str, ...], str]:
    """The weights, their design effect, the margins used, and why others are not."""
    equal, margins, left = np.ones(len(answers)), [], []
    for role in MARGINS:
        for question in questionnaire.of(role)[:1]:
            margin = _margin(question, role, answers, known.get(role, {}))
            if isinstance(margin, Margin):
                margins.append(margin)
            else:
                left.append(margin)
    why = f"Réponses non redressées sur {enumerate_words(left)}." if left else ""
    if not margins:
        return equal, 1.0, (), why or "Réponses non redressées."
    try:
        raked = rake(margins)
    except Refused as refused:
        return equal, 1.0, (), f"Réponses non redressées : {refused.sentence()}"
    return raked.weights, raked.design_effect, tuple(margin.name for margin in margins), why


def _margin(
    question: Question, role: Role, answers: Answers, totals: Mapping[str, float]
) -> Margin | str:
    """The margin of `role`, or the words that say why the answers are not weighted to it."""
    labels = [label for label in question.choices if label in totals]
    if not labels:
        return f"{_THE[role]}, que l’on ne connaît pas de la population"
    told = [str(answer.get(question.id, "")) for answer in answers]
    if any(label not in labels for label in told):
        return f"{_THE[role]}, que tous n’ont pas dit"
    seen = [label for label in labels if label in told or totals[label] > 0]
    of = np.array([seen.index(label) for label in told], np.int64)
    totals_seen = np.array([totals[label] for label in seen], float)
    return Margin(MARGINS[role], tuple(seen), totals_seen, of)


def _column(answers: Answers, name: str) -> tuple[Floats, NDArray[np.bool_]]:
    known = np.array([name in answer for answer in answers], bool)
    values = np.array([float(answer.get(name, 0)) for answer in answers])
    return values[known], known


def _share(questionnaire: Questionnaire, answers: Answers, weights: Floats) -> WeightedShare | None:
    for question in questionnaire.of(Role.SATISFACTION):
        values, known = _column(answers, question.id)
        if values.size >= FEWEST:
            return satisfied(values, weights[known])
    return None


def _score(questionnaire: Questionnaire, answers: Answers, weights: Floats) -> Score | None:
    for question in questionnaire.of(Role.RECOMMENDATION):
        values, known = _column(answers, question.id)
        if values.size >= FEWEST:
            return net_promoter(values, weights[known])
    return None


def _means(
    questionnaire: Questionnaire, answers: Answers, weights: Floats
) -> list[tuple[str, Score]]:
    wanted = (Role.SATISFACTION, Role.DRIVER, Role.PRIDE, Role.RECOMMENDS, Role.DEFENCE)
    found = []
    for question in questionnaire.questions:
        if question.role in wanted:
            values, known = _column(answers, question.id)
            if values.size >= FEWEST:
                found.append((question.text, mean_score(values, weights[known])))
    return found


def _drivers(questionnaire: Questionnaire, answers: Answers, weights: Floats) -> tuple[Driver, ...]:
    outcome, asked = questionnaire.of(Role.SATISFACTION), questionnaire.of(Role.DRIVER)
    names = [question.id for question in (*asked, *outcome)]
    whole = np.array([all(name in answer for name in names) for answer in answers], bool)
    if not outcome or len(asked) < 2 or whole.sum() < _DRIVEN:
        return ()
    kept = [answer for answer, is_whole in zip(answers, whole, strict=True) if is_whole]
    table = np.array([[float(answer[q.id]) for q in asked] for answer in kept])
    levels = np.array([float(answer[outcome[0].id]) for answer in kept])
    try:
        found = drivers(table, levels, weights[whole], _SEED)
    except Refused:
        return ()
    rows = zip(asked, found.parts, found.low, found.high, strict=True)
    told = [Driver(q.text, float(p), float(low), float(high)) for q, p, low, high in rows]
    return tuple(sorted(told, key=lambda driver: -driver.part))
