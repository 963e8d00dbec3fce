"""Reads of the catalogue. What a town publishes is read by anybody; the rest by who manages it."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from parvis.apps.catalogue.models import Demarche, FormRevision, Place, Service
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def published_demarches(authority: str) -> QuerySet[Demarche]:
    """The demarches that `authority` (a code) shows, in the order of their titles."""
    shown = Demarche.objects.filter(authority__code=authority, is_published=True)
    return shown.select_related("service__place")


def published_tiles(authority: str) -> QuerySet[Demarche]:
    """The demarches that `authority` shows, with no more of each than a tile says; `at_place` is
    the key of where one is received for it."""
    shown = Demarche.objects.filter(authority__code=authority, is_published=True)
    return shown.only("code", "title", "summary").annotate(at_place=F("service__place_id"))


def published_index(authority: str) -> QuerySet[Demarche, tuple[str, str, str, list[str]]]:
    """What `authority` shows, by title: code, title, theme and audiences, for its whole list."""
    shown = Demarche.objects.filter(authority__code=authority, is_published=True)
    return shown.values_list("code", "title", "theme", "audiences")


def published_titles(authority: str) -> QuerySet[Demarche]:
    """The demarches that `authority` shows, with no more of each than lists and moments say."""
    shown = Demarche.objects.filter(authority__code=authority, is_published=True)
    return shown.only("code", "title", "summary", "price", "theme", "audiences", "events",
                      "service__title").select_related("service")  # fmt: skip


def published_words(authority: str) -> QuerySet[Any]:
    """The words by which the demarches that `authority` shows are found, each a tuple of texts:
    code, title, summary, service, then keywords, audiences and events as JSON."""
    shown = Demarche.objects.filter(authority__code=authority, is_published=True)
    lists = (Cast(name, TextField()) for name in ("keywords", "audiences", "events"))
    return shown.values_list("code", "title", "summary", "service__title", *lists)


def published_demarche(authority: str, code: str) -> Demarche:
    """One demarche of the portal; `is_taken_online`: its form has a revision that new requests may
    follow. NotVisible when it is not shown there."""
    followed = FormRevision.objects.filter(
        authority=OuterRef("authority"), form=OuterRef("form"), published_at__isnull=False
    )
    shown = published_demarches(authority).annotate(is_taken_online=Exists(followed))
    try:
        return shown.get(code=code)
    except Demarche.DoesNotExist:
        raise NotVisible from None


def places_of(authority: str) -> QuerySet[Place]:
    """Where `authority` receives people."""
    return Place.objects.filter(authority__code=authority).prefetch_related("services")


def first_place(authority: str) -> QuerySet[Place]:
    """The first place of `authority`, its town hall, with what the foot of a page says of it."""
    places = Place.objects.filter(authority__code=authority).order_by("pk")
    return places.only("code", "title", "address", "phone", "hours")[:1]


def services_of(authority: str) -> QuerySet[Service]:
    """The teams of `authority`, each with its place."""
    return Service.objects.filter(authority__code=authority).select_related("place")


def shown_service(authority: str, code: str) -> Service:
    """One team of `authority` with its place; NotVisible when there is none."""
    found = services_of(authority).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def demarches_of(service: Service) -> QuerySet[Demarche]:
    """What one asks of a team, as the portal shows it."""
    return Demarche.objects.filter(service=service, is_published=True)


def current_revision(authority: str, form: str) -> FormRevision | None:
    """The revision of `form` that new requests follow; None while none is published."""
    published = FormRevision.objects.filter(authority__code=authority, form=form)
    return published.filter(published_at__isnull=False).order_by("-number").first()


def revision_numbered(authority: str, form: str, number: int) -> FormRevision:
    """A published revision, whatever came after: a request keeps the one it followed."""
    published = FormRevision.objects.filter(authority__code=authority, form=form, number=number)
    found = published.filter(published_at__isnull=False).first()
    if found is None:
        raise NotVisible
    return found


def managed_demarches(actor: Actor, authority: str) -> QuerySet[Demarche]:
    """Every demarche of `authority`, shown or not, for who manages its catalogue."""
    managed = Demarche.objects.visible_to(actor, Capability.MANAGE_CATALOGUE)
    return managed.filter(authority__code=authority).select_related("service__place")


def managed_revisions(actor: Actor, authority: str) -> QuerySet[FormRevision]:
    """Every revision of every form of `authority`, drafts included, for who manages them."""
    managed = FormRevision.objects.visible_to(actor, Capability.MANAGE_CATALOGUE)
    return managed.filter(authority__code=authority)
