"""School meals: who eats where and when, what families pay, and a batch nobody invoiced."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population import planted
from parvis.core.population.enrolment import (
    SCHOOLS,
    enrolments,
    pupils,
    september_years,
)
from parvis.core.population.family import quotients
from parvis.core.population.people import Persons, date_of, day_of
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import (
    NO_DAY,
    Days,
    Shape,
    Sheet,
    day,
    decimal,
    numbered,
    picked,
    text,
    whole,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TARIFF = ((400, 1.20), (600, 2.10), (planted.THRESHOLD, 3.00), (1_200, 4.20), (10**9, 5.10))
"""Price of a meal, in euros, up to each quotient familial (not included)."""
_ENROLLED, _DAY_TAKEN, _ABSENT, _OVERPLANNED, _STRIKES = 0.8, 0.75, 0.06, 1.065, 3
_STRIKE_ABSENT, _UNPAID, _SWAPPED = 0.65, 0.06, 0.02
_PATTERNS, _STAYS = 4, 0.45
_JULY = 7
_FAMILY_BASE = 20_000
_FAULTS = {(10, 2): "31/02/2025", (900, 4): "-12", (1_500, 0): ""}


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One year of meals. `booked` and `eaten` are (pupils, days); `site` the school of each.

    `home` is the household of each at the start, `strikes` those of the `days` with a strike.
    """

    label: str
    child: Ints
    site: Ints
    home: Ints
    days: Ints
    strikes: Ints
    booked: Flags
    eaten: Flags
    quotient: Floats
    true_quotient: Floats


@dataclass(frozen=True, slots=True)
class Unbilled:
    """The batch left out of the invoices: school, month, children and meals."""

    school: str
    month: str
    children: Ints
    meals: int


@dataclass(frozen=True, slots=True)
class School:
    """Exports of the schools, and what was planted in them.

    `swapped`: records of pairs of siblings whose birth dates were exchanged.
    """

    sheets: tuple[Sheet, ...]
    register: Register
    years: tuple[SchoolYear, ...]
    unbilled: Unbilled
    swapped: tuple[Ints, Ints]


def school(setting: Setting) -> School:
    """Every school year of the exports: grids of attendance, meals served, invoices."""
    rng = setting.chance("school")
    years = tuple(
        y for y in (_year(setting, s, rng) for s in september_years(setting)) if len(y.days)
    )
    enrolled = tuple(pupils(setting, s) for s in september_years(setting))
    children = np.unique(np.concatenate([e.child for e in enrolled]))
    since = np.maximum(setting.book.town.persons.birth[children] + 3 * 365, setting.start - 3_650)
    known = register(setting, "familles", "E", children, since)
    invoices, unbilled = _invoices(setting, years, known, children, rng)
    grids = [_grid(y, known, np.searchsorted(children, y.child)) for y in years]
    before_after = _wraparound(setting, years, known, children)
    swapped = _siblings(setting, known, rng)
    sheets = (_families(setting, known, swapped), enrolments(setting, enrolled, known, children),
              _served(years, rng), openings(years), before_after, *grids, invoices)  # fmt: skip
    return School(sheets, known, years, unbilled, swapped)


def _year(setting: Setting, year: int, rng: np.random.Generator) -> SchoolYear:
    found, people = pupils(setting, year), setting.book.town.persons
    start, end = found.start, min(day_of(date_of(0).replace(year + 1, _JULY, 6)), setting.end)
    eats = _steady(setting, "canteen", len(people))[found.child] < _ENROLLED
    child, site = found.child[eats], found.site[eats]
    days = setting.canteen_days(start, end) if end > start else np.empty(0, np.int64)
    taken = rng.random((len(child), _PATTERNS)) < _DAY_TAKEN
    there = (people.left[child][:, None] > days) & (people.died[child][:, None] > days)
    booked = taken[:, _weekday(days)] & there
    strikes = rng.choice(len(days), min(_STRIKES, len(days)), replace=False)
    absent = np.full(len(days), _ABSENT)
    absent[strikes] = _STRIKE_ABSENT
    eaten = booked & (rng.random(booked.shape) >= absent)
    home = setting.household_at(child, start)
    true = quotients(setting, start)[home]
    declared = _declared(true, home, rng)
    return SchoolYear(f"{year}-{year + 1}", child, site, home, days, np.sort(days[strikes]),
                      booked, eaten, declared, true)  # fmt: skip


def _steady(setting: Setting, name: str, count: int) -> Floats:
    """One number in [0, 1) for each person, the same every year."""
    return setting.chance(f"steady {name}").random(count)


