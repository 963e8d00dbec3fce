"""The library: cards that come, borrow and stop, a reading campaign and its placebo."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population import planted
from parvis.core.population.archetypes import WOMAN
from parvis.core.population.people import YEAR
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import Shape, Sheet, day, numbered, picked, text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_JOINS, _HELD_ALREADY = -2.3, 0.9
"""Log odds of taking a card in a year; how much more hold one when the exports begin."""
_AGE_EDGES, _AGE_LOGITS = np.array([6, 12, 18, 30, 65]), np.array([0.2, 1.2, 0.5, -0.6, 0.0, 0.2])
_LOANS, _SHAPE = 9.0, 0.9
_YOUNG = (15, 25)
_CAMPAIGN_AGO, _PLACEBO_AGO = 120, 240
_AUDIENCES, _AUDIENCE_EDGES = ("Enfants", "Jeunes", "Adultes", "Seniors"), np.array([12, 18, 65])
_SEXES = ("Hommes", "Femmes")
_CLOSED_WEEKDAYS = (3, 4)
"""Sunday and Monday, as days counted from 1 January 1970 modulo 7."""
_LEAST_AGE = 3


@dataclass(frozen=True, slots=True)
class CardYears:
    """One row per card and year of use: what churn depends on, and whether it came."""

    position: Ints
    year: Ints
    loans: Ints
    is_young: Ints
    is_woman: Ints
    stopped: Ints


@dataclass(frozen=True, slots=True)
class Library:
    """Exports of the library, and what was planted in them."""

    sheets: tuple[Sheet, ...]
    register: Register
    segment: Ints
    years: CardYears
    letters: dict[str, tuple[int, Ints, Ints]]


def library(setting: Setting) -> Library:
    """Members year after year, their loans, and two mailings to half of them."""
    rng = setting.chance("library")
    who, since, panel = _members(setting, rng)
    known = register(setting, "mediatheque", "M", who, since)
    segment = rng.choice(len(planted.SEGMENTS), len(who), p=planted.SEGMENT_SHARES)
    position, when = _ordinary(setting, panel, rng)
    here = setting.is_here(who[position], when)
    position, when = position[here], when[here]
    active = np.unique(panel.position[panel.year == panel.year.max()])
    letters = {
        "lecture": _mailing(setting, active, _CAMPAIGN_AGO, rng),
        "agenda": _mailing(setting, active, _PLACEBO_AGO, rng),
    }
    more = _moved_by(position, when, letters["lecture"], planted.CAMPAIGN_RATIO, rng)
    position, when = (np.concatenate(pair) for pair in ((position, more[0]), (when, more[1])))
    loans = _loans(setting, known, segment, position, when, rng)
    return Library((loans, _letters(known, letters)), known, segment, panel, letters)


def _members(setting: Setting, rng: np.random.Generator) -> tuple[Ints, Ints, CardYears]:
    """Who holds a card, since when, and their years of use."""
    people = setting.book.town.persons
    rate = _LOANS * rng.gamma(_SHAPE, 1 / _SHAPE, len(people))
    is_member, was = np.zeros(len(people), bool), np.zeros(len(people), bool)
    since = np.zeros(len(people), np.int64)
    rows: list[tuple[Ints, ...]] = []
    for start, end in setting.years():
        here = setting.present(start)
        age = people.age(start)[here]
        joins = here[rng.random(len(here)) < _chance_to_join(setting, here, age, start)]
        joins = joins[~was[joins]]
        is_member[joins] = was[joins] = True
        since[joins] = start
        now = here[is_member[here]]
        loans = rng.poisson(rate[now] * (end - start) / YEAR)
        stops, facts = _churn(people, now, loans, start, rng)
        is_member[now[stops == 1]] = False
        rows.append((now, np.full(len(now), start), loans, *facts, stops))
    columns = [np.concatenate(c) for c in zip(*rows, strict=True)]
    who = np.unique(columns[0])
    return who, since[who], CardYears(np.searchsorted(who, columns[0]), *columns[1:])


def _chance_to_join(setting: Setting, here: Ints, age: Floats, start: int) -> Floats:
    iris = setting.iris_at(here, np.full(len(here), start))
    logit = _JOINS + _AGE_LOGITS[np.digitize(age, _AGE_EDGES)]
    logit = logit + _HELD_ALREADY * (start == setting.start)
    logit = logit + np.log(planted.UNDERSERVED_ODDS) * (iris == planted.UNDERSERVED_IRIS)
    return np.where(age < _LEAST_AGE, 0.0, 1 / (1 + np.exp(-logit)))


def _churn(
    people: Any, now: Ints, loans: Ints, start: int, rng: np.random.Generator
) -> tuple[Ints, tuple[Ints, Ints]]:
    age = people.age(start)[now]
    young = ((age >= _YOUNG[0]) & (age < _YOUNG[1])).astype(np.int64)
    woman = (people.sex[now] == WOMAN).astype(np.int64)
    logit = (
        planted.CHURN_INTERCEPT
        + planted.CHURN_LOW_USE * (loans < planted.LOW_USE)
        + planted.CHURN_YOUNG * young
        + planted.CHURN_WOMAN * woman
    )
    stops = (rng.random(len(now)) < 1 / (1 + np.exp(-logit))).astype(np.int64)
    return stops, (young, woman)


def _ordinary(setting: Setting, panel: CardYears, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The loans of the panel, on days when the library is open."""
    position, year = np.repeat(panel.position, panel.loans), np.repeat(panel.year, panel.loans)
    when = np.zeros(len(position), np.int64)
    for start, end in setting.years():
        at = np.flatnonzero(year == start)
        open_days = np.arange(start, end)
        open_days = open_days[~np.isin(open_days % 7, _CLOSED_WEEKDAYS)]
        when[at] = rng.choice(open_days, len(at))
    return position, when


