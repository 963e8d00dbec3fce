"""Sharing a team's requests among its agents: in turn or by load, absences replaced."""

from datetime import date

from django.db.models import Count, F

from parvis.apps.accounts.models import Account, Membership
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Absence, ServiceRequest, Turn
from parvis.core.access import Actor
from parvis.core.casework.routing import least_loaded, standing_in
from parvis.core.casework.setup import Dispatch, Team


def assignee_for(authority: Authority, team: Team, day: date) -> str:
    """The reference of who takes the next request of `team`; "" where the team picks itself.

    To be called inside a transaction: it takes a turn.
    """
    if team.dispatch is Dispatch.NONE:
        return ""
    agents = [account.ref for account in agents_of(authority, team)]
    away = absences_on(authority.code, day)
    present = [agent for agent in (standing_in(a, away) for a in agents) if agent]
    if not present:
        return ""
    turn = _next_turn(authority, team)
    if team.dispatch is Dispatch.TURN:
        return present[turn % len(present)]
    return least_loaded(present, _load(authority), turn)


def _next_turn(authority: Authority, team: Team) -> int:
    """Turns of one team only: the numbers of requests would favour whoever comes at even ones."""
    turns = Turn.objects.filter(authority=authority, team=team.id)
    if not turns.update(last=F("last") + 1):
        Turn.objects.get_or_create(authority=authority, team=team.id)
        return 0
    return turns.values_list("last", flat=True).get()


def agents_of(authority: Authority, team: Team) -> list[Account]:
    """The agents of a team: those its setup names, else all of its sector."""
    held = Membership.objects.filter(authority=authority, sector=team.sector).values("account")
    agents = Account.objects.filter(pk__in=held, is_active=True)
    return list(agents.filter(email__in=team.agents) if team.agents else agents)


def absences_on(authority: str, day: date) -> dict[str, str]:
    """Who is away from `authority` (a code) that day, and who works for them ("" for nobody)."""
    found = Absence.objects.filter(authority__code=authority, first_on__lte=day, last_on__gte=day)
    return {
        f"account:{absence.account_id}": f"account:{absence.deputy_id}" if absence.deputy_id else ""
        for absence in found
    }


def covered_by(actor: Actor, authority: str, day: date) -> list[int]:
    """The accounts whose requests are for `actor` to do that day: theirs, and whom they replace."""
    away = absences_on(authority, day)
    replaced = [agent for agent in away if standing_in(agent, away) == actor.ref]
    kind, _, key = actor.ref.partition(":")
    own = [int(key)] if kind == "account" else []
    return own + [int(agent.partition(":")[2]) for agent in replaced]


def _load(authority: Authority) -> dict[str, int]:
    """How many open requests each agent has."""
    open_ones = ServiceRequest.objects.filter(authority=authority, is_open=True)
    counted = (
        open_ones.filter(assignee__isnull=False).values_list("assignee").annotate(n=Count("pk"))
    )
    return {f"account:{key}": n for key, n in counted.order_by()}
