"""What each row of a source brings to a measure: rows of a fact, or rows of a roll-up."""

from dataclasses import dataclass

from parvis.core.facts import Rollup
from parvis.core.metrics.definition import COHORT
from parvis.core.metrics.query import Measure
from parvis.engines.sql.dialect import Dialect

ROWS = "_rows"
"""The column of a roll-up that counts its rows."""


def known(column: str) -> str:
    """The column of a roll-up that counts the rows where `column` is known."""
    return f"{column}__known"


def table_of(fact: str, rollup: Rollup) -> str:
    """The name of the table of a roll-up."""
    what = [COHORT] if rollup.is_cohort else [rollup.grain.value, *rollup.by]
    return "__".join([fact, *what])


@dataclass(frozen=True, slots=True)
class FactRows:
    """The rows of a fact, each as it is."""

    dialect: Dialect

    def rows(self, measure: Measure) -> str:
        """How many rows the measure rests on."""
        return self._filtered("count(*)", measure)

    def total(self, measure: Measure) -> str:
        """The sum of its column."""
        return self._filtered(f"sum({self.dialect.name(measure.column)})", measure)

    def size(self, measure: Measure) -> str:
        """The sum of its column, whatever the signs."""
        return self._filtered(f"sum(abs({self.dialect.name(measure.column)}))", measure)

    def true(self, measure: Measure) -> str:
        """The rows where its flag holds."""
        return f"count(*) FILTER (WHERE {self.dialect.name(measure.column)})"

    def false(self, measure: Measure) -> str:
        """The rows where its flag does not hold."""
        return f"count(*) FILTER (WHERE NOT {self.dialect.name(measure.column)})"

    def _filtered(self, expression: str, measure: Measure) -> str:
        columns = [column for column in (measure.column, measure.given) if column]
        if not columns:
            return expression
        conditions = (f"{self.dialect.name(column)} IS NOT NULL" for column in columns)
        return f"{expression} FILTER (WHERE {' AND '.join(conditions)})"


@dataclass(frozen=True, slots=True)
class RolledRows:
    """The rows of a roll-up, each of which stands for several.

    `is_single`: one of them is all that an entity brings to a group, so nothing is left to sum.
    """

    dialect: Dialect
    is_single: bool = False

    def rows(self, measure: Measure) -> str:
        """How many rows the measure rests on."""
        return self._summed(self._name(known(measure.column) if measure.column else ROWS))

    def total(self, measure: Measure) -> str:
        """The sum of its column."""
        return self._summed(self._name(measure.column))

    def size(self, measure: Measure) -> str:
        """The sum of its column: within a roll-up the signs of one entity are already met."""
        return self._summed(f"abs({self._name(measure.column)})")

    def true(self, measure: Measure) -> str:
        """The rows where its flag holds."""
        return self._summed(self._name(measure.column))

    def false(self, measure: Measure) -> str:
        """The rows where its flag does not hold."""
        held = self._name(measure.column)
        return self._summed(f"{self._name(known(measure.column))} - {held}")

    def _name(self, column: str) -> str:
        return self.dialect.name(column)

    def _summed(self, expression: str) -> str:
        return expression if self.is_single else f"sum({expression})"


Partials = FactRows | RolledRows
