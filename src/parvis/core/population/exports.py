"""Three exports of a fictitious town, written as its applications would write them.

A few rows are wrong on purpose (an impossible date, an empty mandatory field, a negative
number): a real export has some, and the quarantine is worth seeing at work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from parvis.core.population.calendar import canteen_days, days, years_before
from parvis.core.population.residents import Resident, residents

YEARS = 2
_SITES = (
    ("Les Tilleuls", "M", 62), ("Les Tilleuls", "E", 118), ("Rive-du-Loir", "M/E", 141),
    ("La Garenne", "M", 54), ("La Garenne", "E", 96), ("Les Hautes-Vignes", "M/E", 127),
    ("Clos-Saint-Martin", "E", 83), ("Belle-Étoile", "M/E", 74),
)  # fmt: skip
_OVERPLANNING = 1.065
# category, share, median days to close, legal or promised days
_CATEGORIES = (
    ("Voirie", 0.24, 9, 15), ("Propreté", 0.22, 3, 5), ("Éclairage public", 0.13, 6, 10),
    ("Espaces verts", 0.11, 8, 15), ("Collecte des déchets", 0.10, 2, 5),
    ("Bruit et voisinage", 0.08, 12, 20), ("Stationnement", 0.07, 5, 10),
    ("Bâtiments communaux", 0.05, 14, 20),
)  # fmt: skip
_CHANNELS = (("Téléphone", 0.34), ("Guichet", 0.22), ("Formulaire en ligne", 0.27),
             ("Courriel", 0.13), ("Courrier", 0.04))  # fmt: skip
_DOCUMENTS = (("Livre", 0.58), ("Bande dessinée", 0.19), ("Film", 0.11), ("Musique", 0.05),
              ("Jeu", 0.07))  # fmt: skip
_STAMP, _DAY = "%d/%m/%Y %H:%M", "%d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Export:
    """One file to write: its name, header and rows of text."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def demo_exports(*, persons: int, seed: int, until: date) -> tuple[Export, ...]:
    """The exports of two years ending on `until` (excluded) for a town of `persons`."""
    rng = np.random.default_rng(seed)
    people = residents(persons, until=until, rng=rng)
    start = years_before(until, YEARS)
    return (
        _canteen(start, until, rng),
        _requests(people, start, until, rng),
        _loans(people, start, until, rng),
    )


def _canteen(start: date, end: date, rng: np.random.Generator) -> Export:
    rows = [
        _service(site, kind, size, day, rng)
        for day in canteen_days(start, end)
        for site, kind, size in _SITES
    ]
    rows[10] = (*rows[10][:2], "31/02/2025", *rows[10][3:])
    rows[900] = (*rows[900][:4], "-12")
    rows[1_500] = ("", *rows[1_500][1:])
    header = ("Restaurant", "Type", "Date", "Repas prévus", "Repas servis")
    return Export("cantine_presences.csv", header, tuple(rows))


def _service(
    site: str, kind: str, size: int, day: date, rng: np.random.Generator
) -> tuple[str, ...]:
    served = int(rng.binomial(round(size * 1.15), 0.87))
    planned = round(served * _OVERPLANNING + rng.normal(0, 3))
    return site, kind, day.strftime(_DAY), str(max(planned, 0)), str(served)


def _requests(
    people: Sequence[Resident], start: date, end: date, rng: np.random.Generator
) -> Export:
    count = max(len(people), 600)
    opened = _opening_days(start, end, count, rng)
    who = rng.integers(len(people), size=count)
    what = _draw(tuple(c[1] for c in _CATEGORIES), count, rng)
    how = _draw(tuple(share for _, share in _CHANNELS), count, rng)
    rows = [
        _request(n, people[who[n]], opened[n], _CATEGORIES[what[n]], _CHANNELS[how[n]][0], end, rng)
        for n in range(count)
    ]
    rows[77] = (*rows[77][:4], "31/11/2025 09:12", *rows[77][5:])
    rows[301] = (*rows[301][:7], "", *rows[301][8:])
    header = ("N° demande", "Usager", "Nom", "Courriel", "Reçue le", "Échéance", "Clôturée le",
              "Catégorie", "Canal", "Quartier")  # fmt: skip
    return Export("grc_demandes.csv", header, tuple(rows))


def _request(
    number: int,
    who: Resident,
    opened: datetime,
    category: tuple[str, float, int, int],
    channel: str,
    end: date,
    rng: np.random.Generator,
) -> tuple[str, ...]:
    name, _, median, promised = category
    closed = opened + timedelta(days=float(median * rng.lognormal(0, 0.8)))
    is_known = closed.date() < end
    return (
        f"D{number + 1:06d}", str(who.number), f"{who.last_name} {who.first_name}", who.email,
        opened.strftime(_STAMP), (opened + timedelta(days=promised)).strftime(_STAMP),
        closed.strftime(_STAMP) if is_known else "", name, channel, who.district,
    )  # fmt: skip


def _opening_days(start: date, end: date, count: int, rng: np.random.Generator) -> list[datetime]:
    """`count` instants in order; weekdays and spring weigh more."""
    calendar = list(days(start, end))
    weights = np.array([(1.0 if d.weekday() < 5 else 0.25) * _season(d) for d in calendar])
    picked = np.sort(rng.choice(len(calendar), size=count, p=weights / weights.sum()))
    minutes = rng.integers(8 * 60, 18 * 60, size=count)
    midnight = [datetime.combine(calendar[i], datetime.min.time()) for i in picked]
    return [at + timedelta(minutes=int(m)) for at, m in zip(midnight, minutes, strict=True)]


def _season(day: date) -> float:
    return 1 + 0.25 * float(np.sin(2 * np.pi * (day.timetuple().tm_yday - 45) / 365))


def _loans(people: Sequence[Resident], start: date, end: date, rng: np.random.Generator) -> Export:
    members = [p for p in people if rng.random() < 0.24]
    count = 7 * len(members)
    habit = rng.gamma(0.7, size=len(members))
    who = rng.choice(len(members), size=count, p=habit / habit.sum())
    what = _draw(tuple(share for _, share in _DOCUMENTS), count, rng)
    open_days = [d for d in days(start, end) if d.weekday() not in (0, 6)]
    when = np.sort(rng.integers(len(open_days), size=count))
    # One line per card, day and kind of document: the application prints no loan number.
    loans = dict.fromkeys(zip(when, who, what, strict=True))
    rows = [_loan(members[w], open_days[d], _DOCUMENTS[k][0]) for d, w, k in loans]
    header = ("Carte", "Nom", "Prénom", "Né(e) le", "Date de prêt", "Type de document", "Public")
    return Export("mediatheque_prets.csv", header, tuple(rows))


def _loan(who: Resident, day: date, document: str) -> tuple[str, ...]:
    return (
        f"M{who.number}", who.last_name, who.first_name, who.born_on.strftime(_DAY),
        day.strftime(_DAY), document, _audience((day - who.born_on).days / 365.25),
    )  # fmt: skip


def _audience(age: float) -> str:
    bounds = ((12, "Enfants"), (18, "Jeunes"), (65, "Adultes"))
    return next((label for limit, label in bounds if age < limit), "Seniors")


def _draw(shares: tuple[float, ...], count: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.array(shares)
    return rng.choice(len(weights), size=count, p=weights / weights.sum())
