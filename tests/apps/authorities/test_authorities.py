"""Authorities: the first is the home's principal; each sees what is its own."""

import pytest

import factories
from parvis.apps.authorities import selectors
from parvis.apps.authorities.models import Kind
from parvis.apps.authorities.selectors import (
    authority_for,
    few_authorities,
    principal,
    served,
    visible_authorities,
)
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


def test_a_home_of_few_and_one_of_many_answer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, name in (("41269", "Vendôme"), ("45234", "Orléans"), ("41226", "Saint-Ouen")):
        factories.authority(code, name)
    asked = [
        (actor, code)
        for actor in (VISITOR, OPERATOR, elected("45234"), elected("41226", "45234"), elected("1"))
        for code in ("", "41269", "45234", "99999")
    ]

    def answers() -> list[object]:
        few = few_authorities()
        mine = [authority_for(actor, code, few) for actor, code in asked]
        return [*mine, *(served(code, few)[0] for _, code in asked)]

    among_few = answers()
    assert few_authorities() is not None
    monkeypatch.setattr(selectors, "FEW", 2)
    assert few_authorities() is None
    assert answers() == among_few
