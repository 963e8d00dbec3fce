"""Who is at the door: somebody with an account, or a passer-by."""

from parvis.core.access import Actor


def account_id(actor: Actor) -> int:
    """The account that `actor` is; 0, which is nobody's, for a visitor or the console."""
    kind, _, pk = actor.ref.partition(":")
    return int(pk) if kind == "account" and pk.isdigit() else 0
