"""Verbs of filling in a form: begun, saved, joined, sent once and only once."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.apps import wired
from parvis.apps.accounts.limits import count
from parvis.apps.accounts.links import checked
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.files import KeptFile, keep_file
from parvis.apps.casework.models import Audience as Asking
from parvis.apps.casework.models import Channel, ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import current_revision, published_demarche
from parvis.apps.portal.behalf import OWN_NAME, Name
from parvis.apps.portal.models import Draft
from parvis.apps.portal.who import account_id
from parvis.apps.ui.mail import in_the_brand
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.casework.asked import Contact, Place
from parvis.core.casework.tracking import BYTES, tracking_code, typed_code
from parvis.core.errors import NotVisible, Refused, Unavailable
from parvis.core.forms.answers import problems
from parvis.core.forms.definition import Block, Item, Kind
from parvis.core.forms.reading import LONGEST
from parvis.core.forms.telling import as_text, files_of
from parvis.core.forms.walk import Walk

KEPT, KEPT_ONCE_SENT = timedelta(days=30), timedelta(days=365)
"""How long a draft waits for the rest; how long, once sent and without its answers, it says by whom
and for whom a request was made."""
_PREFILLED = (Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.EMAIL, Kind.PHONE)
ONE_HOUR, LINKS_AN_HOUR = timedelta(hours=1), 3
_ASKING = {"association": Asking.ASSOCIATION, "entreprise": Asking.BUSINESS,
           "commercant": Asking.BUSINESS, "artisan": Asking.BUSINESS,
           "famille": Asking.FAMILY}  # fmt: skip


@transaction.atomic
def begin(
    *, actor: Actor, now: datetime, authority: Authority, demarche: str,
    prefilled: Mapping[str, str], given: Mapping[str, str], name: Name = OWN_NAME,
) -> Draft:  # fmt: skip
    """Begin a demarche: the draft follows the revision in force, whatever is published later.

    `prefilled` is what the account says, by what it prefills; `given`, answers by field; `name`,
    in whose name it is.
    """
    found = published_demarche(authority.code, demarche)
    revision = current_revision(authority.code, found.form) if found.form else None
    if revision is None:
        raise NotVisible
    return Draft.objects.create(
        authority=authority, code=tracking_code(secrets.token_bytes(BYTES)), demarche=demarche,
        revision=revision, account_id=account_id(actor) or None, started_at=now, saved_at=now,
        body=name.body, delegation=name.delegation,
        answers=_prefilled(list(form_of(revision).parts()), prefilled, given),
    )  # fmt: skip


def _prefilled(
    parts: list[Any], known: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, Any]:
    items = [p for p in parts if isinstance(p, Item) and p.kind in _PREFILLED]
    said: dict[str, Any] = {i.id: known[i.prefill] for i in items if known.get(i.prefill)}
    for block in (part for part in parts if isinstance(part, Block)):
        row = _prefilled(list(block.items), known, {})
        said |= {block.id: [row]} if row else {}
    return said | {i.id: given[i.id][:LONGEST] for i in items if given.get(i.id)}


def draft_for(authority: str, code: str, *, locked: bool = False) -> Draft:
    """The draft that a code names; NotVisible when it names none, or is misspelt."""
    try:
        typed = typed_code(code)
    except Refused:
        raise NotVisible from None
    drafts = Draft.objects.select_for_update(of=("self",)) if locked else Draft.objects
    found = drafts.filter(authority__code=authority, code=typed)
    draft = found.select_related("authority", "revision", "account", "body",
                                 "delegation__giver").first()  # fmt: skip
    if draft is None:
        raise NotVisible
    return draft


@transaction.atomic
def save(*, now: datetime, draft: Draft, answers: Mapping[str, Any], page: str) -> Draft:
    """Keep what is typed, right or wrong: nothing of it is lost from here on."""
    if draft.request_code:
        return draft
    draft.answers, draft.page, draft.saved_at = dict(answers), page, now
    draft.save(update_fields=["answers", "page", "saved_at"])
    return draft


def join(name: str, content: bytes) -> dict[str, Any]:
    """Check a file and keep it with the drafts; Refused in one sentence if it may not be."""
    kept = keep_file(name, content)
    home = wired.home()
    home.drafts.mkdir(mode=0o700, exist_ok=True)
    (home.attachments / kept.stored).rename(home.drafts / kept.stored)
    return asdict(kept)


@transaction.atomic
def send(*, actor: Actor, now: datetime, draft: Draft) -> ServiceRequest:
    """Send the draft as a request; twice gives the same request, once.

    Refused while an answer is to be corrected. Its answers then live with the request alone.
    """
    locked = draft_for(draft.authority.code, draft.code, locked=True)
    demarche = Demarche.objects.get(authority=locked.authority, code=locked.demarche)
    walk = Walk(form_of(locked.revision), locked.answers, now)
    if not locked.request_code and any(problems(walk, page) for page in walk.pages()):
        raise Refused("draft.incomplete")
    name = Name(locked.body, locked.delegation)
    name.check(demarche.theme, now.date())
    request = register_service_request(
        actor=actor, now=now, authority=locked.authority.code, category=demarche.category,
        channel=Channel.WEB, demarche=demarche.rule, audience=name.audience or _asking(demarche),
        subject=demarche.title, text=name.told(locked.account, as_text(walk) or demarche.title),
        place=_place(walk),
        contact=name.owner(_contact(actor, walk)), attachments=_attached(walk),
        external_ref=f"draft:{locked.code}",
    )  # fmt: skip
    locked.request_code, locked.answers, locked.saved_at = request.tracking_code, {}, now
    locked.save(update_fields=["request_code", "answers", "saved_at"])
    return request


def _asking(demarche: Demarche) -> Asking:
    return next((_ASKING[a] for a in demarche.audiences[:1] if a in _ASKING), Asking.RESIDENT)


def _answered(walk: Walk) -> dict[str, str]:
    """What was said of the person, by what it prefills."""
    shown = (p for page in walk.pages() for p in walk.parts(page) if isinstance(p, Item))
    return {i.prefill: str(walk.answers.get(i.id) or "") for i in shown if i.prefill}


def _contact(actor: Actor, walk: Walk) -> Contact:
    said = _answered(walk)
    name = said.get("name") or f"{said.get('first_name', '')} {said.get('last_name', '')}"
    return Contact(
        name=name.strip()[:150], email=said.get("email", ""), phone=said.get("phone", "")[:30],
        address=said.get("address", "")[:300], prefers="email" if said.get("email") else "",
        account_ref=actor.ref if account_id(actor) else "",
    )  # fmt: skip


def _place(walk: Walk) -> Place:
    shown = (part for page in walk.pages() for part in walk.parts(page))
    where = next((p for p in shown if not isinstance(p, Block) and p.kind is Kind.PLACE), None)
    return Place(label=str(walk.answers.get(where.id) or "")[:200] if where else "")


def _attached(walk: Walk) -> list[KeptFile]:
    """The files of the draft, brought where those of requests are kept."""
    home = wired.home()
    kept = [KeptFile(**file) for file in files_of(walk)]
    for file in kept:
        if (home.drafts / file.stored).exists():
            (home.drafts / file.stored).rename(home.attachments / file.stored)
    return kept


def send_link(*, now: datetime, draft: Draft, address: str, link: str) -> None:
    """Send the link of a draft to `address`, which is not kept; a few times an hour at most."""
    address = checked(address)
    count(f"draft:{draft.pk}", LINKS_AN_HOUR, int(ONE_HOUR.total_seconds()))
    until = french.long_day((draft.saved_at + KEPT).date())
    text = f"Pour continuer votre demande, ouvrez ce lien avant le {until} :\n{link}\n"
    try:
        mail = EmailMessage("Continuer votre demande", text, to=[address])
        in_the_brand(mail, draft.authority).send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


@transaction.atomic
def forget(*, now: datetime, draft: Draft) -> None:
    """Throw a draft away, with its files."""
    _unlink(_stored(draft.answers))
    draft.delete()


def drafts_past(now: datetime) -> QuerySet[Draft]:
    """The drafts that waited too long, and those sent long ago."""
    waiting = Q(request_code="", saved_at__lt=now - KEPT)
    return Draft.objects.filter(waiting | Q(saved_at__lt=now - KEPT_ONCE_SENT))


def throw_away(drafts: QuerySet[Draft]) -> None:
    """Delete `drafts`, and their files once that is sure."""
    stored = [name for draft in drafts for name in _stored(draft.answers)]
    drafts.delete()
    transaction.on_commit(lambda: _unlink(stored))


def _unlink(stored: Iterable[str]) -> None:
    for name in stored:
        (wired.home().drafts / name).unlink(missing_ok=True)


def _stored(value: Any) -> list[str]:
    """The names of every file that answers hold, in blocks too."""
    if isinstance(value, dict):
        own = [value["stored"]] if isinstance(value.get("stored"), str) else []
        return own + [name for inner in value.values() for name in _stored(inner)]
    return [name for inner in value for name in _stored(inner)] if isinstance(value, list) else []
