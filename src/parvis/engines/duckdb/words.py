"""How DuckDB writes what other engines write otherwise."""

from parvis.core.privacy.cellkey import BELOW_KEY_BITS
from parvis.engines.duckdb.connect import name
from parvis.engines.sql.dialect import Dialect

DUCKDB = Dialect(
    name=name,
    mark="$",
    high_bits=f"{{entity}} >> {BELOW_KEY_BITS}",
    list_of="list",
    filtered="({where})",
    no_list="[]",
    whole="({number}) // {by}",
    text_type="VARCHAR",
)
