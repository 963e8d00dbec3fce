"""What families used of a service, as the town's own files say it: the ground of simulations.

Lives on the identified side, within one sector: no line of it leaves, only protected tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from parvis.core.controls.outcome import Staged
from parvis.core.entries import Entries
from parvis.core.metrics.period import Period
from parvis.core.offer.conditions import Value


@dataclass(frozen=True, slots=True)
class Consumption:
    """One file of `consumptions/*.toml`: where the columns of a service are.

    `contract` holds a line per use or per bill; `family`, `child`, `day`, `units`, `income` and
    `paid` name its fields ("" for those it has not). `income_contract`: the contract of the same
    sector that holds `income`, by `family`, where the bills do not say it. `assumed`: what the
    tariff asks and no file says, true of all by assumption.
    """

    id: str
    title: str
    contract: str
    tariff: str
    family: str
    child: str
    day: str
    units: str
    income: str
    income_contract: str
    paid: str
    assumed: Mapping[str, Value]

    @property
    def contracts(self) -> tuple[str, ...]:
        """The contracts whose deliveries are read."""
        return (self.contract, self.income_contract) if self.income_contract else (self.contract,)


def consumption_from(data: Mapping[str, Any], file: str) -> Consumption:
    """The consumption that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    found = Consumption(
        id=entries.text("id"),
        title=entries.text("title"),
        contract=entries.text("contract"),
        tariff=entries.text("tariff", ""),
        family=entries.text("family"),
        child=entries.text("child"),
        day=entries.text("day"),
        units=entries.text("units"),
        income=entries.text("income"),
        income_contract=entries.text("income_contract", ""),
        paid=entries.text("paid", ""),
        assumed={name: _value(v) for name, v in entries.mapping("assumed").items()},
    )
    entries.end()
    return found


def _value(given: bool | float | str) -> Value:
    return given if isinstance(given, bool | str) else Decimal(str(given))


@dataclass(frozen=True, slots=True)
class Use:
    """What one child used at one income within a period.

    `income` None where no file says it; `paid_cents` None where no file says what was billed.
    `is_last`: it is the family's latest income. `said`: what else a file says of the case.
    """

    family: str
    child: str
    income: Decimal | None
    units: Decimal
    paid_cents: Decimal | None
    is_last: bool
    said: tuple[tuple[str, Value], ...] = ()


class Ledger(Protocol):
    """Reads what families used from the kept deliveries of one sector."""

    def uses(self, asked: Consumption, staged: Sequence[Staged], period: Period) -> list[Use]:
        """What each child used at each income in `period`, families in order."""
        ...
