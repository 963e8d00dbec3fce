"""The screen of orders: how many to prepare in the days ahead, and whether forecasts still hold.

Counts by site and day: no person is in them. They stay in the sector of those who run the service.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parvis.apps import wired
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.jobs.models import Job
from parvis.apps.simulators.counted import counted
from parvis.apps.simulators.outlooks import HORIZON, View, ask
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.core import french
from parvis.core.access import Actor, Capability
from parvis.core.calendar.holidays import calendar_named, days_off
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import NBSP, THIN
from parvis.core.offer.attendance import WHOLE, Attendance
from parvis.core.offer.cases import day_of
from parvis.core.offer.kitchen import TRIED_WEEKS, Kitchen, kitchen_of
from parvis.core.offer.order import Costs, Drift
from parvis.core.sectors import Sector

_CALENDAR = "FR"


def orderable_for(actor: Actor, authority: str, today: date) -> list[Attendance]:
    """The services of the actor's sectors whose attendance is loaded, by title."""
    visible = Delivery.objects.visible_to(actor, Capability.SIMULATE)
    kept = visible.filter(authority__code=authority, state=DeliveryState.KEPT, rows_kept__gt=0)
    held = set(kept.values_list("contract", flat=True))
    found = [one for one in counted().values() if one.contract in held
             and actor.may(Capability.SIMULATE, authority, _sector(one))]  # fmt: skip
    return sorted(found, key=lambda one: one.title)


def attendance_for(actor: Actor, authority: str, name: str) -> Attendance:
    """One service; NotVisible out of the actor's sectors, or where there is none."""
    asked = counted().get(name)
    if asked is None or not actor.may(Capability.SIMULATE, authority, _sector(asked)):
        raise NotVisible
    return asked


def _sector(asked: Attendance) -> Sector:
    return wired.contracts()[asked.contract].sector


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known ahead, as typed, and what a unit thrown away or missing costs."""

    costs: Costs
    closed: frozenset[date]
    strikes: frozenset[date]


@dataclass(frozen=True)
class Page:
    """Everything the template writes."""

    asked: Attendance
    kitchen: Kitchen
    answer: str
    also: tuple[str, ...]
    days: tuple["Day", ...]

    @property
    def is_single(self) -> bool:
        """Whether one place is all there is: its days are then the rows of one table."""
        return len({one.site for one in self.kitchen.orders}) == 1


@dataclass(frozen=True, slots=True)
class Day:
    """One day ahead: its sites and what they add up to."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    total: str


def page_of(
    actor: Actor, authority: str, name: str, ahead: Ahead, today: date, now: datetime
) -> Page | Job:
    """Orders of the days ahead, or the work that forecasts them if it is not done yet.

    NotVisible out of the actor's sectors, Refused without counts.
    """
    asked = attendance_for(actor, authority, name)
    place = visible_authorities(actor).filter(code=authority).first()
    if place is None:
        raise NotVisible
    tried = ask(actor=actor, now=now, view=View(place, asked, today, ahead.strikes))
    if isinstance(tried, Job):
        return tried
    found = kitchen_of(tried, ahead.costs, ahead.closed | _holidays(today))
    return Page(asked, found, _answer(asked, found), tuple(_also(asked, found)),
                tuple(_days(found)))  # fmt: skip


def _holidays(today: date) -> frozenset[date]:
    last = date.fromordinal(today.toordinal() + HORIZON)
    return days_off(calendar_named(_CALENDAR, wired.calendars()), today, last)


def _answer(asked: Attendance, found: Kitchen) -> str:
    if not found.orders:
        return "Aucun service dans les sept jours qui viennent."
    total = sum(one.order for one in found.orders)
    days = sorted({one.day for one in found.orders})
    sites = french.count(len({one.site for one in found.orders}), "site")
    verb = "commander" if asked.is_eaten else "prévoir"
    return (f"Du {french.long_day(days[0])} au {french.long_day(days[-1])}, {verb} "
            f"{french.number(total, 0)} {asked.unit} pour {sites}.")  # fmt: skip


