"""How Spark writes what other engines write otherwise."""

from parvis.core.privacy.cellkey import BELOW_KEY_BITS
from parvis.engines.sql.dialect import Dialect


def _name(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"


SPARK = Dialect(
    name=_name,
    mark=":",
    high_bits=f"shiftright({{entity}}, {BELOW_KEY_BITS})",
    list_of="collect_list",
    filtered="(WHERE {where})",
    no_list="array()",
    whole="floor(({number}) / {by})",
    text_type="STRING",
)
