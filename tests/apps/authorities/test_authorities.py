"""Authorities: the first is the home's principal; each sees what is its own."""

import pytest

import factories
from parvis.apps.authorities.models import Kind
from parvis.apps.authorities.selectors import authority_for, principal, visible_authorities
from parvis.apps.authorities.services import create_authority
from parvis.core.access import OPERATOR, VISITOR, Actor, Grant, Role
from parvis.core.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db


def elected(*codes: str) -> Actor:
    return Actor("account:1", "Élue", frozenset(Grant(code, Role.ELU) for code in codes))


def test_the_first_authority_is_the_principal_one() -> None:
    assert principal() is None
    first = factories.authority("41269")
    factories.authority("200072072", "Territoires vendômois", Kind.EPCI)
    assert principal() == first


def test_a_code_is_given_once() -> None:
    factories.authority("41269")
    with pytest.raises(Refused, match="41269"):
        create_authority(
            actor=OPERATOR, now=factories.NOW, code="41269", name="V", kind=Kind.COMMUNE
        )


def test_only_the_operator_creates_authorities() -> None:
    with pytest.raises(NotVisible):
        create_authority(
            actor=elected("41269"), now=factories.NOW, code="1", name="V", kind=Kind.COMMUNE
        )


def test_one_works_for_the_authority_asked_if_it_is_ones_own() -> None:
    vendome, orleans = factories.authority("41269"), factories.authority("45234", "Orléans")
    actor = elected("41269", "45234")
    assert authority_for(actor, "45234") == orleans
    assert authority_for(actor, "99999") == vendome
    assert authority_for(elected("45234"), "41269") == orleans
    assert authority_for(VISITOR) is None
    assert set(visible_authorities(OPERATOR)) == {vendome, orleans}
