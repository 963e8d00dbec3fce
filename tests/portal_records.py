"""One record of each kind of the catalogue and of the portal, for the law of selectors."""

import factories
from parvis.apps.accounts.models import (
    Account,
    Body,
    ConsentEvent,
    Contacted,
    ContactPreference,
    Delegation,
    Identity,
    Parenthood,
    PushSubscription,
)
from parvis.apps.authorities.models import Authority
from parvis.apps.catalogue.models import Demarche, FormRevision, Place, Service
from parvis.apps.portal.models import Draft, OwnBouquet
from parvis.core.sectors import Sector

NOW = factories.NOW

WITHOUT_ACTOR = {
    "authorities.principal": "which authority the home is for, asked before anybody signs in",
    "authorities.few_authorities": "the portals of a home, among which each page finds its own",
    "authorities.served": "whose portal is asked for, by anybody",
    "authorities.neighbours": "the authorities around a portal are public",
    "accounts.actor_of": "makes the actor",
    "accounts.actor_by_ref": "makes the actor",
    "catalogue.published_demarches": "what a town publishes is read by anybody",
    "catalogue.published_tiles": "what a town publishes is read by anybody",
    "catalogue.published_index": "what a town publishes is read by anybody",
    "catalogue.published_titles": "what a town publishes is read by anybody",
    "catalogue.published_words": "what a town publishes is read by anybody",
    "catalogue.published_demarche": "what a town publishes is read by anybody",
    "catalogue.places_of": "what a town publishes is read by anybody",
    "catalogue.first_place": "what a town publishes is read by anybody",
    "catalogue.services_of": "what a town publishes is read by anybody",
    "catalogue.shown_service": "what a town publishes is read by anybody",
    "catalogue.demarches_of": "what a town publishes is read by anybody",
    "catalogue.current_revision": "what a town publishes is read by anybody",
    "catalogue.revision_numbered": "what a town publishes is read by anybody",
}
"""Reads that anybody may make, for the law of selectors: why."""


def somebody(place: Authority) -> Account:
    """The account that the trial acts as in `place`: the first made, whatever its address."""
    members = Account.objects.filter(memberships__authority=place).order_by("pk")
    return members.first() or factories.account(code=place.code)


def own_bouquet(place: Authority) -> OwnBouquet:
    return OwnBouquet.objects.create(
        authority=place, account=somebody(place), profile="moi", tiles="piscine"
    )


def a_place(place: Authority) -> Place:
    made, _ = Place.objects.get_or_create(authority=place, code="mairie", title="Mairie")
    return made


def service(place: Authority) -> Service:
    made, _ = Service.objects.get_or_create(
        authority=place,
        code="voirie",
        title="Voirie",
        sector=Sector.POLICE_VOIRIE,
        place=a_place(place),
    )
    return made


def demarche(place: Authority) -> Demarche:
    return Demarche.objects.create(
        authority=place, code="rue", title="Rue", service=service(place), minutes=5
    )


def form_revision(place: Authority) -> FormRevision:
    return FormRevision.objects.create(
        authority=place, form="rue", number=1, definition={}, created_at=NOW
    )


def draft(place: Authority) -> Draft:
    return Draft.objects.create(
        authority=place, code=f"{place.code}-BROUILLON"[:14], demarche="rue",
        revision=FormRevision.objects.filter(authority=place).first() or form_revision(place),
        account=somebody(place), started_at=NOW, saved_at=NOW,
    )  # fmt: skip


def consent_event(place: Authority) -> ConsentEvent:
    return ConsentEvent.objects.create(
        authority=place, account=somebody(place), source="portail", purpose="rappels",
        is_given=True, at=NOW,
    )  # fmt: skip


def preference(place: Authority) -> ContactPreference:
    return ContactPreference.objects.create(authority=place, account=somebody(place))


def contacted(place: Authority) -> Contacted:
    return Contacted.objects.create(
        authority=place, account=somebody(place), source="portail", purpose="rappels",
        means="email", title="Rappel", at=NOW,
    )  # fmt: skip


def device(place: Authority) -> PushSubscription:
    return PushSubscription.objects.create(
        authority=place, topic=somebody(place).ref, endpoint=f"https://push.example/{place.code}",
        created_at=NOW,
    )  # fmt: skip


def body(place: Authority) -> Body:
    return Body.objects.create(
        authority=place, account=somebody(place), kind="enfant", name="Inès", added_at=NOW
    )


def delegation(place: Authority) -> Delegation:
    return Delegation.objects.create(
        authority=place, giver=somebody(place), helper_email="bob@exemple.fr", tie="proche",
        power="act", given_at=NOW, until=NOW.date(),
    )  # fmt: skip


def parenthood(place: Authority) -> Parenthood:
    return Parenthood.objects.create(
        authority=place, child=body(place), other_email="bob@exemple.fr", asked_at=NOW
    )


def identity(place: Authority) -> Identity:
    return Identity.objects.create(
        authority=place, account=somebody(place), provider="fc", subject=place.code,
        attached_at=NOW,
    )  # fmt: skip


MAKERS = {
    Place: a_place,
    Service: service,
    Demarche: demarche,
    FormRevision: form_revision,
    OwnBouquet: own_bouquet,
    Draft: draft,
    ConsentEvent: consent_event,
    ContactPreference: preference,
    Contacted: contacted,
    PushSubscription: device,
    Body: body,
    Delegation: delegation,
    Identity: identity,
    Parenthood: parenthood,
}
