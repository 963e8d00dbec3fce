"""Devices that asked to be told: of what an account receives, or of one request, without account.

A notification says that something happened and where to read it; never what.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parvis.apps.accounts.models import Account, ContactPreference, PushSubscription
from parvis.apps.accounts.ports import pusher, texter
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.services import enqueue
from parvis.apps.ui.brands import address_of
from parvis.core.access import Actor
from parvis.core.contact import Device, Means
from parvis.core.errors import Refused, Unavailable

TELL_JOB = "accounts.tell"
MOST_DEVICES = 8
"""Of one topic; the oldest goes when one more comes."""


@transaction.atomic
def subscribe(*, now: datetime, authority: Authority, topic: str, told: str) -> PushSubscription:
    """Keep what a browser says of itself (`PushSubscription.toJSON()`), for one topic."""
    device = _device(told)
    pusher().check(device)
    facts = {"authority": authority, "p256dh": device.p256dh, "auth": device.auth,
             "created_at": now}  # fmt: skip
    kept, _ = PushSubscription.objects.update_or_create(
        topic=topic, endpoint=device.endpoint, defaults=facts
    )
    others = PushSubscription.objects.filter(topic=topic).order_by("-created_at", "-pk")
    PushSubscription.objects.filter(pk__in=[p.pk for p in others[MOST_DEVICES:]]).delete()
    return kept


@transaction.atomic
def unsubscribe(*, topic: str) -> int:
    """Tell no device of `topic` any more; how many there were."""
    return PushSubscription.objects.filter(topic=topic).delete()[0]


def _device(told: str) -> Device:
    try:
        said = json.loads(told)
        keys = said["keys"]
        return Device(str(said["endpoint"])[:1000], str(keys["p256dh"]), str(keys["auth"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("contact.device") from error


def announce(
    *, actor: Actor, now: datetime, authority: Authority, topics: Iterable[str], title: str,
    path: str, not_before: datetime | None = None,
) -> None:  # fmt: skip
    """Tell whoever asked to be told of `topics`, once the caller's transaction is kept.

    These are answers to their own requests: no cap counts them.
    """
    asked = [topic for topic in topics if topic]
    by_sms = ContactPreference.objects.filter(authority=authority, channel=Means.SMS)
    is_awaited = PushSubscription.objects.filter(topic__in=asked).exists()
    if is_awaited or by_sms.filter(account_id__in=_accounts(asked)).exists():
        enqueue(actor=actor, now=now, authority=authority, name=TELL_JOB, not_before=not_before,
                topics=asked, title=title, path=path)  # fmt: skip


def tell(*, authority: str, topics: list[str], title: str, path: str) -> None:
    """Send what `announce` asked for; Unavailable when nobody could be reached yet."""
    tell_devices(topics, title, path)
    wanted = ContactPreference.objects.filter(
        authority__code=authority, channel=Means.SMS, account_id__in=_accounts(topics)
    ).exclude(phone="").select_related("authority")  # fmt: skip
    provider = texter()
    for preference in wanted if provider is not None else ():
        provider.send(preference.phone, f"{title} {address_of(preference.authority, path)}")


def tell_devices(topics: list[str], title: str, path: str) -> int:
    """Tell every device of `topics`; how many heard. Those that are gone are forgotten."""
    heard, failed = 0, 0
    said = json.dumps({"title": title, "path": path}, ensure_ascii=False)
    for kept in PushSubscription.objects.filter(topic__in=topics):
        try:
            if pusher().push(Device(kept.endpoint, kept.p256dh, kept.auth), said):
                heard += 1
            else:
                kept.delete()
        except (Unavailable, Refused):
            failed += 1
    if failed and not heard:
        raise Unavailable("notifications")
    return heard


def _accounts(topics: Iterable[str]) -> list[int]:
    named = [topic.partition(":") for topic in topics]
    pks = [int(pk) for kind, _, pk in named if kind == "account" and pk.isdigit()]
    return list(Account.objects.filter(pk__in=pks).values_list("pk", flat=True)) if pks else []
