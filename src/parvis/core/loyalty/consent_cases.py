"""Demands whose answer is known from texts read apart from the matrix: what it is tried on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.entries import Entries
from parvis.core.loyalty.outreach import Aim, Decision, Demand, Medium, Verdict, may_write


@dataclass(frozen=True, slots=True)
class Text:
    """A public text: where it is published, what it says, and how an answer cites it."""

    id: str
    title: str
    published: str
    says: str
    cited: str

    def is_cited(self, decision: Decision) -> bool:
        """Whether `decision` refers to it."""
        return re.search(self.cited, decision.legal) is not None


@dataclass(frozen=True, slots=True)
class Case:
    """A demand, whether everybody consented, the answer that the law gives, the reason that must be
    given, and the texts it was settled by."""

    title: str
    demand: Demand
    has_consented: bool
    verdict: Verdict
    rule: str
    texts: tuple[Text, ...]

    def is_right(self, decision: Decision) -> bool:
        """Whether these people may be written to, or not, as the law says."""
        may = may_write(decision, has_consented=self.has_consented)
        if self.verdict is Verdict.ALLOWED:
            return may
        return not may and decision.verdict is self.verdict

    def is_explained(self, decision: Decision) -> bool:
        """Whether the reason given is the right one, in words."""
        return decision.rule == self.rule and bool(decision.because)

    def is_sourced(self, decision: Decision) -> bool:
        """Whether every text that settles the case is cited."""
        return all(text.is_cited(decision) for text in self.texts)

    def agrees(self, decision: Decision) -> bool:
        """Whether `decision` is right, for the right reason, with its texts."""
        return self.is_right(decision) and self.is_explained(decision) and self.is_sourced(decision)


def texts_from(data: Mapping[str, Any], file: str) -> dict[str, Text]:
    """The texts that `file` writes, by id; Refused names the entry at fault."""
    entries = Entries(data, file)
    texts = [_text(table) for table in entries.tables("text")]
    entries.end()
    return {text.id: text for text in texts}


def cases_from(
    data: Mapping[str, Any], file: str, texts: Mapping[str, Text]
) -> tuple[Case, ...]:  # fmt: skip
    """The cases that `file` writes; Refused names the entry at fault, or a text nobody wrote."""
    entries = Entries(data, file)
    cases = tuple(_case(table, texts) for table in entries.tables("case"))
    entries.end()
    return cases


def _text(table: Entries) -> Text:
    text = Text(table.text("id"), table.text("title"), table.text("published"),
                table.text("says"), table.text("cited"))  # fmt: skip
    table.end()
    return text


def _case(table: Entries, texts: Mapping[str, Text]) -> Case:
    demand = Demand(table.text("source"), table.choice("aim", Aim),
                    table.choice("channel", Medium), table.texts("criteria"))  # fmt: skip
    title, consent = table.text("title"), table.flag("consent")
    named = table.texts("texts")
    for name in named:
        if name not in texts:
            table.refuse("definition.not_among", "texts", value=name, expected=", ".join(texts))
    case = Case(
        title, demand, consent, table.choice("verdict", Verdict), table.text("rule"),
        tuple(texts[name] for name in named),
    )  # fmt: skip
    table.end()
    return case
