"""What the registers of a sector say of the people of one of its files: who came, who left.

Only files that number persons alike are read, within one sector: nothing is joined by a name.
"""

import re
from collections import defaultdict

from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import audience_contracts, has_agreed, rows_of
from parvis.core.ingest.contract import Contract, FieldType

_CAME = re.compile(r"arriv|nouve", re.I)
_STAYED = re.compile(r"encore|toujours|maintien", re.I)
_YEAR = re.compile(r"(\d{4})")


def arrivals_of(authority: Authority, contract: Contract) -> dict[int, dict[str, bool]]:
    """By autumn, whether each registered person came from elsewhere; {} where nothing says so."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for register in _registers(authority, contract):
        for person, year, came in _told(authority, register, _CAME):
            found[year][person] = came
    return dict(found)


def departures_of(authority: Authority, contract: Contract) -> dict[str, int]:
    """The year in which people left the town or its schools, where a register says so."""
    found: dict[str, int] = {}
    for register in _registers(authority, contract):
        for person, year, stays in _told(authority, register, _STAYED):
            if not stays:
                found[person] = year + 1
    return found


def _registers(authority: Authority, contract: Contract) -> list[Contract]:
    """The other delivered files of the sector that number persons as `contract` does."""
    if not contract.numbering:
        return []
    return [
        c for c in audience_contracts(authority)
        if c.numbering == contract.numbering and c.sector == contract.sector and c != contract
    ]  # fmt: skip


def _told(
    authority: Authority, register: Contract, pattern: re.Pattern[str]
) -> list[tuple[str, int, bool]]:
    """Person, autumn, and what the field named so says; [] where the register has no such field."""
    says = _named(register, pattern, FieldType.BOOLEAN)
    when = _named(register, re.compile(r"rentr[ée]e|saison|ann[ée]e", re.I), FieldType.TEXT)
    if not says or not when:
        return []
    columns = rows_of(authority, register, {register.person, says, when})
    rows = zip(columns[register.person], columns[when], columns[says], strict=True)
    return [
        (str(person), int(year[1]), said is True or has_agreed(said))
        for person, told, said in rows
        if person is not None and said is not None and (year := _YEAR.search(str(told)))
    ]


def _named(contract: Contract, pattern: re.Pattern[str], kind: FieldType) -> str:
    fields = (f for f in contract.fields if f.type is kind)
    return next((f.name for f in fields if pattern.search(" ".join((f.title, *f.headers)))), "")
