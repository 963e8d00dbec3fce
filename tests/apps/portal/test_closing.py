"""An account closed at its holder's demand by the officer who verified them: here alone."""

import pytest

import casework_records
import factories
from parvis.apps.accounts.concerned import accounts_concerned
from parvis.apps.accounts.models import (
    Account,
    Body,
    ConsentEvent,
    Contacted,
    ContactPreference,
    Delegation,
    PushSubscription,
)
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.casework.models import RequestContact
from parvis.apps.people.holdings import holdings
from parvis.apps.portal import closing
from parvis.apps.portal.closing import SERVES_ELSEWHERE, WORKS_HERE
from parvis.apps.portal.models import Draft, OwnBouquet
from parvis.core.access import Role
from parvis.core.people.concerned import Concerned
from parvis.core.people.roles import PersonRole

NOW = factories.NOW
pytestmark = pytest.mark.django_db
TOLD = {
    PersonRole.SURNAME: "Lovelace", PersonRole.GIVEN_NAME: "Ada",
    PersonRole.EMAIL: "ada.lovelace+ville@gmail.com", PersonRole.PHONE: "06 12 34 56 78",
}  # fmt: skip


def holder(mail: str = "adalovelace@gmail.com", name: str = "Ada Lovelace") -> Account:
    return Account.objects.create_user(mail, full_name=name, created_at=NOW)


def concerned(told: dict[PersonRole, str] = TOLD) -> Concerned:
    named = Concerned({}, [told])
    return Concerned({}, [told], [account.ref for account in accounts_concerned(named)])


def agrees(account: Account, place: Authority) -> None:
    ConsentEvent.objects.create(authority=place, account=account, source="portail",
                                purpose="rappels", is_given=True, at=NOW)  # fmt: skip
    ContactPreference.objects.create(authority=place, account=account)
    OwnBouquet.objects.create(authority=place, account=account, profile="famille")
    Body.objects.create(authority=place, account=account, kind="child", name="Zoé", added_at=NOW)
    PushSubscription.objects.create(authority=place, topic=account.ref, endpoint=f"https://{place.pk}.example",
                                    created_at=NOW)  # fmt: skip


def test_an_account_is_theirs_by_name_with_address_or_number() -> None:
    ada = holder()
    holder("lovelace@gmail.com")
    holder("adalovelace@orange.example")
    holder("ada.lovelace@gmail.com", "Zoé Lovelace")
    by_phone = holder("a.l@orange.example", "LOVELACE Ada")
    ContactPreference.objects.create(
        authority=factories.authority(), account=by_phone, phone="+33612345678"
    )
    assert accounts_concerned(Concerned({}, [TOLD])) == [ada, by_phone]
    assert accounts_concerned(Concerned({}, [{PersonRole.SURNAME: "Lovelace"}])) == []


def test_all_an_account_holds_is_told_then_nothing_is_left_of_it() -> None:
    town, ada = factories.authority(), holder()
    agrees(ada, town)
    request = casework_records.service_request(town)
    RequestContact.objects.filter(service_request=request).update(account_ref=ada.ref)
    told = holdings()["portal"].export(town, concerned())
    headings = {held.values["rubrique"] for held in told}
    assert headings >= {"compte", "consentements", "preferences", "au_nom_de", "bouquets"}
    (asked,) = holdings()["casework"].export(town, concerned())
    assert asked.origin == f"Demande n° {request.number}"
    done = holdings()["portal"].erase(town, concerned(), NOW)
    assert (done.rows, done.places, done.kept) == (1, ("Compte du portail",), ())
    assert not Account.objects.filter(pk=ada.pk).exists()
    assert not PushSubscription.objects.exists()
    assert RequestContact.objects.get(service_request=request).account_ref == ""


def test_another_authority_keeps_what_it_answers_for_and_learns_nothing() -> None:
    town, ccas, ada = factories.authority(), factories.authority("41018"), holder()
    agrees(ada, town)
    agrees(ada, ccas)
    done = holdings()["portal"].erase(town, concerned(), NOW)
    assert (done.rows, done.kept) == (0, (SERVES_ELSEWHERE,))
    for kind in (ConsentEvent, ContactPreference, OwnBouquet, Body, PushSubscription):
        assert kind.objects.get().authority == ccas
    assert holdings()["portal"].export(town, concerned()) == [], (
        "it is no longer an account of here"
    )
    assert holdings()["portal"].erase(ccas, concerned(), NOW).rows == 1


def test_who_works_here_keeps_the_account_and_is_told_why() -> None:
    town = factories.authority()
    agent = factories.account(Role.DGS)
    Account.objects.filter(pk=agent.pk).update(full_name="Ada Lovelace",
                                               email="ada.lovelace@gmail.com")  # fmt: skip
    agrees(agent, town)
    done = holdings()["portal"].erase(town, concerned(), NOW)
    assert (done.rows, done.kept) == (0, (WORKS_HERE,))
    assert agent.memberships.exists()
    assert not ConsentEvent.objects.exists()


def test_nothing_that_an_account_holds_with_an_authority_is_forgotten() -> None:
    """What agents keep (views, absences, presence) and what signs in stays with their account."""
    of_agents = {"memberships", "identities"}
    erased = {kind for kind, _ in closing._HELD} | {Draft}
    assert erased >= {Contacted, Delegation}
    left = {
        field.related_model._meta.label for field in Account._meta.get_fields(include_hidden=True)
        if field.one_to_many and issubclass(field.related_model, AuthorityScoped)
        and field.related_model not in erased and field.related_name not in of_agents
    }  # fmt: skip
    assert left == {
        "casework.ServiceRequest", "casework.Presence", "casework.Absence", "desk.SavedView",
        "insights.KeptView",
    }  # fmt: skip
