"""How DuckDB writes what other engines write otherwise."""

from parvis.engines.duckdb.connect import name
from parvis.engines.sql.dialect import Dialect


def _parameter(named: str) -> str:
    return f"${named}"


def _key(entity: str) -> str:
    return f"CAST({entity} >> 32 AS BIGINT)"


def _gathered(expression: str, where: str) -> str:
    return f"coalesce(list({expression}) FILTER ({where}), [])"


def _half(day: str) -> str:
    return f"make_date(year({day}), (month({day}) - 1) // 6 * 6 + 1, 1)"


def _text(expression: str) -> str:
    return f"CAST({expression} AS VARCHAR)"


DUCKDB = Dialect(name, _parameter, _key, _gathered, _half, _text)