def _also(asked: Attendance, found: Kitchen) -> Iterator[str]:
    trial = found.trial
    did, wasted = ("commander ainsi", "jeté") if asked.is_eaten else ("prévoir ainsi", "compté")
    over = "" if asked.is_eaten else " de trop"
    said = (f"Ces {french.spelled(TRIED_WEEKS)} dernières semaines servies, {did} aurait {wasted} "
            f"{french.number(trial.waste, 0)} {asked.unit}{over} et en aurait fait manquer "
            f"{french.number(trial.shortage, 0)}")  # fmt: skip
    if trial.planned_waste is None or trial.planned_shortage is None:
        yield f"{said}."
    else:
        yield (f"{said}{THIN}; ce qui était prévu en a jeté "
               f"{french.number(trial.planned_waste, 0)} et fait manquer "
               f"{french.number(trial.planned_shortage, 0)}.")  # fmt: skip
    yield (f"Écart moyen des prévisions{NBSP}: {french.percent(trial.wape, 1)}{THIN}; l’intervalle "
           f"a tenu {french.percent(trial.held)} du temps, pour 90{THIN}% annoncés.")  # fmt: skip
    yield from _drifts(asked, found.drifts)
    if not found.is_calendar_known:
        closed = "les vacances scolaires" if asked.is_eaten else "les fermetures"
        yield (f"Aucun calendrier ne couvre ces jours{NBSP}: {closed} ne sont pas retirées. "
               "Notez-les ci-dessous.")  # fmt: skip
    if found.is_strike_new:
        yield ("Aucune grève passée n’est connue dans ces fichiers : ces jours sont prévus comme "
               "les autres. Diminuez la commande vous-même.")  # fmt: skip
    yield f"Derniers comptes connus{NBSP}: {french.day(found.last_on)}."


def _drifts(asked: Attendance, drifts: Sequence[tuple[str, date, Drift]]) -> Iterator[str]:
    """Since when forecasts no longer hold, in a sentence a site."""
    if not drifts:
        yield "Les prévisions tiennent partout."
    did, verb = ("sert", "commander") if asked.is_eaten else ("compte", "prévoir")
    for site, since, drift in drifts:
        where = "Les" if site == WHOLE else f"À {site}, les"
        side = "de plus" if drift.bias > 0 else "de moins"
        yield (f"{where} prévisions ne tiennent plus depuis le {french.day(since)}{NBSP}: on en "
               f"{did} {french.percent(abs(drift.bias))} {side} que prévu. Cherchez pourquoi avant "
               f"de {verb}.")  # fmt: skip


def _days(found: Kitchen) -> Iterator[Day]:
    for day in sorted({one.day for one in found.orders}):
        rows = [one for one in found.orders if one.day == day]
        title = french.long_day(day)
        cells = tuple(
            (one.site, french.number(one.expected, 0), french.between(
                french.number(one.low, 0), french.number(one.high, 0)),
             french.number(one.order, 0))
            for one in rows
        )  # fmt: skip
        yield Day(title[:1].upper() + title[1:], cells,
                  french.number(sum(one.order for one in rows), 0))  # fmt: skip


HEADER = ("site", "date", "attendu", "bas", "haut", "commande")


def lines_of(kitchen: Kitchen) -> Iterator[tuple[str, ...]]:
    """The rows of the file: ISO days, dots for decimals."""
    for one in kitchen.orders:
        numbers = (f"{value:.1f}" for value in (one.expected, one.low, one.high))
        yield (one.site, one.day.isoformat(), *numbers, f"{one.order:.0f}")


def days_typed(text: str) -> frozenset[date]:
    """The days of a line: "27/11/2026, 2026-11-30"; Refused names the one that is none."""
    words = [word for word in text.replace(";", " ").replace(",", " ").split() if word]
    return frozenset(day_of(word) for word in words)


def ahead_typed(waste: str, shortage: str, closed: str, strikes: str) -> Ahead:
    """What was typed; Refused in one sentence where it makes no sense."""
    return Ahead(Costs(_euros(waste), _euros(shortage)), days_typed(closed), days_typed(strikes))


def _euros(text: str) -> float:
    try:
        return float(text.strip().replace(",", ".").replace("€", ""))
    except ValueError as error:
        raise Refused("simulation.number", value=text) from error
