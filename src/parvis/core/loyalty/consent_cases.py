"""Demands whose answer is known, each with its legal source: what the matrix is tried on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.entries import Entries
from parvis.core.loyalty.outreach import Aim, Decision, Demand, Medium, Verdict, may_write


@dataclass(frozen=True, slots=True)
class Case:
    """A demand, whether everybody consented, and the answer that the law gives."""

    title: str
    demand: Demand
    has_consented: bool
    verdict: Verdict
    rule: str
    legal: str

    def agrees(self, decision: Decision) -> bool:
        """Whether `decision` is right, for the right reason, with its texts."""
        may = may_write(decision, has_consented=self.has_consented)
        expected = self.verdict is Verdict.ALLOWED
        is_explained = bool(decision.because) and decision.legal == self.legal
        return may == expected and decision.rule == self.rule and is_explained


def cases_from(data: Mapping[str, Any], file: str) -> tuple[Case, ...]:
    """The cases that `file` writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    cases = tuple(_case(table) for table in entries.tables("case"))
    entries.end()
    return cases


def _case(table: Entries) -> Case:
    demand = Demand(table.text("source"), table.choice("aim", Aim),
                    table.choice("channel", Medium), table.texts("criteria"))  # fmt: skip
    case = Case(
        table.text("title"), demand, table.flag("consent"), table.choice("verdict", Verdict),
        table.text("rule"), table.text("legal"),
    )  # fmt: skip
    table.end()
    return case
