"""One key per address, whatever its spelling; and the token of the link that unsubscribes."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.core import signing

from parvis.core.loyalty.outreach import Medium
from parvis.core.people.contacts import email, phone

_SALT = "parvis.campaigns"


def key_of(contact: str, medium: Medium) -> str:
    """The key of an address; "" where it is none. Not reversible without the home's secret."""
    plain = {Medium.EMAIL: email, Medium.SMS: phone, Medium.PHONE: phone}.get(medium, _postal)
    known = plain(contact)
    return _sealed(known) if known else ""


def reference_key(reference: str) -> str:
    """The key of somebody of whom only a reference is known."""
    return _sealed(f"ref\x1f{reference}")


def token_of(recipient: int) -> str:
    """What the link of one recipient carries: it opens nothing but their own opposition."""
    return signing.dumps(recipient, salt=_SALT)


def recipient_of(token: str) -> int | None:
    """The recipient that a link names; None where the link was tampered with."""
    try:
        return int(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _postal(address: str) -> str:
    return " ".join(address.casefold().split())


def _sealed(text: str) -> str:
    return hmac.digest(_secret(settings.SECRET_KEY), text.encode(), hashlib.sha256).hex()


@lru_cache(maxsize=2)
def _secret(of_the_home: str) -> bytes:
    """A key of this use alone, derived once: fifty thousand addresses share it."""
    return hmac.digest(of_the_home.encode(), _SALT.encode(), hashlib.sha256)
