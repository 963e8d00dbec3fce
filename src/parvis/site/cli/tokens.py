"""Commands about the tokens of the programming interface."""

import click

from parvis.site.cli.common import (
    HouseGroup,
    chosen_authority,
    instant,
    print_result,
    the_home,
)


@click.group(cls=HouseGroup)
def token() -> None:
    """Tokens by which other tools read protected tables."""


@token.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, default=("metrics:read", "definitions:read"),
              help="metrics:read, definitions:read; repeatable.")  # fmt: skip
@click.option("--days", default=365, help="How long it is valid (365).")
@click.option("--authority", metavar="CODE", help="Of which authority (the principal one).")
def new(name: str, scopes: tuple[str, ...], days: int, authority: str | None) -> None:
    """Make a token; it is shown once."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.api.services import make_token

    made = make_token(
        actor=OPERATOR, now=instant(), authority=chosen_authority(authority), name=name,
        scopes=scopes, days=days,
    )  # fmt: skip
    document = {"id": made.record.pk, "token": made.secret, "expires_at": made.record.expires_at}
    print_result(document, made.secret)


@token.command("list")
@click.option("--authority", metavar="CODE", help="Of which authority (the principal one).")
def list_(authority: str | None) -> None:
    """The tokens given, the latest first."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.api.selectors import tokens_of

    tokens = [
        {
            "id": t.pk, "name": t.name, "scopes": t.scopes, "expires_at": t.expires_at,
            "revoked_at": t.revoked_at,
        }
        for t in tokens_of(OPERATOR, chosen_authority(authority))
    ]  # fmt: skip
    lines = [f"{t['id']:>4}  {t['name']}  {', '.join(t['scopes'])}" for t in tokens]
    print_result(tokens, "\n".join(lines) or "Aucun.")


@token.command()
@click.argument("pk", metavar="ID", type=int)
@click.option("--authority", metavar="CODE", help="Of which authority (the principal one).")
def revoke(pk: int, authority: str | None) -> None:
    """Withdraw a token at once."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.api.services import revoke_token

    revoked = revoke_token(
        actor=OPERATOR, now=instant(), authority=chosen_authority(authority), pk=pk
    )
    print_result({"id": revoked.pk}, f"Retiré : {revoked.name}")
