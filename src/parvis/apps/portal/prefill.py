"""What a form may start from, of somebody who has an account."""

from typing import Any


def known_of(user: Any) -> dict[str, str]:
    """What the account says of its holder, by what it prefills; nothing for a visitor."""
    if not user.is_authenticated:
        return {}
    first, _, last = user.full_name.partition(" ")
    return {"name": user.full_name, "first_name": first, "last_name": last, "email": user.email}
