"""What the page of a survey says: scores, what changed since the wave before, what is written."""

from dataclasses import dataclass

from parvis.apps import wired
from parvis.apps.campaigns.models import Survey
from parvis.core.errors import Refused
from parvis.core.french import MINUS, between, number, percent
from parvis.core.loyalty.questionnaire import QuestionKind, Questionnaire
from parvis.core.loyalty.results import Margins, Results, results_of
from parvis.core.loyalty.scores import FEWEST
from parvis.core.loyalty.verbatims import Heard, ThemeCount, themes_told
from parvis.core.metrics.intervals import square_and_add

QUOTES = 12
"""Texts shown at most, the latest first."""


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """A wave in words; `refusal` says why nothing is said yet."""

    title: str
    n: int
    said: str
    changed: str
    results: Results | None
    rows: tuple[tuple[str, str, str, str], ...]
    themes: tuple[ThemeCount, ...]
    quotes: tuple[Heard, ...]
    refusal: str


def page_of(survey: Survey, before: Survey | None, known: Margins) -> SurveyPage:
    """The page of `survey`; `before` is the wave of the same questionnaire that precedes it."""
    asked = wired.questionnaires()[survey.questionnaire]
    answers = _answers(survey)
    heard, earlier = (_heard(asked, wave) for wave in (answers, _answers(before)))
    shown = len(answers) >= FEWEST
    try:
        results, refusal = results_of(asked, answers, survey.asked, known), ""
    except Refused as refused:
        results, refusal = None, refused.sentence()
    return SurveyPage(
        asked.title, len(answers), _said(results) if results else "",
        _changed(asked, results, before, known), results, tuple(_rows(results)),
        tuple(themes_told(heard, earlier)) if shown else (),
        _quotes(heard) if shown else (), refusal,
    )  # fmt: skip


def _quotes(heard: list[Heard]) -> tuple[Heard, ...]:
    """The latest texts, each once."""
    by_text = {one.text: one for one in heard}
    return tuple(by_text.values())[::-1][:QUOTES]


def _answers(survey: Survey | None) -> list[dict[str, int | str]]:
    return [] if survey is None else list(survey.answers.values_list("said", flat=True))


def _heard(asked: Questionnaire, answers: list[dict[str, int | str]]) -> list[Heard]:
    names = [q.id for q in asked.questions if q.kind is QuestionKind.WORDS]
    return wired.listening().heard([str(a[n]) for a in answers for n in names if n in a])


def _said(found: Results) -> str:
    told = []
    if found.satisfied:
        share = found.satisfied
        told.append(f"{percent(share.value)} sont satisfaits "
                    f"({between(percent(share.low), percent(share.high))}).")  # fmt: skip
    if found.recommendation:
        score = found.recommendation
        ends = between(number(score.low * 100, 0), number(score.high * 100, 0))
        told.append(f"Recommandation nette : {number(score.value * 100, 0)} ({ends}).")
    if found.silence:
        ends = between(percent(found.silence.low), percent(found.silence.high))
        told.append(f"Si l’on ne suppose rien de ceux qui se taisent, {ends} le sont.")
    return " ".join(told)


def _changed(
    asked: Questionnaire, now: Results | None, before: Survey | None, known: Margins
) -> str:
    """What changed since the wave before, beyond chance or not; "" where it cannot be said."""
    if now is None or before is None:
        return ""
    try:
        then = results_of(asked, _answers(before), before.asked, known)
    except Refused:
        return ""
    pair = (now.satisfied, then.satisfied) if now.satisfied else (
        now.recommendation, then.recommendation)  # fmt: skip
    one, other = pair
    if one is None or other is None:
        return ""
    low, high = square_and_add((one.value, one.low, one.high), (other.value, other.low, other.high))
    gap = one.value - other.value
    moved = f"{_points(gap)} ({between(_points(low), _points(high))})"
    if low <= 0 <= high:
        return f"Depuis « {before.wave} », rien de distinguable : {moved}."
    return f"Depuis « {before.wave} » : {moved}."


def _points(value: float) -> str:
    rounded = round(100 * value)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded)} points"


def _rows(found: Results | None) -> list[tuple[str, str, str, str]]:
    """Each scale: question, mean, its interval, answers."""
    return [
        (text, number(s.value, 1), between(number(s.low, 1), number(s.high, 1)), number(s.n, 0))
        for text, s in (found.means if found else ())
    ]
