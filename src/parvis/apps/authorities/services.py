"""Verbs on the authorities."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parvis.apps.authorities.models import Authority, Kind
from parvis.core.access import Actor
from parvis.core.errors import NotVisible, Refused


@transaction.atomic
def create_authority(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    name: str,
    kind: Kind,
    parent: Authority | None = None,
) -> Authority:
    """A new legal entity in this home; the first one is its principal.

    Only the operator of the machine may: NotVisible otherwise. A known code is Refused.
    """
    if not actor.is_operator:
        raise NotVisible
    if Authority.objects.filter(code=code).exists():
        raise Refused("authority.exists", code=code)
    return Authority.objects.create(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        is_principal=not Authority.objects.filter(is_principal=True).exists(),
        created_at=now,
    )


@transaction.atomic
def name_authority(
    *, actor: Actor, authority: Authority, code: str, name: str, kind: Kind = Kind.COMMUNE
) -> Authority:
    """Give its code, name and kind to the authority of a home that began without one.

    Only the operator of the machine may: NotVisible otherwise. A known code is Refused.
    """
    if not actor.is_operator:
        raise NotVisible
    if Authority.objects.filter(code=code).exists():
        raise Refused("authority.exists", code=code)
    authority.code, authority.name, authority.kind = code, name, kind
    authority.save(update_fields=["code", "name", "kind"])
    return authority


@transaction.atomic
def join_parent(*, actor: Actor, codes: Iterable[str], parent: Authority) -> None:
    """The authorities of `codes` that this home holds are members of `parent`.

    Only the operator of the machine may: NotVisible otherwise.
    """
    if not actor.is_operator:
        raise NotVisible
    Authority.objects.filter(code__in=list(codes)).update(parent=parent)
