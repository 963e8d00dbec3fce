"""Verbs of two parents of one child: asked by one, accepted by the other, ended by either.

The message names no child: an address may be mistyped. Who accepts names the child first, by first
name and date of birth, so that a stranger who holds the link learns nothing. What each parent then
knows of the other's requests is for that other to say (Code civil, articles 371-1, 372 and 372-2:
each acts alone for usual acts, and neither is owed the other's address).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.apps.accounts.acting import bodies_of
from parvis.apps.accounts.limits import count
from parvis.apps.accounts.links import checked
from parvis.apps.accounts.models import Account, Body, Parenthood
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.ui.brands import address_of
from parvis.apps.ui.mail import in_the_brand
from parvis.core.acting import BodyKind, is_same_child
from parvis.core.errors import NotVisible, Refused, Unavailable, Where

ONE_HOUR_S, TRIES_AN_HOUR = 3600, 5
WAITS = timedelta(days=30)
"""How long an invitation waits for its answer; its address is then forgotten."""


@dataclass(frozen=True, slots=True)
class Side:
    """A tie as one of the two parents sees it.

    `own` is their row of the child, `theirs` that of the other parent (None until it is accepted);
    `tells`: they let the other know what they ask; `is_told`: the other lets them know.
    """

    tie: Parenthood
    own: Body | None
    theirs: Body | None
    tells: bool
    is_told: bool

    @property
    def other_name(self) -> str:
        """How the other parent is called: by their address until they accept."""
        return self.theirs.account.full_name if self.theirs else self.tie.other_email


def sides_of(account: Account, authority: Authority) -> list[Side]:
    """The ties of `account` that are in force, each from its side."""
    return [_side(tie, account) for tie in _ties(account, authority)]


def has_ties(account: Account, authority: Authority) -> bool:
    """Whether a tie of `account` is accepted and in force: asked on every page of its requests."""
    mine = Q(child__account=account) | Q(other_child__account=account)
    found = Parenthood.objects.filter(mine, authority=authority, accepted_at__isnull=False)
    return found.filter(ended_at__isnull=True).exists()


def _ties(account: Account, authority: Authority) -> QuerySet[Parenthood]:
    mine = Q(child__account=account) | Q(other_child__account=account)
    asked = Q(other_child__isnull=True, other_email=account.email)
    found = Parenthood.objects.filter(mine | asked, authority=authority, ended_at__isnull=True)
    return found.select_related("child__account", "other_child__account")


def _side(tie: Parenthood, account: Account) -> Side:
    if tie.child.account_id == account.pk:
        return Side(tie, tie.child, tie.other_child, tie.asker_tells, tie.other_tells)
    return Side(tie, tie.other_child, tie.child, tie.other_tells, tie.asker_tells)


@transaction.atomic
def ask_parent(
    *, now: datetime, authority: Authority, account: Account, body: int, email: str, tells: bool
) -> Parenthood:
    """Ask the other parent of a child to be tied to it; they are written to, the child unnamed."""
    child = _child(account, authority, body)
    address = checked(email)
    if address == account.email:
        raise Refused("parent.self", where=Where(field="courriel"))
    if child.asked_ties.filter(other_email=address, ended_at__isnull=True).exists():
        raise Refused("parent.asked", where=Where(field="courriel"))
    count(f"parent:{account.pk}", TRIES_AN_HOUR, ONE_HOUR_S)
    tie = Parenthood.objects.create(
        authority=authority, child=child, other_email=address, asked_at=now, asker_tells=tells
    )
    _journal(tie, account, "parent.asked", now)
    _invite(tie)
    return tie


def _child(account: Account, authority: Authority, body: int) -> Body:
    found = bodies_of(account, authority).filter(pk=body, kind=BodyKind.ENFANT).first()
    if found is None:
        raise NotVisible
    return found


def _invite(tie: Parenthood) -> None:
    text = (f"{tie.child.account.full_name} vous indique comme l’autre parent d’un enfant auprès "
            f"de {tie.authority.name}.\n\nPour accepter, ajoutez d’abord cet enfant à votre "
            f"compte, ouvert avec cette adresse : "
            f"{address_of(tie.authority, '/mes-donnees/au-nom-de/')}\n\nVous gardez chacun vos "
            f"droits. Ni adresse, ni réponse, ni pièce n’est partagée.")  # fmt: skip
    mail = EmailMessage("Un enfant, deux parents", text, to=[tie.other_email])
    try:
        in_the_brand(mail, tie.authority).send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


@transaction.atomic
def accept_parent(
    *, now: datetime, authority: Authority, account: Account, tie: int, body: int, tells: bool
) -> Parenthood:
    """Accept to be tied, by naming the child: Refused where it is not the same one.

    Few tries an hour, so that a child is not guessed.
    """
    found = _locked(account, authority, tie)
    if found.accepted_at or found.child.account_id == account.pk:
        raise NotVisible
    count(f"tie:{found.pk}", TRIES_AN_HOUR, ONE_HOUR_S)
    own = _child(account, authority, body)
    if not is_same_child((own.name, own.born_on), (found.child.name, found.child.born_on)):
        raise Refused("parent.other_child", where=Where(field="enfant"))
    found.other_child, found.other_tells, found.accepted_at = own, tells, now
    found.save(update_fields=["other_child", "other_tells", "accepted_at"])
    _journal(found, account, "parent.accepted", now)
    return found


@transaction.atomic
def tell_parent(
    *, now: datetime, authority: Authority, account: Account, tie: int, tells: bool
) -> None:
    """Let the other parent know what one asks for the child, or no longer; at once."""
    found = _locked(account, authority, tie)
    side = "asker_tells" if found.child.account_id == account.pk else "other_tells"
    setattr(found, side, tells)
    found.save(update_fields=[side])
    _journal(found, account, "parent.told" if tells else "parent.silent", now)


@transaction.atomic
def end_parent(*, now: datetime, authority: Authority, account: Account, tie: int) -> None:
    """End or refuse a tie at once, from either side; each keeps the child and their requests."""
    found = _locked(account, authority, tie)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _journal(found, account, "parent.ended", now)


def forget_invitations(*, now: datetime) -> int:
    """Delete the invitations that nobody answered; how many there were."""
    waiting = Parenthood.objects.filter(accepted_at__isnull=True, asked_at__lt=now - WAITS)
    return waiting.delete()[0]


def _locked(account: Account, authority: Authority, pk: int) -> Parenthood:
    allowed = list(_ties(account, authority).filter(pk=pk).values_list("pk", flat=True))
    found = Parenthood.objects.select_for_update(of=("self",)).filter(pk__in=allowed)
    tie = found.select_related("child__account", "authority").first()
    if tie is None:
        raise NotVisible
    return tie


def _journal(tie: Parenthood, account: Account, action: str, now: datetime) -> None:
    record(actor=actor_of(account), authority=tie.authority, action=action,
           subject=f"parenthood:{tie.pk}", detail={}, now=now)  # fmt: skip
