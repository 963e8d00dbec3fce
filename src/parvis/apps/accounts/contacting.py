"""The one verb by which the town writes to a resident of its own accord, and its sending.

Nothing else creates a `Contacted`. The verb locks the person's preferences, so that two writers
at once cannot both find the last place under the cap.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction

from parvis.apps.accounts.consents import give_consent, has_agreed
from parvis.apps.accounts.devices import tell_devices
from parvis.apps.accounts.models import Account, Contacted, ContactPreference, Sent
from parvis.apps.accounts.ports import texter
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.services import enqueue
from parvis.apps.ui.brands import address_of
from parvis.apps.ui.mail import in_the_brand
from parvis.core.access import Actor
from parvis.core.contact import SENT_HERE, WINDOW, Means, is_allowed
from parvis.core.errors import Refused, Unavailable

SEND_JOB = "accounts.contact"
SALT, LIVES = "parvis.contact", timedelta(days=400)


def preference_of(account: Account, authority: Authority) -> ContactPreference:
    """How the person wants to be written to; what is usual while they said nothing."""
    known = ContactPreference.objects.filter(authority=authority, account=account).first()
    return known or ContactPreference(authority=authority, account=account)


@transaction.atomic
def write_to_resident(
    *, actor: Actor, now: datetime, authority: Authority, account: Account, source: str,
    purpose: str, title: str, text: str, path: str = "",
) -> Contacted:  # fmt: skip
    """Write to somebody who agreed to it, by the means they chose, within the cap they chose.

    Refused without a consent in force for this source and purpose, or beyond the cap.
    """
    ContactPreference.objects.get_or_create(authority=authority, account=account)
    held = ContactPreference.objects.select_for_update().get(authority=authority, account=account)
    if not has_agreed(account, authority, source, purpose):
        raise Refused("contact.no_consent")
    lately = Contacted.objects.filter(authority=authority, account=account, at__gt=now - WINDOW)
    if not is_allowed(held.most_a_month, lately.values_list("at", flat=True), now):
        raise Refused("contact.too_often", most=held.most_a_month)
    written = Contacted.objects.create(
        authority=authority, account=account, source=source, purpose=purpose, means=held.channel,
        title=title[:150], text=text, path=path, at=now,
        state=Sent.WAITING if Means(held.channel) in SENT_HERE else Sent.TO_DO,
    )  # fmt: skip
    if written.state == Sent.WAITING:
        enqueue(actor=actor, now=now, authority=authority, name=SEND_JOB, contacted=written.pk)
    return written


def send_contacted(pk: int) -> None:
    """Send what waits; Unavailable when the way out does not answer."""
    waiting = Contacted.objects.select_related("account", "authority").filter(state=Sent.WAITING)
    written = waiting.filter(pk=pk).first()
    if written is None:
        return
    if not _told_otherwise(written):
        _mail(written)
    _mark(written, Sent.SENT)


def give_up(pk: int) -> None:
    """Say of a message that waits that it did not go."""
    Contacted.objects.filter(pk=pk, state=Sent.WAITING).update(state=Sent.FAILED)


def _mark(written: Contacted, state: Sent) -> None:
    written.state = state
    written.save(update_fields=["state"])


def _told_otherwise(written: Contacted) -> bool:
    """Whether it went by notification or SMS; by e-mail where there is no device left."""
    if written.means == Means.PUSH:
        return tell_devices([written.account.ref], written.title, written.path) > 0
    if written.means == Means.SMS:
        provider, held = texter(), preference_of(written.account, written.authority)
        if provider is not None and held.phone:
            provider.send(
                held.phone, f"{written.title} {address_of(written.authority, written.path)}"
            )
            return True
    return False


def _mail(written: Contacted) -> None:
    stop = address_of(written.authority, f"/mes-donnees/ne-plus/{token_of(written)}/")
    lines = [written.text]
    if written.path:
        lines.append(address_of(written.authority, written.path))
    lines.append(f"Ne plus recevoir de message de ce genre, en un geste : {stop}")
    headers = {"List-Unsubscribe": f"<{stop}>",
               "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # fmt: skip
    mail = EmailMessage(written.title, "\n\n".join(lines), to=[written.account.email],
                        headers=headers)  # fmt: skip
    try:
        in_the_brand(mail, written.authority).send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


def token_of(written: Contacted) -> str:
    """What the link at the foot of a message carries: it stops this use, and does nothing else."""
    return signing.dumps(
        [written.account_id, written.authority_id, written.source, written.purpose], salt=SALT
    )


@transaction.atomic
def stop(*, now: datetime, token: str) -> str:
    """Withdraw the consent behind a message, without signing in; its purpose.

    Refused for a link that is not ours, or whose account is gone.
    """
    try:
        pk, authority, source, purpose = signing.loads(token, salt=SALT, max_age=LIVES)
        account = Account.objects.get(pk=pk)
        place = Authority.objects.get(pk=authority)
    except (signing.BadSignature, Account.DoesNotExist, Authority.DoesNotExist) as error:
        raise Refused("contact.stale") from error
    if has_agreed(account, place, source, purpose):
        give_consent(now=now, authority=place, account=account, source=source, purpose=purpose,
                     is_given=False)  # fmt: skip
    return str(purpose)
