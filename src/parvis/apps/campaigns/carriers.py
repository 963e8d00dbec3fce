"""How a message leaves: e-mail by whatever backend the town set, SMS by its provider."""

from email.utils import formatdate
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from parvis.apps.accounts.ports import texter
from parvis.apps.campaigns.keys import token_of
from parvis.apps.campaigns.models import Campaign, Recipient
from parvis.core.contact import Texter
from parvis.core.errors import Refused, Unavailable
from parvis.core.loyalty.outreach import Medium
from parvis.core.people.contacts import phone

_PERMANENT = 500
_FRENCH = 9
"""Digits of a French number without its leading 0."""


class Rejected(Exception):
    """The address is refused for good."""


class Carrier(Protocol):
    """Takes messages one by one."""

    def carry(self, campaign: Campaign, recipient: Recipient, message_id: str) -> None:
        """Send one. Rejected: that address never; Unavailable: nobody for now."""
        ...

    def close(self) -> None:
        """Nothing more to send."""
        ...


def carrier_for(medium: Medium) -> Carrier:
    """What sends by `medium`; Refused where the town has set nothing for it."""
    if medium is Medium.SMS:
        provider = texter()
        if provider is None:
            raise Refused("campaign.no_sms")
        return Texts(provider)
    return Mails()


class Mails:
    """One connection for all, opened when first needed and again where it was lost."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend = get_connection()

    def carry(self, campaign: Campaign, recipient: Recipient, message_id: str) -> None:
        try:
            self._connection.open()
            letter_to(campaign, recipient, message_id, self._connection).send()
        except SMTPRecipientsRefused as error:
            _raise_for(max(code for code, _ in error.recipients.values()), error)
        except SMTPDataError as error:
            _raise_for(error.smtp_code, error)
        except (OSError, SMTPException, SMTPSenderRefused) as error:
            raise Unavailable("messagerie") from error

    def close(self) -> None:
        self._connection.close()


class Texts:
    """The town's provider of SMS."""

    def __init__(self, provider: Texter) -> None:
        self._provider = provider

    def carry(self, campaign: Campaign, recipient: Recipient, message_id: str) -> None:
        said = f"{campaign.body.strip()}\nSTOP : {unsubscribe_url(recipient)}"
        digits = phone(recipient.contact)
        self._provider.send(f"+33{digits}" if len(digits) == _FRENCH else f"+{digits}", said)

    def close(self) -> None:
        """Each text had its own connection."""


def letter_to(
    campaign: Campaign, recipient: Recipient, message_id: str,
    connection: BaseEmailBackend | None = None,
) -> EmailMessage:  # fmt: skip
    """The message of one recipient: its words, where the address comes from, how to say no.

    List-Unsubscribe and its Post: RFC 8058, one click, no page in between.
    """
    link = unsubscribe_url(recipient)
    return EmailMessage(
        subject=campaign.subject,
        body=f"{campaign.body.strip()}\n\n{_footer(campaign, link)}",
        to=[recipient.contact],
        connection=connection,
        headers={
            "Message-ID": f"<{message_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Date": formatdate(recipient.sent_at.timestamp() if recipient.sent_at else None),
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )


def unsubscribe_url(recipient: Recipient) -> str:
    """The address that one recipient clicks to be written to no more."""
    path = reverse("campaigns:unsubscribe", args=[token_of(recipient.pk)])
    return f"{settings.PUBLIC_URL}{path}"


def _footer(campaign: Campaign, link: str) -> str:
    return (
        "--\n"
        f"{campaign.authority.name} vous écrit car votre adresse figure dans : "
        f"{campaign.decision['source']}.\n"
        f"Fondement : {campaign.decision['legal']}.\n"
        f"Ne plus recevoir de message : {link}\n"
    )


def _raise_for(code: int, error: Exception) -> None:
    if code >= _PERMANENT:
        raise Rejected from error
    raise Unavailable("messagerie") from error
