"""Authorities, accounts and actors for tests, made through the real verbs."""

from datetime import UTC, datetime
from itertools import count

from parvis.apps.accounts.models import Account
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.accounts.services import create_account, grant
from parvis.apps.authorities.models import Authority, Kind
from parvis.apps.authorities.services import create_authority
from parvis.core.access import OPERATOR, Actor, Grant, Role
from parvis.core.sectors import Sector

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "une place devant la mairie"
_numbers = count(1)


def authority(code: str = "41269", name: str = "Vendôme", kind: Kind = Kind.COMMUNE) -> Authority:
    """The authority `code`, made if it is not there yet."""
    known = Authority.objects.filter(code=code).first()
    return known or create_authority(actor=OPERATOR, now=NOW, code=code, name=name, kind=kind)


def account(
    *roles: Role, code: str = "41269", sectors: tuple[Sector, ...] = (), email: str = ""
) -> Account:
    """An account with `roles` in the authority `code`, in each of `sectors` where one is due."""
    place = authority(code, name=f"Commune {code}" if code != "41269" else "Vendôme")
    made = create_account(
        actor=OPERATOR,
        now=NOW,
        authority=place.code,
        email=email or f"personne{next(_numbers)}@vendome.example",
        name="Camille Essai",
        password=PASSWORD,
    )
    for role in roles:
        for sector in sectors or (None,):
            grant(actor=OPERATOR, now=NOW, account=made, grant=Grant(place.code, role, sector))
    return made


def actor(*roles: Role, code: str = "41269", sectors: tuple[Sector, ...] = ()) -> Actor:
    """Who acts with `roles` in the authority `code`."""
    return actor_of(account(*roles, code=code, sectors=sectors))
