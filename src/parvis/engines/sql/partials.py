"""What each row of a source brings to a measure: rows of a fact, or rows of a roll-up."""

from dataclasses import dataclass

from parvis.core.metrics.query import Measure
from parvis.engines.sql.dialect import Dialect

ROWS = "_rows"
"""The column of a roll-up that counts its rows."""


def known(column: str) -> str:
    """The column of a roll-up that counts the rows where `column` is known."""
    return f"{column}__known"


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
    """The rows of a roll-up, each of which stands for several."""

    dialect: Dialect

    def rows(self, measure: Measure) -> str:
        """How many rows the measure rests on."""
        column = known(measure.column) if measure.column else ROWS
        return f"sum({self.dialect.name(column)})"

    def total(self, measure: Measure) -> str:
        """The sum of its column."""
        return f"sum({self.dialect.name(measure.column)})"

    def size(self, measure: Measure) -> str:
        """The sum of its column: within a roll-up the signs of one entity are already met."""
        return f"sum(abs({self.dialect.name(measure.column)}))"

    def true(self, measure: Measure) -> str:
        """The rows where its flag holds."""
        return f"sum({self.dialect.name(measure.column)})"

    def false(self, measure: Measure) -> str:
        """The rows where its flag does not hold."""
        column = self.dialect.name(measure.column)
        return f"sum({self.dialect.name(known(measure.column))} - {column})"


Partials = FactRows | RolledRows
