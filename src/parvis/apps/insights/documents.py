"""Documents for the council: the figures of the questions in one page, and its tagged PDF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from django.http import QueryDict
from django.template.loader import render_to_string

from parvis.apps.insights import answers
from parvis.apps.ui.question.asked import PERIOD, Asked
from parvis.apps.ui.question.files import painted_drawing
from parvis.apps.ui.question.opening import usual_period
from parvis.apps.ui.question.reading import release_in_use, table_of
from parvis.apps.ui.question.shell import Figure, Link, QuestionView, State
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.documents import Chapter, Document
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import alphabetical
from parvis.core.metrics.period import title_of
from parvis.core.metrics.query import Question

VARIANT = "pdf/ua-1"
_NARROW = re.compile(r'<svg[^>]*class="c narrow".*?</svg>', re.S)
READER = Actor("document", "")
"""A document is the same whoever asks for it: it leads to no line of a file."""


@dataclass(frozen=True, slots=True)
class ChapterView:
    """One part of a document, in French."""

    title: str
    text: str
    answer: str
    figures: tuple[Figure | State, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A whole document: `subject` and `period` in words, `choices` the values it may be about."""

    document: Document
    town: str
    subject: str
    period: str
    release: str
    published: str
    chapters: tuple[ChapterView, ...]
    choices: tuple[Link, ...]


def document_of(
    document: Document, query: QueryDict, authority: str, town: str
) -> DocumentView | None:
    """The document that an address asks for; Refused if its period cannot be read.

    None while what it says is being worked out: nobody had asked it of this release.
    """
    manifest = release_in_use()
    if manifest is None:
        raise NotVisible(document.id)
    usual = usual_period(manifest, authority)
    subjects = _subjects(document, authority)
    subject = query.get(document.about, "") if document.about else ""
    if document.about and subject not in subjects:
        subject = subjects[0] if subjects else ""
    pages = _Pages(query, authority, document.about, subject)
    period = pages.asked("qui").period or usual
    if not answers.are_known_soon(pages.needed_by(document)):
        return None
    chapters = tuple(_chapter(chapter, pages) for chapter in document.chapters)
    return DocumentView(
        document, town, subject, title_of(period) if period else "", manifest.id,
        french.day(manifest.published_at.date()), chapters,
        tuple(Link(name, f"?{_query(document.about, name, query)}", name == subject)
              for name in subjects),
    )  # fmt: skip


def _query(about: str, name: str, query: QueryDict) -> str:
    changed = query.copy()
    changed[about] = name
    return changed.urlencode()


class _Pages:
    """The pages of the questions of a document, each asked once."""

    def __init__(self, query: QueryDict, authority: str, about: str, subject: str) -> None:
        self._period, self._authority = query.get(PERIOD, ""), authority
        self._about, self._subject = about, subject
        self._known: dict[str, QuestionView] = {}

    def asked(self, name: str) -> Asked:
        """What is asked of one question: the period, and the subject where it can be."""
        query = QueryDict(mutable=True)
        if self._period:
            query[PERIOD] = self._period
        asked = answers.asked_question(name, query, self._authority)
        return asked.about(self._about, self._subject) if self._subject else asked

    def needed_by(self, document: Document) -> list[Asked]:
        """What is asked of each question that the document quotes."""
        said = [chapter.answer for chapter in document.chapters if chapter.answer]
        drawn = [name.split("/")[0] for chapter in document.chapters for name in chapter.figures]
        return [replace(self.asked(name), is_whole=True) for name in dict.fromkeys(said + drawn)]

    def __getitem__(self, name: str) -> QuestionView:
        if name not in self._known:
            self._known[name] = answers.whole_page(self.asked(name), READER)
        return self._known[name]


def _chapter(chapter: Chapter, pages: _Pages) -> ChapterView:
    answer = pages[chapter.answer].answer if chapter.answer else ()
    found = tuple(_figures(chapter, pages))
    return ChapterView(chapter.title, chapter.text, "".join(part.text for part in answer), found)


def _figures(chapter: Chapter, pages: _Pages) -> Iterator[Figure | State]:
    for name in chapter.figures:
        question, figure = name.split("/")
        yield from (f for f in pages[question].figures if f.id == figure)


def _subjects(document: Document, authority: str) -> list[str]:
    """The values that the document may be about: those of the reference population."""
    if not document.about:
        return []
    try:
        table = table_of(Question("residents", authority, (document.about,)))
    except Refused:
        return []
    return sorted((cell.keys[0] for cell in table.cells), key=alphabetical)


def to_html(view: DocumentView) -> str:
    """The document as one HTML file that stands alone, its style inside, colours in drawings."""
    html = render_to_string("insights/document_alone.html", {"view": view})
    html = painted_drawing(_NARROW.sub("", html))
    return html.replace("</head>", f"<style>{_style()}</style></head>", 1)


def to_pdf(view: DocumentView) -> bytes:
    """The same as a tagged PDF (PDF/UA-1), the same bytes for the same release.

    Refused without the Pango library.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    identifier = f"{view.document.id} {view.subject} {view.period} {view.release}".encode()
    pdf: bytes = HTML(string=to_html(view)).write_pdf(
        pdf_variant=VARIANT, pdf_identifier=identifier
    )
    return pdf


@cache
def _style() -> str:
    place = files("parvis.apps.insights") / "static" / "insights" / "document.css"
    return place.read_text("utf-8")
