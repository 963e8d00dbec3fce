"""The commands `parvis account`: who may sign in, from the machine itself."""

import sys

import click

from parvis.core.access import OPERATOR, SECTOR_BOUND, Grant, Role
from parvis.core.errors import Refused
from parvis.core.sectors import Sector
from parvis.site.cli.common import (
    HouseGroup,
    chosen_authority,
    instant,
    print_result,
    the_home,
)

_AUTHORITY = click.option("--authority", metavar="CODE", help="Of which authority (the principal).")


@click.group(cls=HouseGroup)
def account() -> None:
    """Accounts of those who work for the town: the first, or a password forgotten."""


@account.command()
@click.argument("email")
@click.option("--name", required=True, help="First name and name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.DSI.value,
              show_default=True, help="What they may do.")  # fmt: skip
@click.option("--sector", type=click.Choice([sector.value for sector in Sector]),
              help="Of an agent or a head of service.")  # fmt: skip
@_AUTHORITY
def new(email: str, name: str, role: str, sector: str | None, authority: str | None) -> None:
    """Open the account of EMAIL with a role, or give it one more; a password is asked for."""
    from parvis.site.start import start_or_make

    start_or_make(the_home(), now=instant())
    from parvis.apps.accounts.selectors import visible_accounts
    from parvis.apps.accounts.services import open_from_console

    grant = _grant(chosen_authority(authority), Role(role), sector)
    known = visible_accounts(OPERATOR, grant.authority).filter(email=email.strip().lower()).first()
    password = "" if known and known.has_usable_password() else _password()
    opened = open_from_console(actor=OPERATOR, now=instant(), email=email, name=name, grant=grant,
                               password=password)  # fmt: skip
    print_result({"email": opened.email, "role": role, "authority": grant.authority},
                 f"{opened.full_name} ({opened.email}) : {grant.role.label}.")  # fmt: skip


def _grant(authority: str, role: Role, sector: str | None) -> Grant:
    if (role in SECTOR_BOUND) != (sector is not None):
        raise Refused("role.sector", role=role.label)
    return Grant(authority, role, Sector(sector) if sector else None)


@account.command("list")
@_AUTHORITY
def list_(authority: str | None) -> None:
    """Who may sign in, with which roles."""
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.accounts.selectors import visible_accounts

    found = [
        {"email": one.email, "name": one.full_name, "is_active": one.is_active,
         "roles": [{"role": held.role, "sector": held.sector} for held in one.roles_here]}
        for one in visible_accounts(OPERATOR, chosen_authority(authority)).order_by("email")
    ]  # fmt: skip
    lines = [f"{one['email']}  {one['name']}  "
             + ", ".join(Role(held["role"]).label for held in one["roles"])
             for one in found]  # fmt: skip
    print_result(found, "\n".join(lines) or "Aucun compte. Le premier : parvis account new")


@account.command()
@click.argument("email")
def password(email: str) -> None:
    """Choose another password for the account of EMAIL; it is asked for."""
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.accounts.services import choose_password

    chosen = choose_password(actor=OPERATOR, now=instant(), email=email, password=_password())
    print_result({"email": chosen.email}, f"Mot de passe changé : {chosen.email}")


def _password() -> str:
    """Asked for twice on a terminal, never shown; otherwise the first line of standard input."""
    if sys.stdin.isatty():
        asked: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True,
                                  err=True)  # fmt: skip
        return asked
    return sys.stdin.readline().rstrip("\r\n")
