"""What the screens of the campaigns say: sentences first, then what proves them."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.apps.campaigns.models import Campaign, CampaignState, TownAction
from parvis.apps.campaigns.points import span_said
from parvis.apps.campaigns.selectors import (
    Judged,
    Standing,
    actions_of,
    campaigns_of,
    judged,
)
from parvis.apps.campaigns.showing import letters_by_place, shown_until
from parvis.core.access import Actor, Capability
from parvis.core.french import between, count, long_day, number, points
from parvis.core.loyalty.differences import Difference
from parvis.core.loyalty.outreach import Medium, Verdict
from parvis.core.loyalty.preparing import REASONS
from parvis.core.privacy.disclosure import Cell
from parvis.core.sectors import Sector

_VERDICTS = {
    Verdict.ALLOWED: "Permise.",
    Verdict.CONSENT: "Permise envers ceux qui ont consenti, et eux seuls.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One campaign in words."""

    verdict: str
    left_out: tuple[str, ...]
    detectable: str
    effect: str
    placebo: str
    adjusted: str
    can_prepare: bool
    can_launch: bool
    can_stop: bool
    can_measure: bool
    has_letters: bool
    on_show: str
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class EvaluatedRow:
    """One line of the evaluation: an action, what it aimed at, what came of it."""

    title: str
    url: str
    goal: str
    target: str
    measure: str
    effect: str
    conclusion: str


def shown_of(actor: Actor, authority: str, standing: Standing) -> Shown:
    """What the page of one campaign says."""
    campaign = standing.campaign
    found = judged(actor, authority).get(campaign.title, Judged(None, None))
    state, is_shown = campaign.state, campaign.is_shown
    has_letters = campaign.channel == Medium.LETTER
    return Shown(
        verdict=_VERDICTS.get(campaign.decision.get("verdict", ""), "Faite par un autre outil."),
        left_out=tuple(f"{count(n, 'personne')} {REASONS[reason]}"
                       for reason, n in campaign.left_out.items()),
        detectable=_detectable(campaign),
        effect=_effect_said(found.effect),
        placebo=_placebo_said(found.placebo),
        adjusted=_adjusted_said(campaign),
        can_prepare=state in (CampaignState.DRAFT, CampaignState.PREPARED),
        can_launch=state == CampaignState.PREPARED,
        can_stop=state in (CampaignState.DRAFT, CampaignState.PREPARED, CampaignState.SENDING)
        or (is_shown and state == CampaignState.DONE),
        on_show=_on_show(campaign) if is_shown else "",
        places=tuple(letters_by_place(campaign)) if has_letters else (),
        has_letters=has_letters
        and actor.may(Capability.SEE_LINES, authority, Sector(campaign.sector)),
        can_measure=state in (CampaignState.DONE, CampaignState.STOPPED) and bool(campaign.outcome),
    )  # fmt: skip


def _on_show(campaign: Campaign) -> str:
    where = "sur le portail" if campaign.channel == Medium.TILE else "sur les écrans de la ville"
    if campaign.state == CampaignState.STOPPED:
        return f"Retirée {where}."
    if campaign.launched_at is None:
        return f"Serait montrée à tous {where}, sans donnée personnelle."
    return f"Montrée à tous {where}, jusqu’au {long_day(shown_until(campaign).date())}."


def evaluated(actor: Actor, authority: str) -> list[EvaluatedRow]:
    """Every action of the town, also those that did nothing."""
    effects = judged(actor, authority)
    rows = [_campaign_row(s, effects.get(s.campaign.title)) for s in campaigns_of(actor, authority)
            if s.campaign.launched_at]  # fmt: skip
    return [*rows, *(_action_row(a, d) for a, d in actions_of(actor, authority))]


def _is_told_apart(cell: Cell) -> bool:
    return cell.low is not None and cell.high is not None and not cell.low <= 0 <= cell.high


def _effect_said(cell: Cell | None) -> str:
    if cell is None or cell.value is None or cell.low is None or cell.high is None:
        return ""
    span = span_said(cell.low, cell.high)
    if _is_told_apart(cell):
        return f"Le message a déplacé {points(cell.value)} ({span})."
    return f"Aucun effet distinguable : {points(cell.value)} ({span})."


def _placebo_said(cell: Cell | None) -> str:
    if cell is None or cell.value is None or cell.low is None or cell.high is None:
        return ""
    span = span_said(cell.low, cell.high)
    if _is_told_apart(cell):
        return f"Le placebo n’est pas nul ({span}) : les deux groupes différaient déjà."
    return f"Le placebo est nul : avant l’envoi, {points(cell.value)} ({span})."


def _adjusted_said(campaign: Campaign) -> str:
    found = campaign.adjusted
    if not found:
        return ""
    low, high = number(found["low"]), number(found["high"])
    return (
        f"En nombre de fois par personne, ce qui précédait étant retiré : {number(found['value'])} "
        f"de plus ({between(low, high)})."
    )


def _detectable(campaign: Campaign) -> str:
    if campaign.detectable is None:
        return ""
    return f"Un effet de {points(campaign.detectable)} serait vu quatre fois sur cinq."


def _campaign_row(standing: Standing, found: Judged | None) -> EvaluatedRow:
    campaign = standing.campaign
    cell = found.effect if found else None
    return EvaluatedRow(
        campaign.title, f"/agir/campagnes/{campaign.pk}/", campaign.goal,
        "tous" if campaign.is_shown else count(standing.written, "personne"),
        f"au moins {campaign.least} fois en {campaign.window_days} jours, tirage au sort"
        if campaign.outcome else "non mesurée",
        _cell_said(cell), _conclusion(cell),
    )  # fmt: skip


def _cell_said(cell: Cell | None) -> str:
    if cell is None or cell.value is None or cell.low is None or cell.high is None:
        return "—"
    return f"{points(cell.value)} ({span_said(cell.low, cell.high)})"


def _conclusion(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return "pas encore jugée"
    if not _is_told_apart(cell):
        return "n’a rien changé de distinguable"
    return "a marché" if cell.value > 0 else "a eu l’effet contraire"


def _action_row(action: TownAction, found: Difference) -> EvaluatedRow:
    said = f"{number(found.value)} {action.unit} ({between(number(found.low), number(found.high))})"
    return EvaluatedRow(
        action.title, "", action.goal, action.target,
        f"{action.measure}, contre {len(action.series) - 1} communes comparables",
        said, " ".join(_action_conclusion(found)),
    )  # fmt: skip


def _action_conclusion(found: Difference) -> Iterator[str]:
    if not found.is_credible:
        yield "placebo non nul : la ville divergeait déjà, rien ne se conclut"
    elif not found.is_said:
        yield "n’a rien changé de distinguable"
    else:
        yield "la ville s’écarte de ses semblables après l’action"
