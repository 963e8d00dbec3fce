"""Requests shared among a team's agents: in turn or by load, absences replaced."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

import factories
from parvis.apps.accounts.models import Account
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.casework import services
from parvis.apps.casework.dispatch import covered_by
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.setup import desk_of
from parvis.core.access import OPERATOR, Actor, Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
NOW = factories.NOW
STREETS = (Sector.POLICE_VOIRIE,)
Asked = Callable[..., ServiceRequest]


@pytest.fixture
def three(db: None) -> list[Account]:
    """Three agents of the streets, in the order of their addresses."""
    return [
        factories.account(Role.AGENT, sectors=STREETS, email=f"{name}@vendome.example")
        for name in ("anne", "basile", "chloe")
    ]


def share(how: str) -> None:
    """Set the desk up so that the team of the streets shares its requests so."""
    authority = factories.authority()
    text = desk_of(authority.pk).text
    head, team, rest = text.partition('id = "voirie"')
    text = head + team + rest.replace('dispatch = "none"', f'dispatch = "{how}"', 1)
    services.import_setup(actor=OPERATOR, now=NOW, authority=authority.code, text=text, file="x")


def away(account: Account, deputy: Account | None = None) -> None:
    services.set_absence(
        actor=OPERATOR, now=NOW, authority="41269", account=account.pk, first_on=NOW.date(),
        last_on=NOW.date() + timedelta(days=3), deputy=deputy.pk if deputy else None,
    )  # fmt: skip


def given(requests: Sequence[ServiceRequest]) -> Counter[str]:
    named = Account.objects.in_bulk([r.assignee_id for r in requests if r.assignee_id])
    return Counter(
        named[r.assignee_id].email.partition("@")[0] if r.assignee_id else "" for r in requests
    )


def test_each_agent_has_the_next_request_in_turn_whatever_other_teams_receive(
    asked: Asked, three: list[Account]
) -> None:
    share("turn")
    mine = []
    for _ in range(6):
        mine.append(asked())
        asked(category="etat_civil")  # a team beside: its requests take every second number
    assert given(mine) == {"anne": 2, "basile": 2, "chloe": 2}


def test_the_least_loaded_has_the_next_request_and_equals_share(
    asked: Asked, three: list[Account]
) -> None:
    share("load")
    first = [asked() for _ in range(6)]
    assert given(first) == {"anne": 2, "basile": 2, "chloe": 2}
    anne = actor_of(three[0])
    for request in ServiceRequest.objects.filter(assignee=three[0]):
        services.close(actor=anne, now=NOW, request=request.pk)
    assert given([asked() for _ in range(2)]) == {"anne": 2}


def test_a_deputy_has_the_requests_of_who_is_away_the_new_and_the_old(
    asked: Asked, three: list[Account]
) -> None:
    share("turn")
    anne, basile, chloe = three
    before = [asked() for _ in range(3)]
    away(anne, deputy=chloe)
    assert given([asked() for _ in range(3)]) == {"basile": 1, "chloe": 2}
    day = NOW.date()
    assert sorted(covered_by(actor_of(chloe), "41269", day)) == sorted([anne.pk, chloe.pk])
    assert covered_by(actor_of(basile), "41269", day) == [basile.pk]
    assert given(before)["anne"] == 1


def test_a_deputy_who_is_away_is_replaced_too_and_a_circle_gives_nobody(
    asked: Asked, three: list[Account]
) -> None:
    share("turn")
    anne, basile, chloe = three
    away(anne, deputy=basile)
    away(basile, deputy=chloe)
    assert given([asked() for _ in range(3)]) == {"chloe": 3}
    away(chloe, deputy=anne)
    assert given([asked()]) == {"": 1}


def test_nobody_is_given_anything_on_the_days_they_are_away_only(
    asked: Asked, three: list[Account]
) -> None:
    share("turn")
    away(three[0])
    assert given([asked() for _ in range(4)]) == {"basile": 2, "chloe": 2}
    back = NOW + timedelta(days=4)
    assert given([asked(now=back) for _ in range(3)])["anne"] == 1
    assert covered_by(actor_of(three[0]), "41269", date(2026, 3, 2)) == [three[0].pk]


def test_a_request_handed_to_another_team_is_shared_by_the_rule_of_that_team(
    asked: Asked, three: list[Account]
) -> None:
    share("turn")
    clerk: Actor = factories.actor(Role.AGENT, sectors=(Sector.RELATIONS_USAGERS,))
    request = asked(category="autre")
    assert request.assignee_id is None
    given_on = services.assign(actor=clerk, now=NOW, request=request.pk, team="voirie")
    assert given_on.assignee_id in [account.pk for account in three]
