"""How a desk is set up: its hours, teams, categories, templates and routes, read from one file.

Towns change this file, never code; each version is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parvis.core.calendar.hours import WeekHours, hours_from
from parvis.core.casework.delays import Delay, delay_from
from parvis.core.casework.letters import check
from parvis.core.entries import Entries
from parvis.core.errors import Refused
from parvis.core.sectors import Sector

FIRST_DAY = "0001-01-01"
ANY = ""
"""A condition of a route that holds whatever the request is."""


class Dispatch(StrEnum):
    """How a team shares what comes: it picks, each in turn, or the least busy first."""

    NONE = "none"
    TURN = "turn"
    LOAD = "load"


class Seen(StrEnum):
    """Who may know that a request exists, where it is and how it goes (never what it says)."""

    ANYBODY = "anybody"
    TOWN = "town"


class Question(StrEnum):
    """Whether the one question of satisfaction is asked after closing."""

    ASKED = "asked"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Team:
    """Who handles requests: how it is called, and what an acknowledgement says of it.

    `agents` are e-mails, among whom `dispatch` shares the requests.
    """

    id: str
    title: str
    sector: Sector
    email: str
    phone: str
    address: str
    dispatch: Dispatch
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """What a request is about. `demarche` names its legal treatment, "" for none.

    `is_public`: its place, state and dates (no word, no person) are read by anybody.
    `promise` is the working time in which the town answers. Two reports of one thing lie
    within `radius_m` metres; 0 where a place says nothing.
    """

    id: str
    title: str
    team: str
    promise: Delay
    demarche: str
    radius_m: float
    keywords: tuple[str, ...]
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """An answer ready to be completed; `category` is ANY or the only one it serves."""

    id: str
    title: str
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Route:
    """Whom a request goes to when all that is named here fits; `because` is kept with it."""

    category: str
    district: str
    channel: str
    audience: str
    team: str
    because: str


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """All that a town decides of its desk.

    `keep_months`: names, words and files of a request are erased so many months after its
    closing; the history stays. `asks_satisfaction`: whether closing asks the one question.
    """

    title: str
    keep_months: int
    asks_satisfaction: bool
    weeks: tuple[tuple[date, WeekHours], ...]
    holidays: str
    closures: tuple[str, ...]
    escalate_at: tuple[float, ...]
    teams: Mapping[str, Team]
    categories: Mapping[str, Category]
    templates: tuple[Template, ...]
    routes: tuple[Route, ...]

    @property
    def fallback(self) -> str:
        """The category of what fits nowhere: "autre" if there is one, else the last."""
        return "autre" if "autre" in self.categories else list(self.categories)[-1]

    def category(self, code: str) -> Category:
        """The category `code`; Refused if this desk has none such."""
        if code not in self.categories:
            raise Refused("desk.category", code=code, known=", ".join(self.categories))
        return self.categories[code]

    def team(self, code: str) -> Team:
        """The team `code`; Refused if this desk has none such."""
        if code not in self.teams:
            raise Refused("desk.team", code=code, known=", ".join(self.teams))
        return self.teams[code]

    def sector_of(self, category: str) -> Sector:
        """The sector whose agents handle `category`: its team's."""
        return self.teams[self.category(category).team].sector


def setup_from(data: Mapping[str, Any], file: str) -> DeskSetup:
    """The desk that `file` sets up; Refused names the entry at fault."""
    entries = Entries(data, file)
    setup = DeskSetup(
        title=entries.text("title"),
        keep_months=int(entries.number("keep_months")),
        asks_satisfaction=entries.choice("satisfaction", Question) is Question.ASKED,
        weeks=tuple(_week(t) for t in entries.tables("hours")),
        holidays=entries.text("holidays"),
        closures=entries.texts("closures"),
        escalate_at=tuple(_share(entries, text) for text in entries.texts("escalate_at")),
        teams={t.id: t for t in map(_team, entries.tables("team"))},
        categories={c.id: c for c in map(_category, entries.tables("category"))},
        templates=tuple(map(_template, _optional(entries, data, "template"))),
        routes=tuple(map(_route, _optional(entries, data, "route"))),
    )
    entries.end()
    _check_names(setup, entries)
    return setup


def _optional(entries: Entries, data: Mapping[str, Any], name: str) -> tuple[Entries, ...]:
    return entries.tables(name) if name in data else ()


def _check_names(setup: DeskSetup, entries: Entries) -> None:
    """Every team and category that something names must be there."""
    teams = [(f"category {c.id}", c.team) for c in setup.categories.values()]
    teams += [("route", route.team) for route in setup.routes]
    for place, team in teams:
        if team not in setup.teams:
            entries.refuse("desk.team", place, code=team, known=", ".join(setup.teams))
    named = [("template", t.category) for t in setup.templates]
    named += [("route", route.category) for route in setup.routes]
    for place, code in named:
        if code and code not in setup.categories:
            entries.refuse("desk.category", place, code=code, known=", ".join(setup.categories))


def _week(entries: Entries) -> tuple[date, WeekHours]:
    since, week = entries.text("since", FIRST_DAY), entries.text("week")
    entries.end()
    try:
        return date.fromisoformat(since), hours_from(week)
    except ValueError:
        entries.refuse("calendar.day", "since", value=since)
    except Refused as refusal:
        entries.refuse(refusal.rule, "week", **refusal.facts)


def _share(entries: Entries, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        entries.refuse("desk.share", "escalate_at", value=text)
    return share


def _team(entries: Entries) -> Team:
    team = Team(
        id=entries.text("id"),
        title=entries.text("title"),
        sector=entries.choice("sector", Sector),
        email=entries.text("email"),
        phone=entries.text("phone"),
        address=entries.text("address"),
        dispatch=entries.choice("dispatch", Dispatch),
        agents=entries.texts("agents"),
    )
    entries.end()
    return team


def _category(entries: Entries) -> Category:
    promise = entries.text("promise")
    category = Category(
        id=entries.text("id"),
        title=entries.text("title"),
        team=entries.text("team"),
        promise=_delay(entries, promise),
        demarche=entries.text("demarche", ""),
        radius_m=entries.number("radius_m", 0.0),
        keywords=entries.texts("keywords"),
        is_public=entries.choice("seen_by", Seen) is Seen.ANYBODY,
    )
    entries.end()
    return category


def _delay(entries: Entries, text: str) -> Delay:
    try:
        return delay_from(text)
    except Refused:
        entries.refuse("clock.delay", "promise", value=text)


def _template(entries: Entries) -> Template:
    template = Template(
        id=entries.text("id"),
        title=entries.text("title"),
        category=entries.text("category", ANY),
        text=entries.text("text"),
    )
    entries.end()
    try:
        check(template.text)
    except Refused as refusal:
        entries.refuse(refusal.rule, "text", **refusal.facts)
    return template


def _route(entries: Entries) -> Route:
    route = Route(
        category=entries.text("category", ANY),
        district=entries.text("district", ANY),
        channel=entries.text("channel", ANY),
        audience=entries.text("audience", ANY),
        team=entries.text("team"),
        because=entries.text("because"),
    )
    entries.end()
    return route
