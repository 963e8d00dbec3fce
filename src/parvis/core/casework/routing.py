"""Whom a request goes to, and why: by category, place, channel and audience, then by load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parvis.core.casework.setup import DeskSetup, Route


@dataclass(frozen=True, slots=True)
class Subject:
    """What routing looks at; "" where it is not known."""

    category: str
    district: str = ""
    channel: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """A team, and the sentence that says why."""

    team: str
    because: str


def route(subject: Subject, setup: DeskSetup) -> Routed:
    """The team of the most precise route that fits, else that of the category."""
    fitting = [r for r in setup.routes if _fits(r, subject)]
    if fitting:
        chosen = max(fitting, key=_precision)
        return Routed(chosen.team, chosen.because)
    category = setup.category(subject.category)
    return Routed(category.team, f"{setup.team(category.team).title} : motif {category.title}")


def least_loaded(agents: Sequence[str], load: Mapping[str, int], turn: int) -> str:
    """The agent with the fewest open requests; among equals, each in turn. "" if nobody."""
    if not agents:
        return ""
    fewest = min(load.get(agent, 0) for agent in agents)
    equals = sorted(agent for agent in agents if load.get(agent, 0) == fewest)
    return equals[turn % len(equals)]


def standing_in(agent: str, absences: Mapping[str, str]) -> str:
    """Who works for `agent` today: their deputy, the deputy's deputy; "" if nobody is left.

    `absences` names the deputy of each absent agent ("" for none).
    """
    seen: set[str] = set()
    while agent in absences and agent not in seen:
        seen.add(agent)
        agent = absences[agent]
    return "" if agent in absences else agent


def _fits(rule: Route, subject: Subject) -> bool:
    pairs = ((rule.category, subject.category), (rule.district, subject.district),
             (rule.channel, subject.channel), (rule.audience, subject.audience))  # fmt: skip
    return all(asked in ("", found) for asked, found in pairs)


def _precision(rule: Route) -> int:
    return sum(bool(x) for x in (rule.category, rule.district, rule.channel, rule.audience))
