"""Verbs on forms: a draft is written over, a revision is published once and never changes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parvis.apps.authorities.models import Authority
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import FormRevision
from parvis.apps.catalogue.services.catalogue import journal, managed_authority
from parvis.core.access import Actor
from parvis.core.errors import NotVisible
from parvis.core.forms.checks import check, refuse_changed_kinds
from parvis.core.forms.definition import Form
from parvis.core.forms.writing import form_as_json


@transaction.atomic
def save_form_draft(*, actor: Actor, now: datetime, authority: str, form: Form) -> FormRevision:
    """Write `form` as the draft of the revision to come; what is published does not move."""
    place = managed_authority(actor, authority)
    revisions = FormRevision.objects.filter(authority=place, form=form.id)
    draft = revisions.filter(published_at=None).first()
    if draft is None:
        last = revisions.order_by("-number").values_list("number", flat=True).first() or 0
        draft = FormRevision(authority=place, form=form.id, number=last + 1, created_at=now)
    draft.definition = form_as_json(form)
    draft.save()
    return draft


@transaction.atomic
def publish_form(*, actor: Actor, now: datetime, authority: str, form: str) -> FormRevision:
    """Publish the draft of `form`: new requests follow it, those begun keep theirs.

    Refused while the form is unsound, or where a field would change its kind under its id.
    """
    place = managed_authority(actor, authority)
    revisions = FormRevision.objects.filter(authority=place, form=form)
    draft = revisions.filter(published_at=None).first()
    if draft is None:
        raise NotVisible
    read = form_of(draft)
    check(read)
    before = revisions.exclude(pk=draft.pk).order_by("-number").first()
    if before is not None:
        refuse_changed_kinds(form_of(before), read)
    draft.published_at = now
    draft.save()
    journal(actor, place, "form.published", f"form:{form}", {"number": draft.number}, now)
    return draft


@transaction.atomic
def drop_form_draft(*, actor: Actor, now: datetime, authority: str, form: str) -> None:
    """Give up the draft of `form`; what is published stays."""
    place = managed_authority(actor, authority)
    drafts = FormRevision.objects.filter(authority=place, form=form, published_at=None)
    if drafts.delete()[0]:
        journal(actor, place, "form.dropped", f"form:{form}", {}, now)


@transaction.atomic
def import_forms(*, actor: Actor, now: datetime, authority: str, forms: Iterable[Form]) -> int:
    """Publish each of `forms` that differs from its current revision; how many did."""
    place = managed_authority(actor, authority)
    changed = [form for form in forms if _differs(place, form)]
    for form in changed:
        save_form_draft(actor=actor, now=now, authority=authority, form=form)
        publish_form(actor=actor, now=now, authority=authority, form=form.id)
    return len(changed)


def _differs(place: Authority, form: Form) -> bool:
    published = FormRevision.objects.filter(authority=place, form=form.id)
    last = published.exclude(published_at=None).order_by("-number").first()
    return last is None or last.definition != form_as_json(form)
