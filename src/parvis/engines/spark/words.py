"""How Spark writes what other engines write otherwise."""

from parvis.engines.sql.dialect import Dialect


def _name(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"


# Pseudonyms are unsigned 64-bit integers, which Spark reads as decimals of 20 digits.
SPARK = Dialect(
    name=_name,
    mark=":",
    high_bits="floor({entity} / 4294967296)",
    list_of="collect_list",
    filtered="(WHERE {where})",
    no_list="array()",
    whole="floor(({number}) / {by})",
    text_type="STRING",
)
