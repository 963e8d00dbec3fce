"""What the portal keeps of accounts goes at its term, in one authority, and is said before."""

from datetime import timedelta

import pytest

import factories
from parvis.apps.accounts.models import Contacted, Delegation
from parvis.apps.audit.models import JournalEntry
from parvis.apps.people.models import Erasure
from parvis.apps.people.services import purge_due
from parvis.core.access import OPERATOR

NOW = factories.NOW
pytestmark = pytest.mark.django_db


def test_words_and_mandates_go_at_their_term_and_others_stay() -> None:
    town, neighbour = factories.authority(), factories.authority("41018")
    holder = factories.account(code=town.code)
    for place in (town, neighbour):
        for age in (10, 300):
            Contacted.objects.create(
                authority=place, account=holder, source="portail", purpose="news", means="email",
                title="Travaux", at=NOW - timedelta(days=age),
            )  # fmt: skip
    for ended, until in ((NOW - timedelta(days=1700), NOW), (None, NOW)):
        Delegation.objects.create(
            giver=holder, helper_email="aide@mel.example", tie="aidant", power="act",
            given_at=NOW - timedelta(days=2000), until=until.date(), ended_at=ended,
            authority=town,
        )  # fmt: skip

    def purged(days: int, *, is_rehearsal: bool) -> dict[str, int]:
        now = NOW + timedelta(days=days)
        due = purge_due(actor=OPERATOR, now=now, authority=town, is_rehearsal=is_rehearsal)
        return {purge.origin: purge.rows for purge in due}

    assert purged(0, is_rehearsal=False) == {}
    words = {"Messages de la mairie aux comptes": 1}
    assert purged(70, is_rehearsal=True) == words
    assert Contacted.objects.count() == 4
    assert purged(70, is_rehearsal=False) == words
    assert Contacted.objects.filter(authority=town).count() == 1
    assert Contacted.objects.filter(authority=neighbour).count() == 2
    assert purged(130, is_rehearsal=False) == {"Mandats terminés": 1}
    assert Delegation.objects.count() == 1
    assert not Erasure.objects.exists()
    assert JournalEntry.objects.filter(action="rows.purged").count() == 2
