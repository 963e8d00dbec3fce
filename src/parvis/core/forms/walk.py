"""The way through a form: which pages and fields are asked, given what was answered so far."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from parvis.core.forms.definition import Block, Form, Item, Page, Part
from parvis.core.forms.evaluate import Facts, holds, value_of

Answers = Mapping[str, Any]
"""Answers by field id: texts as typed, lists for several choices and files, rows for blocks."""


class Walk:
    """A form being filled in at an instant. Hidden answers are kept, but count for nothing."""

    def __init__(self, form: Form, answers: Answers, now: datetime) -> None:
        self.form = form
        self.facts = Facts(self._counted(form, answers, now), now, form.options)

    @staticmethod
    def _counted(form: Form, answers: Answers, now: datetime) -> dict[str, Any]:
        """The answers of what is asked, in order: what a hidden field hid stays hidden."""
        counted: dict[str, Any] = {}
        facts = Facts(counted, now, form.options)
        for page in form.pages:
            if page.when is not None and not holds(page.when, facts):
                continue
            for part in page.parts:
                if part.when is not None and not holds(part.when, facts):
                    continue
                if isinstance(part, Item) and part.compute is not None:
                    counted[part.id] = value_of(part.compute, facts)
                elif part.id in answers:
                    counted[part.id] = answers[part.id]
        return counted

    @property
    def answers(self) -> Answers:
        """What counts."""
        return self.facts.answers

    def pages(self) -> list[Page]:
        """The pages to go through."""
        return [p for p in self.form.pages if p.when is None or holds(p.when, self.facts)]

    def parts(self, page: Page) -> list[Part]:
        """What `page` shows."""
        return [p for p in page.parts if p.when is None or holds(p.when, self.facts)]

    def rows(self, block: Block) -> list[Mapping[str, Any]]:
        """The rows of a block: at least as many as it asks for."""
        given = self.answers.get(block.id)
        rows: list[Mapping[str, Any]] = []
        if isinstance(given, list):
            rows = [row for row in given if isinstance(row, dict)]
        return [*rows, *({} for _ in range(block.least - len(rows)))][: block.most]

    def within(self, block: Block, row: Mapping[str, Any]) -> list[Item]:
        """The fields that a row shows: conditions see the row, then the form."""
        facts = Facts({**self.answers, **row}, self.facts.now, self.facts.options)
        return [i for i in block.items if i.when is None or holds(i.when, facts)]

    def after(self, page: Page) -> Page | None:
        """The page that follows; None when `page` is the last."""
        pages = self.pages()
        at = next((rank for rank, p in enumerate(pages) if p.id == page.id), len(pages))
        return pages[at + 1] if at + 1 < len(pages) else None


def asked_items(walk: Walk, page: Page) -> Iterator[tuple[str, Item, Any]]:
    """Each field that `page` asks, with the path of its control and its answer."""
    for part in walk.parts(page):
        if isinstance(part, Item):
            yield part.id, part, walk.answers.get(part.id)
            continue
        for rank, row in enumerate(walk.rows(part)):
            for item in walk.within(part, row):
                yield f"{part.id}-{rank}-{item.id}", item, row.get(item.id)
