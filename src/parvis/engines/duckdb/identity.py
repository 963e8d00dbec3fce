"""What identifies a person within the files of a contract: one SQL, for linking and the gate."""

from parvis.core.ingest.contract import EACH_ROW, Contract
from parvis.engines.duckdb.connect import literal, name


def identity_sql(contract: Contract) -> str:
    """The SQL of the text that identifies a row's person; null if there is none.

    Prefixed by the contract's numbering: two applications may give one number to two persons.
    """
    if not contract.person:
        return "CAST(NULL AS VARCHAR)"
    fields = contract.key if contract.person == EACH_ROW else (contract.person,)
    parts = [f"nullif(trim(CAST({name(field)} AS VARCHAR)), '')" for field in fields]
    if len(parts) > 1:
        parts = [f"coalesce({part}, '')" for part in parts]
    return " || chr(31) || ".join([literal(contract.numbering or contract.id), *parts])
