"""In whose name a form is filled in: one's own, a child's, a shop's, or somebody's who agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from parvis.apps.accounts.acting import active, bodies_of, may_help, power_for, powers_held
from parvis.apps.accounts.models import Account, Body, Delegation
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Audience as Asking
from parvis.core.acting import BodyKind, Power
from parvis.core.casework.asked import Contact
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import NBSP

_AUDIENCE = {
    BodyKind.ENFANT: Asking.FAMILY,
    BodyKind.ENTREPRISE: Asking.BUSINESS,
    BodyKind.ASSOCIATION: Asking.ASSOCIATION,
}


@dataclass(frozen=True, slots=True)
class Name:
    """In whose name: a body of the account, or a power held; neither is one's own."""

    body: Body | None = None
    delegation: Delegation | None = None

    def check(self, theme: str, today: date) -> None:
        """Refused once the power has ended, or for what it does not allow."""
        power = self.delegation
        if power is None:
            return
        if not active(power, today) or power.power != Power.ACT or theme not in power.themes:
            raise Refused("power.not_yours")

    @property
    def audience(self) -> Asking | None:
        """Whom the town answers; None when the demarche says it."""
        return _AUDIENCE[BodyKind(self.body.kind)] if self.body else None

    def owner(self, contact: Contact) -> Contact:
        """The request belongs to whom it is for."""
        power = self.delegation
        return replace(contact, account_ref=power.giver.ref) if power else contact

    def told(self, filler: Account | None, text: str) -> str:
        """`text`, which says first in whose name it is: whoever reads it must know."""
        if self.delegation and filler:
            tie = self.delegation.get_tie_display().lower()
            said = (f"Demande faite par {filler.full_name} ({tie}) au nom de "
                    f"{self.delegation.giver.full_name}.")  # fmt: skip
            return f"{said}\n\n{text}"
        if self.body:
            number = f" ({self.body.number})" if self.body.number else ""
            return f"Au nom de{NBSP}: {self.body.name}{number}\n\n{text}"
        return text

    def prefilled(self, known: Mapping[str, str]) -> dict[str, str]:
        """What the form may start from, `known` being what one's own account says."""
        if self.delegation:
            return _split(self.delegation.giver)
        if self.body is None:
            return dict(known)
        if self.body.kind == BodyKind.ENFANT:
            first, _, last = self.body.name.partition(" ")
            born = self.body.born_on.isoformat() if self.body.born_on else ""
            return {**known, "child_first_name": first, "child_last_name": last,
                    "child_born_on": born}  # fmt: skip
        return {**known, "body_name": self.body.name, "body_number": self.body.number}


OWN_NAME = Name()


def _split(account: Account) -> dict[str, str]:
    first, _, last = account.full_name.partition(" ")
    return {"name": account.full_name, "first_name": first, "last_name": last,
            "email": account.email}  # fmt: skip


def names_for(
    account: Account, authority: Authority, theme: str, today: date
) -> list[tuple[str, str]]:
    """The names in which `account` may do a demarche of `theme`: what is sent, what is read."""
    bodies = bodies_of(account, authority).values_list("pk", "name")
    held = powers_held(account, authority) if may_help(account, authority) else ()
    powers = [(f"power:{p.pk}", p.giver.full_name) for p in held
              if active(p, today) and p.power == Power.ACT and theme in p.themes]  # fmt: skip
    return [(f"body:{pk}", name) for pk, name in bodies] + powers


def name_of(account: Account, authority: Authority, theme: str, today: date, said: str) -> Name:
    """The name that a form names; NotVisible or Refused for one that is not theirs."""
    kind, _, pk = said.partition(":")
    if not said or not pk.isdecimal():
        return OWN_NAME
    if kind == "power":
        return Name(delegation=power_for(account, authority, int(pk), theme, today))
    body = bodies_of(account, authority).filter(pk=int(pk)).first()
    if body is None:
        raise NotVisible
    return Name(body=body)
