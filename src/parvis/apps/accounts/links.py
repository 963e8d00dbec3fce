"""Signing in by a link sent to one's address: no password, one use, half an hour.

The link proves the address. It never opens the account of somebody who works for the town:
theirs asks for a password, and for a second factor where their authority wants one.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from parvis.apps.accounts.limits import count
from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import Authority
from parvis.apps.ui.mail import in_the_brand
from parvis.core.errors import Refused, Unavailable, Where

SALT = "parvis.link"
LIVES = timedelta(minutes=30)
MOST_AN_HOUR = 5
_HOUR_S = 3600


def send_link(*, address: str, page: str, town: Authority | None) -> None:
    """Send to `address` the link that opens its session, or its account; `page` is where it leads,
    `town` in whose name it is written.

    What is said on the screen is the same whoever has an account. Refused for what is no address
    or asked too often; Unavailable when the mail does not go.
    """
    email = checked(address)
    count(f"link:{email}", MOST_AN_HOUR, _HOUR_S)
    account = Account.objects.filter(email=email).first()
    text = _AGENT if account and account.memberships.exists() else _CITIZEN
    link = f"{page.rstrip('/')}/{token_for(email, account)}/"
    try:
        mail = EmailMessage("Votre lien de connexion", text.format(link=link), to=[email])
        in_the_brand(mail, town).send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


_CITIZEN = """Pour ouvrir votre session, suivez ce lien dans la demi-heure. Il ne sert qu’une fois :
{link}

Si vous n’avez rien demandé, laissez ce message : rien ne se passera.
"""
_AGENT = """Ce compte est celui d’un agent : il s’ouvre avec son mot de passe, pas par un lien.

Si vous n’avez rien demandé, laissez ce message : rien ne se passera.
"""


def checked(address: str) -> str:
    """An e-mail address in its usual form; Refused if it is none."""
    email = address.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("account.email", where=Where(field="courriel"), email=address) from error
    return email


def token_for(email: str, account: Account | None) -> str:
    """What the link carries: the address, and what its use will change."""
    return signing.dumps({"email": email, "seen": _stamp(account)}, salt=SALT)


def _stamp(account: Account | None) -> str:
    if account is None:
        return "nobody"
    return account.last_login.isoformat() if account.last_login else "never"


def address_of(token: str) -> str:
    """The address that a link proves; Refused once it is used, past its time, or altered."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature as error:
        raise Refused("link.expired") from error
    email: str = said["email"]
    account = Account.objects.filter(email=email).first()
    if said["seen"] != _stamp(account) or (account and account.memberships.exists()):
        raise Refused("link.expired")
    return email


@transaction.atomic
def account_by_link(*, now: datetime, token: str, name: str) -> Account:
    """The account that a link opens, made on its first use."""
    email = address_of(token)
    known = Account.objects.filter(email=email).first()
    if known is not None:
        if not known.is_active:
            raise Refused("link.expired")
        return known
    if not name.strip():
        raise Refused("account.name", where=Where(field="nom"))
    return Account.objects.create_user(email, full_name=name.strip()[:150], created_at=now)