def _mailing(
    setting: Setting, active: Ints, ago: int, rng: np.random.Generator
) -> tuple[int, Ints, Ints]:
    """Day of sending, cards eligible, and 1 for the half drawn to get the letter."""
    sent = (rng.random(len(active)) < planted.CAMPAIGN_SHARE).astype(np.int64)
    return max(setting.end - ago, setting.start), active, sent


def _moved_by(
    position: Ints, when: Ints, letter: tuple[int, Ints, Ints], ratio: float,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Loans that the letter adds: each of the window, by a card that got it, breeds ratio - 1."""
    on, cards, sent = letter
    got = np.zeros(max(position.max(initial=0), cards.max(initial=0)) + 1, bool)
    got[cards[sent == 1]] = True
    at = np.flatnonzero((when >= on) & (when < on + planted.CAMPAIGN_DAYS) & got[position])
    bred = np.repeat(at, rng.poisson(ratio - 1, len(at)))
    return position[bred], when[bred]


def _loans(
    setting: Setting, known: Register, segment: Ints, position: Ints, when: Ints,
    rng: np.random.Generator,
) -> Sheet:  # fmt: skip
    order = np.argsort(when, kind="stable")
    position, when = position[order], when[order]
    shares = np.cumsum(list(planted.SEGMENTS.values()), axis=1)
    kind = (rng.random(len(position))[:, None] > shares[segment[position]]).sum(axis=1)
    row = known.records(position, rng)
    people = setting.book.town.persons
    audience = np.digitize((when - people.birth[known.person[row]]) / YEAR, _AUDIENCE_EDGES)
    return Sheet("mediatheque_prets", Shape.CSV_FRENCH, (
        text("N° prêt", numbered("P", 1 + np.arange(len(row)))),
        text("Carte", known.ids[row]),
        text("Nom", known.known["last_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        day("Né(e) le", known.known["born_on"][row]),
        day("Date de prêt", when),
        text("Type de document", picked(planted.DOCUMENTS, np.minimum(kind, 4))),
        text("Public", picked(_AUDIENCES, audience)),
        text("Quartier", picked(setting.districts, setting.iris_at(known.person[row], when))),
        text("Sexe", picked(_SEXES, (people.sex[known.person[row]] == WOMAN).astype(np.int64))),
    ))  # fmt: skip


def _letters(known: Register, letters: dict[str, tuple[int, Ints, Ints]]) -> Sheet:
    """The file of the mailing tool: every eligible card, and whether it was written to."""
    cards = [known.ids[cards] for _, cards, _ in letters.values()]
    return Sheet("campagnes_envois", Shape.CSV_COMMA, (
        text("Campagne", np.repeat(np.array(list(letters), object), [len(c) for c in cards])),
        text("Carte", np.concatenate(cards)),
        day("Date d’envoi", np.concatenate([np.full(len(c), on) for on, c, _ in letters.values()])),
        text("Envoyé", picked(("non", "oui"), np.concatenate([s for *_, s in letters.values()]))),
    ))  # fmt: skip
