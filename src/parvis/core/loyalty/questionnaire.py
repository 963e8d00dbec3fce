"""Surveys as data: their questions, what an answer may be, and comparable waves.

A question keeps its id and its scale from one wave to the next, or the waves do not compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused

LONGEST = 2000


class QuestionKind(StrEnum):
    """What is asked. LEVEL: 1 to 5. MARK: 0 to 10. CHOICE: one of a list. WORDS: free text."""

    LEVEL = "level"
    MARK = "mark"
    CHOICE = "choice"
    WORDS = "words"


class Role(StrEnum):
    """What an answer feeds, in the release and on the page of results."""

    NONE = "none"
    SATISFACTION = "satisfaction"
    RECOMMENDATION = "recommendation"
    PRIDE = "pride"
    RECOMMENDS = "recommends"
    DEFENCE = "defence"
    DRIVER = "driver"
    AGE = "age"
    DISTRICT = "district"
    CHANNEL = "channel"


MARGINS = {Role.AGE: "âge", Role.DISTRICT: "quartier", Role.CHANNEL: "canal"}
"""Answers by which the rest is weighted, where the population is known by them."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` are those of a CHOICE, and the names of the ends of a scale."""

    id: str
    text: str
    kind: QuestionKind
    role: Role
    choices: tuple[str, ...] = ()
    is_optional: bool = True

    @property
    def span(self) -> tuple[int, int]:
        """The least and the most of a scale."""
        return (0, 10) if self.kind is QuestionKind.MARK else (1, 5)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey: `source` says whose questions they are."""

    id: str
    title: str
    source: str
    questions: tuple[Question, ...]

    def of(self, role: Role) -> tuple[Question, ...]:
        """The questions that feed `role`."""
        return tuple(q for q in self.questions if q.role is role)


def checked(questionnaire: Questionnaire, posted: Mapping[str, str]) -> dict[str, int | str]:
    """The answers in `posted`, each in its scale; Refused where one is out of it or lacking."""
    found: dict[str, int | str] = {}
    for question in questionnaire.questions:
        text = posted.get(question.id, "").strip()
        if text:
            found[question.id] = _answer(question, text)
        elif not question.is_optional:
            raise Refused("survey.lacking", question=question.text)
    if not found:
        raise Refused("survey.empty")
    return found


def _answer(question: Question, text: str) -> int | str:
    if question.kind is QuestionKind.WORDS:
        return text[:LONGEST]
    if question.kind is QuestionKind.CHOICE:
        if text not in question.choices:
            raise Refused("survey.choice", question=question.text, value=text)
        return text
    least, most = question.span
    if not text.isdigit() or not least <= int(text) <= most:
        raise Refused("survey.mark", least=least, most=most)
    return int(text)


def questionnaire_from(data: Mapping[str, Any], file: str) -> Questionnaire:
    """The questionnaire that `file` writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    found = Questionnaire(
        entries.text("id"), entries.text("title"), entries.text("source"),
        tuple(_question(table) for table in entries.tables("question")),
    )  # fmt: skip
    entries.end()
    return found


def _question(table: Entries) -> Question:
    question = Question(
        table.text("id"), table.text("text"), table.choice("kind", QuestionKind),
        table.choice("role", Role, Role.NONE), table.texts("choices"),
        not table.flag("is_required"),
    )  # fmt: skip
    table.end()
    return question