def _weekday(days: Ints) -> Ints:
    """0 to 3 for Monday, Tuesday, Thursday, Friday (1 January 1970 was a Thursday)."""
    return np.array([2, 3, 0, 0, 0, 1, 1])[days % 7]


def _declared(true: Floats, household: Ints, rng: np.random.Generator) -> Floats:
    """What families declare: some of those just above the threshold come just below it."""
    homes, at = np.unique(household, return_inverse=True)
    avoids = rng.random(len(homes))[at] < planted.THRESHOLD_SHARE
    below = planted.THRESHOLD - 1 - 40 * rng.random(len(homes))[at]
    above = (true >= planted.THRESHOLD) & (true < planted.THRESHOLD + planted.THRESHOLD_WIDTH)
    return np.rint(np.where(above & avoids, below, true))


def _siblings(setting: Setting, known: Register, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """A few pairs of siblings, one at least, each child in one pair at most."""
    first = len(np.unique(known.person))
    parent = answerable(setting.book.town.persons, known.person[:first])
    order = np.argsort(parent, kind="stable")
    _, start, count = np.unique(parent[order], return_index=True, return_counts=True)
    rank = np.arange(first) - np.repeat(start, count)
    pairs = np.flatnonzero((rank[:-1] % 2 == 0) & (rank[1:] > rank[:-1]))
    pairs = pairs[known.known["born_on"][order[pairs]] != known.known["born_on"][order[pairs + 1]]]
    drawn = rng.random(len(pairs)) < _SWAPPED
    chosen = pairs[drawn] if drawn.any() else pairs[:1]
    return order[chosen], order[chosen + 1]


def _families(setting: Setting, known: Register, swapped: tuple[Ints, Ints]) -> Sheet:
    """One row per child: the parent who answers for them, and the child; a few are swapped."""
    people = setting.book.town.persons
    parent = answerable(people, known.person)
    born, (one, other) = known.known["born_on"].copy(), swapped
    born[one], born[other] = born[other].copy(), born[one].copy()
    return Sheet("portail_familles", Shape.CSV_SEMICOLON, (
        text("N° enfant", known.ids),
        text("N° famille", numbered("F", _FAMILY_BASE + people.household[known.person])),
        text("Nom enfant", known.known["last_name"]),
        text("Prénom enfant", known.known["first_name"]),
        text("Sexe", known.known["sex"]),
        day("Naissance enfant", born),
        text("Nom responsable", setting.book.names.birth[parent]),
        text("Prénom responsable", setting.book.names.first[parent]),
        text("Adresse", known.known["address"]),
        text("Code postal", np.full(len(parent), setting.book.postcode, dtype=object)),
        text("Téléphone", known.known["phone"]),
        text("Courriel", known.known["email"]),
        day("Emménagement", people.arrived[parent]),
    ), days=Days.FIXED)  # fmt: skip


def answerable(people: Persons, child: Ints) -> Ints:
    """The mother, else the father, else whoever the child is with on paper: themselves."""
    father = np.where(people.father[child] >= 0, people.father[child], child)
    return np.where(people.mother[child] >= 0, people.mother[child], father)


def _grid(year: SchoolYear, known: Register, position: Ints) -> Sheet:
    """The register of presence as offices keep it: one row per child, one column per day."""
    marks = year.booked.astype(np.int8) + year.eaten
    words = ("", "A", "P")
    cells = [text(date_of(d).strftime("%d/%m/%Y"), picked(words, marks[:, k]))
             for k, d in enumerate(year.days.tolist())]  # fmt: skip
    return Sheet(f"cantine_pointage_{year.label}", Shape.CSV_FRENCH, (
        text("N° enfant", known.ids[position]),
        text("Nom", known.known["last_name"][position]),
        text("Prénom", known.known["first_name"][position]),
        text("École", picked(SCHOOLS, year.site)),
        *cells,
    ))  # fmt: skip


def openings(years: tuple[SchoolYear, ...]) -> Sheet:
    """Days of school meals, and those of a strike: what was known ahead."""
    days = np.concatenate([y.days for y in years])
    strikes = np.isin(days, np.concatenate([y.strikes for y in years])).astype(np.int64)
    return Sheet("cantine_calendrier", Shape.CSV_COMMA, (
        day("Date", days), text("Grève", picked(("non", "oui"), strikes)),
    ), days=Days.ISO)  # fmt: skip


def _served(years: tuple[SchoolYear, ...], rng: np.random.Generator) -> Sheet:
    """Meals planned and served, by school and day: kitchens plan more than is eaten."""
    parts = []
    for y in years:
        per_site = [(y.site == s) for s in range(len(SCHOOLS))]
        eaten = np.array([y.eaten[at].sum(axis=0) for at in per_site])
        planned = np.maximum(np.rint(eaten * _OVERPLANNED + rng.normal(0, 2, eaten.shape)), 0)
        site, column = np.nonzero(eaten)
        parts.append((site, y.days[column], planned[site, column], eaten[site, column]))
    site, when, planned, eaten = (np.concatenate(c) for c in zip(*parts, strict=True))
    order = np.lexsort((site, when))
    faults = {cell: wrong for cell, wrong in _FAULTS.items() if cell[0] < len(site)}
    return Sheet("cantine_presences", Shape.CSV_FRENCH, (
        text("Restaurant", picked(SCHOOLS, site[order])),
        text("Type", np.full(len(site), "M/E", dtype=object)),
        day("Date", when[order]),
        whole("Repas prévus", planned[order].astype(np.int64)),
        whole("Repas servis", eaten[order]),
    ), faults=faults)  # fmt: skip


def _wraparound(
    setting: Setting, years: tuple[SchoolYear, ...], known: Register, children: Ints
) -> Sheet:
    """Hours before and after school: sessions of each child and month, mornings and evenings."""
    rng = setting.chance("periscolaire")
    child, site, month, days, _ = _lines(setting, years)
    habit = np.where(rng.random(len(children)) < _STAYS, rng.beta(2, 2, len(children)), 0.0)
    position = np.searchsorted(children, child)
    morning = rng.binomial(days, habit[position] * 0.5)
    evening = rng.binomial(days, habit[position])
    kept = np.flatnonzero(morning + evening)
    return Sheet("periscolaire_presences", Shape.CSV_FRENCH, (
        text("N° enfant", known.ids[position[kept]]),
        text("Accueil", picked(SCHOOLS, site[kept])),
        day("Mois", month[kept]),
        whole("Matins", morning[kept]),
        whole("Soirs", evening[kept]),
    ))  # fmt: skip


def _invoices(
    setting: Setting, years: tuple[SchoolYear, ...], known: Register, children: Ints,
    rng: np.random.Generator,
) -> tuple[Sheet, Unbilled]:  # fmt: skip
    """One line per child and month, at the price of the quotient declared; one batch is missing."""
    child, site, month, meals, quotient = _lines(setting, years)
    lost = np.unique(month)[-planned_months(month)]
    is_lost = (site == planted.UNBILLED_SITE) & (month == lost)
    unbilled = Unbilled(
        SCHOOLS[planted.UNBILLED_SITE], date_of(int(lost)).strftime("%Y-%m"),
        child[is_lost], int(meals[is_lost].sum()),
    )  # fmt: skip
    kept = np.flatnonzero(~is_lost)[np.argsort(month[~is_lost], kind="stable")]
    position = np.searchsorted(children, child[kept])
    price = np.array([p for _, p in TARIFF])[np.digitize(quotient[kept], [q for q, _ in TARIFF])]
    issued = month[kept] + 34
    paid = issued + np.rint(rng.lognormal(2.6, 0.7, len(kept))).astype(np.int64)
    late = (rng.random(len(kept)) < _UNPAID) | (paid >= setting.end)
    home = setting.book.town.persons.household[children[position]]
    return Sheet("regie_factures", Shape.CSV_FRENCH, (
        text("N° facture", numbered("", 1_000_001 + np.arange(len(kept)))),
        text("N° famille", numbered("F", _FAMILY_BASE + home)),
        text("N° enfant", known.ids[position]),
        day("Mois", month[kept]),
        whole("Repas", meals[kept]),
        whole("Quotient familial", quotient[kept].astype(np.int64)),
        decimal("Prix unitaire", price),
        decimal("Montant", price * meals[kept]),
        day("Émise le", issued),
        day("Payée le", np.where(late, NO_DAY, paid)),
    ), days=Days.EXCEL), unbilled  # fmt: skip


def planned_months(month: Ints) -> int:
    """How far from the end the missing month stands, among those with meals."""
    return min(planted.UNBILLED_MONTHS_AGO, len(np.unique(month)))


def _lines(
    setting: Setting, years: tuple[SchoolYear, ...]
) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Child, school, month, meals booked and quotient declared, for each month with meals."""
    found = []
    for start, end in setting.months():
        for y in years:
            meals = y.booked[:, (y.days >= start) & (y.days < end)].sum(axis=1)
            at = np.flatnonzero(meals)
            found.append(
                (y.child[at], y.site[at], np.full(len(at), start), meals[at], y.quotient[at])
            )
    child, site, month, meals, quotient = (np.concatenate(c) for c in zip(*found, strict=True))
    return child, site, month, meals, quotient
