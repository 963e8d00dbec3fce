"""The first page of those who decide: what changed, what may break, where to ask."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.apps import wired
from parvis.apps.insights import answers
from parvis.apps.insights.changes import Moved
from parvis.apps.ui.question.doors import ANSWERS, QUESTIONS, doors
from parvis.apps.ui.question.reading import release_in_use, table_of
from parvis.apps.ui.question.shell import Part, QuestionView, State
from parvis.core import french
from parvis.core.access import OPERATOR
from parvis.core.errors import Refused
from parvis.core.french import NBSP
from parvis.core.metrics.query import Question


@dataclass(frozen=True, slots=True)
class Door:
    """One question: its title, its address, and its answer in a sentence ("" if not ours)."""

    title: str
    url: str
    answer: str


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the page writes."""

    answer: tuple[Part, ...]
    changes: tuple[Moved, ...]
    overdue: str
    doors: tuple[Door, ...]


def home_of(authority: str) -> Home:
    """The first page, from the release in use."""
    moved = answers.changes(authority)
    return Home(tuple(_answer(moved)), moved, _overdue(authority), tuple(_doors(authority)))


def _answer(moved: tuple[Moved, ...]) -> Iterator[Part]:
    manifest = release_in_use()
    since = f" (publication du {french.day(manifest.published_at.date())})" if manifest else ""
    if not moved:
        yield Part(f"Depuis un an, rien de distinguable du hasard n’a changé{since}.")
        return
    noun = french.count(len(moved), "chiffre a changé", "chiffres ont changé")
    yield Part("Depuis un an, ")
    yield Part(noun, "#change")
    yield Part(f" sans que le hasard l’explique{since}. Le plus net{NBSP}: ")
    yield Part(f"{moved[0].what}, {moved[0].how}", moved[0].url)
    yield Part(".")


def _overdue(authority: str) -> str:
    """How many requests are open beyond their term; "" where no file tells."""
    try:
        total = table_of(Question("overdue_requests", authority)).total
    except Refused:
        return ""
    if not total.value:
        return ""
    said = french.count(round(total.value), "demande est ouverte", "demandes sont ouvertes")
    return f"{said} au-delà de leur échéance."


def _why_not(page: QuestionView) -> str:
    """Why a question has no answer yet: what its first figure says of it."""
    return next((f.text for f in page.figures if isinstance(f, State)), "")


def _doors(authority: str) -> Iterator[Door]:
    ours = wired.inquiries()
    for (id_, *_), link in zip(QUESTIONS, doors(""), strict=True):
        answer = ANSWERS[id_](authority) if id_ in ANSWERS else ""
        if id_ in ours:
            page = answers.question_page(answers.usual_question(id_, authority), OPERATOR)
            answer = "".join(part.text for part in page.answer).strip() or _why_not(page)
        yield Door(link.label, link.url, answer)
