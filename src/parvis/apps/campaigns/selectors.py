"""Reads of the campaigns, each of what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from parvis.apps import wired
from parvis.apps.campaigns.models import Campaign, NameWatch, Opposition, Survey, TownAction
from parvis.apps.campaigns.rights import campaigns_for
from parvis.apps.campaigns.services.preparing import counts_of
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.loyalty.differences import Difference, difference
from parvis.core.loyalty.questionnaire import Role
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import Cell, DisclosedTable

EFFECT, PLACEBO, ACTED = "campaign_effect", "campaign_placebo", "acted_written"
_MARGINS = {
    Role.AGE: ("residents", "age_band"),
    Role.DISTRICT: ("residents", "district"),
    Role.CHANNEL: ("requests", "channel"),
}
"""The metric and the dimension that tell each margin of the population."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign and how many people are in each state."""

    campaign: Campaign
    counts: Mapping[str, int]

    @property
    def written(self) -> int:
        """Whose message waits, leaves, left or may have left."""
        kept = ("waiting", "sending", "sent", "doubt")
        return sum(self.counts.get(state, 0) for state in kept)

    @property
    def held_out(self) -> int:
        """Who was drawn to receive nothing."""
        return self.counts.get("held_out", 0)

    @property
    def sent(self) -> int:
        """Whose message left."""
        return self.counts.get("sent", 0)

    @property
    def doubt(self) -> int:
        """Whose message may have left."""
        return self.counts.get("doubt", 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the release says of one campaign: its effect and its placebo, protected."""

    effect: Cell | None
    placebo: Cell | None
    refusal: str = ""


def campaigns_of(actor: Actor, authority: str) -> list[Standing]:
    """The campaigns of `authority`, the latest first."""
    found = list(campaigns_for(actor).filter(authority__code=authority))
    counts = counts_of(found)
    return [Standing(campaign, counts[campaign.pk]) for campaign in found]


def campaign_of(actor: Actor, pk: int) -> Standing:
    """One campaign; NotVisible elsewhere."""
    found = campaigns_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return Standing(found, counts_of([found])[found.pk])


def judged(actor: Actor, authority: str) -> Mapping[str, Judged]:
    """The effect and the placebo of each campaign in the release in use, by its title."""
    if not actor.may(Capability.SEE_CAMPAIGNS, authority):
        raise NotVisible
    try:
        effect, placebo = (_table(metric, authority) for metric in (EFFECT, PLACEBO))
    except Refused:
        return {}
    before = {cell.keys[0]: cell for cell in placebo.cells}
    return {c.keys[0]: Judged(c, before.get(c.keys[0])) for c in effect.cells}


def actions_of(actor: Actor, authority: str) -> list[tuple[TownAction, Difference]]:
    """The actions of `authority` judged against comparable communes."""
    import numpy as np

    visible = TownAction.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    found = []
    for action in visible.filter(authority__code=authority):
        values = np.array(list(action.series.values()), dtype=np.float64)
        since = action.periods.index(action.since)
        found.append((action, difference(values[0], values[1:], since)))
    return found


def oppositions_of(actor: Actor, authority: str) -> dict[str, int]:
    """How many addresses are not to be written to, by reason."""
    if not actor.may(Capability.SEE_CAMPAIGNS, authority):
        raise NotVisible
    visible = Opposition.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    counted = visible.filter(authority__code=authority).values_list("reason")
    rows = dict(counted.annotate(n=Count("pk")).order_by())
    return {str(reason.label): rows.get(reason, 0) for reason in Opposition.Reason}


def _table(metric: str, authority: str) -> DisclosedTable:
    question = Question(metric, authority, by=("campaign",))
    return answer(question, wired.warehouse(), wired.metrics(), wired.facts())


def surveys_of(actor: Actor, authority: str) -> list[Survey]:
    """The waves of `authority`, the latest first, with how many answered (`n`)."""
    visible = Survey.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    return list(visible.filter(authority__code=authority).annotate(n=Count("answers")))


def survey_of(actor: Actor, pk: int) -> Survey:
    """One wave; NotVisible elsewhere."""
    visible = Survey.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    found = visible.select_related("authority").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def wave_before(actor: Actor, survey: Survey) -> Survey | None:
    """The wave of the same questionnaire opened before `survey`; None for the first."""
    visible = Survey.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    return visible.filter(
        authority=survey.authority, questionnaire=survey.questionnaire,
        opened_at__lt=survey.opened_at,
    ).order_by("-opened_at").first()  # fmt: skip


def population_margins(actor: Actor, authority: str) -> dict[Role, dict[str, float]]:
    """What surveys are weighted to, from the release: residents by age and by quartier, requests by
    channel; a margin is empty where it does not say."""
    if not actor.may(Capability.SEE_CAMPAIGNS, authority):
        raise NotVisible
    return {role: _counted(metric, authority, by) for role, (metric, by) in _MARGINS.items()}


def _counted(metric: str, authority: str, by: str) -> dict[str, float]:
    try:
        question = Question(metric, authority, by=(by,))
        found = answer(question, wired.warehouse(), wired.metrics(), wired.facts())
    except Refused:
        return {}
    return {cell.keys[0]: cell.value for cell in found.cells if cell.value}


def watches_of(actor: Actor, authority: str) -> list[NameWatch]:
    """The readings of trademark filings of `authority`, the latest first."""
    visible = NameWatch.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    return list(visible.filter(authority__code=authority))


def watch_of(actor: Actor, pk: int) -> NameWatch:
    """One reading; NotVisible elsewhere."""
    found = NameWatch.objects.visible_to(actor, Capability.SEE_CAMPAIGNS).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
