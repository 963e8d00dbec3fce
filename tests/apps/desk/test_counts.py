"""The counts beside the views are those of the views, whatever happened to the requests."""

from datetime import timedelta

import pytest

import factories
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.casework import services
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.apps.desk.counting import counts
from parvis.apps.desk.queue import TITLES, Filters, queue
from parvis.core.access import OPERATOR, VISITOR, Actor, Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def registered(**changes: object) -> ServiceRequest:
    facts = {"actor": VISITOR, "now": NOW, "authority": factories.authority().code,
             "category": "voirie", "channel": "web", "text": "Un trou"}  # fmt: skip
    return register_service_request(**{**facts, **changes})


def agent(*sectors: Sector) -> Actor:
    return actor_of(factories.account(Role.AGENT, sectors=sectors))


def closed(actor: Actor, request: ServiceRequest, days: int = 0) -> None:
    services.close(actor=actor, now=NOW + timedelta(days=days), request=request.pk)


def everything_happens(actor: Actor, other: Actor) -> None:
    """Requests of two sectors in every situation that a view tells apart."""
    requests = [registered() for _ in range(9)] + [registered(category="etat_civil")]
    old = NOW - timedelta(days=60)
    registered(now=old, received_at=old)
    registered(audience="elu", channel="elu")
    now = NOW + timedelta(hours=1)
    services.assign(actor=actor, now=now, request=requests[0].pk, assignee=actor.ref)
    services.assign(actor=other, now=now, request=requests[1].pk, assignee=other.ref)
    services.ask_citizen(actor=actor, now=now, request=requests[2].pk, text="Où ?")
    services.write_to_town(actor=VISITOR, now=now, authority="41269", text="Et alors ?",
                           code=requests[3].tracking_code)  # fmt: skip
    closed(actor, requests[4], days=1)
    closed(actor, requests[5], days=1)
    services.reopen(actor=actor, now=NOW + timedelta(days=2), request=requests[5].pk)
    services.merge(actor=actor, now=now, request=requests[6].pk, into=requests[7].pk)
    services.hand_over(actor=actor, now=now, request=requests[8].pk, to="Le Département",
                       text="Transmise")  # fmt: skip


@pytest.mark.parametrize("days", [1, 2, 3, 9, 29, 400])
def test_each_count_is_that_of_its_view(days: int) -> None:
    streets, both = agent(Sector.POLICE_VOIRIE), agent(Sector.POLICE_VOIRIE, Sector.ETAT_CIVIL)
    everything_happens(streets, both)
    services.set_absence(
        actor=OPERATOR, now=NOW, authority="41269", account=int(streets.ref[8:]),
        first_on=NOW.date(), last_on=NOW.date() + timedelta(days=2), deputy=int(both.ref[8:]),
    )  # fmt: skip
    now = NOW + timedelta(days=days)
    found = {}
    for actor in (streets, both, agent(Sector.SANTE)):
        held = counts(actor, "41269", now)
        views = {v: queue(actor, "41269", Filters(view=v), now).count() for v in TITLES}
        assert held == views
        found[actor] = held
    assert found[both]["moi"] == (2 if days <= 2 else 1)
    assert found[both]["equipe"] > found[streets]["equipe"] > 0


def test_nobody_counts_what_they_may_not_see() -> None:
    registered()
    assert set(counts(factories.actor(Role.DPO), "41269", NOW).values()) == {0}
