"""The verbs of the offer: describe zones, places, stops and streets, take a description away."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.offer import port
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


@transaction.atomic
def describe_places(
    *, actor: Actor, now: datetime, authority: str, kind: str,
    files: Sequence[tuple[str, Iterable[bytes]]],
) -> None:  # fmt: skip
    """Keep `files` as what describes `kind`; Refused where they cannot be used, nothing changed."""
    place = _place(actor, authority)
    detail = {"kind": kind, "files": [name for name, _ in files]}
    record(actor=actor, authority=place, action="places.described", subject=f"places:{kind}",
           detail=detail, now=now)  # fmt: skip
    port.describe(kind, files)


@transaction.atomic
def forget_places(*, actor: Actor, now: datetime, authority: str, kind: str) -> None:
    """Take away what describes `kind`; Refused where nothing does."""
    place = _place(actor, authority)
    record(actor=actor, authority=place, action="places.forgotten", subject=f"places:{kind}",
           detail={"kind": kind}, now=now)  # fmt: skip
    port.forget(kind)


def _place(actor: Actor, authority: str) -> Authority:
    place = visible_authorities(actor).filter(code=authority).first()
    if place is None or not actor.may(Capability.LOAD_SOURCES, authority):
        raise NotVisible
    return place
