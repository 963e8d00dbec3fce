"""How long rows are kept: by the date they bear where they bear one, else by their reception."""

from datetime import date, timedelta

from parvis.core.facts import Fact, Rule
from parvis.core.ingest.contract import TEMPORAL, Contract


def kept_from(today: date, retention_days: int) -> date:
    """The first day still kept: what is dated before it has reached its term."""
    return today - timedelta(days=retention_days)


def dated_by(contract: Contract, fact: Fact | None) -> str:
    """The field that dates a row of a contract, "" where none does.

    That of the fact's time if there is one; else the first date that names nobody: a date of
    birth tells when somebody was born, not when the row was made.
    """
    time, columns = (fact.time, fact.columns) if fact is not None else ("", ())
    for column in columns:
        is_time = column.name == time and column.rule is Rule.DAY
        if is_time and column.sources[0] in contract.by_name:
            return column.sources[0]
    dates = (f.name for f in contract.fields if f.type in TEMPORAL and not f.is_identifying)
    return next(dates, "")
