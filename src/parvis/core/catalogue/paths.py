"""Guided paths: a few questions, and the demarches that follow from the answers, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.core.entries import Entries
from parvis.core.forms.checks import check
from parvis.core.forms.conditions import Condition, condition_from
from parvis.core.forms.definition import Form, form_from
from parvis.core.forms.evaluate import Facts, holds

PAGE = "questions"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A demarche to do, and why, when its condition holds."""

    demarche: str
    why: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class GuidedPath:
    """The questions, as a form of one page, and the steps in their order."""

    id: str
    title: str
    intro: str
    form: Form
    steps: tuple[PathStep, ...]

    def due(self, answers: Mapping[str, Any], now: datetime) -> list[PathStep]:
        """What is to be done, given the answers."""
        facts = Facts(answers, now, {})
        return [step for step in self.steps if step.when is None or holds(step.when, facts)]


def path_from(data: Mapping[str, Any], file: str) -> GuidedPath:
    """The path that `file` defines; Refused names the entry at fault."""
    entries = Entries({**data, "questions": []}, file)
    entries.data("questions")
    title = entries.text("title")
    page = {"id": PAGE, "title": title, "parts": data.get("questions", [])}
    path = GuidedPath(
        id=entries.text("id"),
        title=title,
        intro=entries.text("intro", ""),
        form=form_from({"id": "parcours", "title": title, "pages": [page]}, file),
        steps=tuple(_step(step) for step in entries.tables("steps")),
    )
    entries.end()
    check(path.form)
    return path


def _step(table: Entries) -> PathStep:
    when = table.data("when")
    step = PathStep(
        table.text("demarche"), table.text("why"), condition_from(when) if when else None
    )
    table.end()
    return step
