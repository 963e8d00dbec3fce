"""A contract that counts who came, recognised as such: no other description is then needed."""

from collections.abc import Iterable, Sequence

from parvis.core.ingest.contract import NUMERIC, TEMPORAL, Contract, Field, FieldType
from parvis.core.offer.attendance import Attendance
from parvis.core.offer.forecast.table import DAYS, QUANTITIES, plain

PLANNED = (
    "prevision", "previsions", "prevu", "prevus", "repas_prevus", "repas_commandes", "commandes",
    "commande", "planned",
)  # fmt: skip
"""Names of a column of what was planned, the likeliest first."""


def attendance_seen(contract: Contract) -> Attendance | None:
    """Who came by day, as the fields of `contract` say it; None where they do not, or where a
    person is in them.

    The quantity is told by its name, its title or its header; places are the first text of the key,
    else the first text.
    """
    if contract.person or any(field.is_identifying for field in contract.fields):
        return None
    days = [field for field in contract.fields if field.type in TEMPORAL]
    numbers = [field for field in contract.fields if field.type in NUMERIC]
    day = _called(days, DAYS) or (days[0] if len(days) == 1 else None)
    quantity = _called(numbers, QUANTITIES)
    if day is None or quantity is None:
        return None
    planned = _called([field for field in numbers if field != quantity], PLANNED)
    return Attendance(
        id=contract.id, title=contract.title, unit=_unit(quantity), contract=contract.id,
        site=_place(contract), day=day.name, quantity=quantity.name,
        planned=planned.name if planned else "", calendar="", calendar_day="", strike="",
    )  # fmt: skip


def _called(fields: Sequence[Field], names: Sequence[str]) -> Field | None:
    """The field that bears the likeliest of `names`."""
    known = {word: field for field in reversed(fields) for word in _words(field)}
    return next((known[name] for name in names if name in known), None)


def _words(field: Field) -> Iterable[str]:
    return map(plain, (field.name, field.title, *field.headers))


def _unit(quantity: Field) -> str:
    return "repas" if any("repas" in word for word in _words(quantity)) else "unités"


def _place(contract: Contract) -> str:
    """The field that tells places; "" where there is a single one."""
    texts = [field.name for field in contract.fields if field.type is FieldType.TEXT]
    return next((name for name in contract.key if name in texts), texts[0] if texts else "")
