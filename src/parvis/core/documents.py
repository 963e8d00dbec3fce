"""Documents that a council tables, as data: which figures of which questions, under what titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused
from parvis.core.questions import Inquiry


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part: its text, the question whose answer opens it ("" for none), and its figures.

    `figures` are "question/figure".
    """

    title: str
    text: str
    answer: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `law` is the text that asks for it; `about` the dimension of which it is about
    one value ("" for the whole commune).
    """

    id: str
    title: str
    law: str
    lead: str
    about: str
    chapters: tuple[Chapter, ...]


def document_from(data: Mapping[str, Any], file: str) -> Document:
    """The document written in `data` (one TOML file); Refused naming `file` where it is wrong."""
    entries = Entries(data, file)
    document = Document(
        id=entries.text("id"),
        title=entries.text("title"),
        law=entries.text("law", ""),
        lead=entries.text("lead", ""),
        about=entries.text("about", ""),
        chapters=tuple(_chapter(table) for table in entries.tables("chapter")),
    )
    entries.end()
    return document


def _chapter(entries: Entries) -> Chapter:
    chapter = Chapter(entries.text("title"), entries.text("text", ""), entries.text("answer", ""),
                      entries.texts("figures"))  # fmt: skip
    entries.end()
    return chapter


def check_documents(
    documents: Mapping[str, Document], inquiries: Mapping[str, Inquiry]
) -> Mapping[str, Document]:
    """The same documents, once every figure they name is known to exist."""
    known = {f"{i.id}/{p.id}" for i in inquiries.values() for p in i.panels}
    for document in documents.values():
        for name in (name for chapter in document.chapters for name in chapter.figures):
            if name not in known:
                raise Refused("document.unknown_figure", document=document.id, name=name)
    return documents
