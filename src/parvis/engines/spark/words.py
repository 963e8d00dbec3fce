"""How Spark writes what other engines write otherwise."""

from parvis.engines.sql.dialect import Dialect


def _name(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"


def _parameter(named: str) -> str:
    return f":{named}"


def _key(entity: str) -> str:
    """Pseudonyms are unsigned 64-bit integers, which Spark reads as decimals of 20 digits."""
    return f"CAST(floor({entity} / 4294967296) AS BIGINT)"


def _gathered(expression: str, where: str) -> str:
    return f"coalesce(collect_list({expression}) FILTER (WHERE {where}), array())"


def _half(day: str) -> str:
    return f"make_date(year({day}), floor((month({day}) - 1) / 6) * 6 + 1, 1)"


def _text(expression: str) -> str:
    return f"CAST({expression} AS STRING)"


SPARK = Dialect(_name, _parameter, _key, _gathered, _half, _text)
