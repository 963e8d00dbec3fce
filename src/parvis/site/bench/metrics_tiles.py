"""The questions of a dashboard, and the SQL that a hand would write for each on the same file."""

from typing import Any

import duckdb

from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.site.bench.metrics_town import AUTHORITY, category, district, months

_MONTHS = tuple(months())
_YEAR = "2025"
_ROLLED = '"service_request__{grain}__category__district"'
_BOTH = "count(DISTINCT person) AS persons"


def question(kind: int, rank: int) -> Question:
    """The `rank`-th question of a kind: no two are the same, so that no result is kept."""
    metric, by, period, where = _ASKED[kind]
    values = {"category": category(rank * 7), "district": district(rank * 3)}
    month = _MONTHS[(rank * 11) % len(_MONTHS)]
    return Question(
        metric, AUTHORITY, by, parse_period(month if period == "month" else period),
        tuple((name, values[name]) for name in where),
    )  # fmt: skip


_ASKED: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("requests", (), "month", ("category", "district")),
    ("requests", ("month",), _YEAR, ("category",)),
    ("requests", ("category",), _YEAR, ("district",)),
    ("requests_on_time", ("district",), _YEAR, ("category",)),
    ("request_delay_median", (), "month", ("category", "district")),
    ("request_users", ("quarter",), _YEAR, ("category", "district")),
    ("request_users", ("category",), _YEAR, ("district",)),
)
KINDS = len(_ASKED)


def by_hand(connection: duckdb.DuckDBPyConnection, kind: int, rank: int) -> Any:
    """The same figures by the SQL of someone who knows the tables: cells, then the total."""
    asked = question(kind, rank)
    where = " AND ".join(f"{name} = '{value}'" for name, value in asked.where)
    start, end = (asked.period.start, asked.period.end) if asked.period else ("-inf", "inf")
    days = f"opened_on >= DATE '{start}' AND opened_on < DATE '{end}'"
    with connection.cursor() as cursor:
        return [
            cursor.execute(f"{sql} WHERE {days} AND {where}{group}").fetchall()
            for sql, group in _hand(kind)
        ]


def _hand(kind: int) -> list[tuple[str, str]]:
    metric, by, period, _ = _ASKED[kind]
    grain = "year" if period == _YEAR and not {"month", "quarter"} & set(by) else "month"
    table = _ROLLED.format(grain=grain)
    if metric == "request_delay_median":
        return [(f"SELECT {_MEDIAN} FROM service_request", "")]
    if metric == "requests_on_time":
        measures = f"sum(is_on_time), sum(is_on_time__known), {_SIDES}"
    else:
        measures = f"sum(_rows), {_BOTH}"
    total = (f"SELECT {measures} FROM {table}", "")
    if not by:
        return [total]
    key = f"date_trunc('{by[0]}', opened_on)" if by[0] in ("month", "quarter") else by[0]
    return [(f"SELECT {key} AS k, {measures} FROM {table}", " GROUP BY k"), total]


_MEDIAN = "median(delay_hours), count(DISTINCT person)"
_SIDES = (
    "count(DISTINCT person), count(DISTINCT person) FILTER (is_on_time > 0), "
    "count(DISTINCT person) FILTER (is_on_time__known > is_on_time)"
)


def _twelve_months(rank: int) -> Question:
    """Distinct persons of a year by district, whatever they ask for."""
    return Question("request_users", AUTHORITY, ("district",), parse_period(str(2025 - rank)))


def _twelve_months_sql(rank: int) -> str:
    table, year = _ROLLED.format(grain="year"), 2025 - rank
    return (
        f"SELECT district, sum(_rows), {_BOTH} FROM {table} WHERE opened_on = DATE '{year}-01-01' "
        f"GROUP BY district UNION ALL SELECT '', sum(_rows), {_BOTH} FROM {table} "
        f"WHERE opened_on = DATE '{year}-01-01'"
    )


def _cohorts(rank: int) -> Question:
    return Question("request_cohorts", AUTHORITY, (("cohort", "month"), ("month", "cohort"),
                                                   ("cohort",))[rank])  # fmt: skip


def _cohorts_sql(rank: int) -> str:
    return (
        "SELECT cohort, opened_on, persons, keys FROM service_request__cohort "
        "WHERE cohort IS NOT NULL AND opened_on IS NOT NULL"
    )


LARGE = {
    "twelve_months": (_twelve_months, _twelve_months_sql),
    "cohorts": (_cohorts, _cohorts_sql),
}
