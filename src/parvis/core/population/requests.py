"""Requests of residents: what about, how, how long, reopened or not, and how pleased they were."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population import planted
from parvis.core.population.people import YEAR
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import NO_DAY, Shape, Sheet, minute, picked, text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# category, share, median days to close, promised days
CATEGORIES = (
    ("Voirie", 0.24, 9, 15), ("Propreté", 0.20, 3, 5), ("Éclairage public", 0.15, 6, 10),
    ("Espaces verts", 0.11, 8, 15), ("Collecte des déchets", 0.10, 2, 5),
    ("Bruit et voisinage", 0.08, 12, 20), ("Stationnement", 0.07, 5, 10),
    ("Bâtiments communaux", 0.05, 14, 20),
)  # fmt: skip
_CHANNELS = ("Téléphone", "Guichet", "Formulaire en ligne", "Courriel", "Courrier")
_YOUNG_CHANNELS = np.cumsum([0.18, 0.12, 0.48, 0.20, 0.02])
_OLD_CHANNELS = np.cumsum([0.46, 0.30, 0.10, 0.06, 0.08])
_RATE, _SHAPE, _SPREAD, _REOPENED, _OLD = 0.42, 1.2, 0.8, 0.06, 60
_OPENS, _CLOSES = 8 * 60, 18 * 60
_WEEKEND, _WEEKEND_SHARE, _SEASON = (2, 3), 0.25, 0.25
_SATISFACTION_CUTS = np.array([-1.6, -0.7, 0.3, 1.6])
_RESPONSE = -0.2
_MINUTES = 24 * 60
# Rows with a mistake of keying: an impossible day, a category left out.
_IMPOSSIBLE_DAY, _NO_CATEGORY = 0.0002, 0.0003


@dataclass(frozen=True, slots=True)
class Requests:
    """The export, its register, and per row what the office did not write down."""

    sheet: Sheet
    register: Register
    iris: Ints
    satisfaction: Ints


def requests(setting: Setting) -> Requests:
    """Two requests for five adults a year, more in spring, fewer at weekends."""
    rng = setting.chance("requests")
    who, opened = _openings(setting, rng)
    people, positions = np.unique(who, return_inverse=True)
    since = np.full(len(people), setting.end)
    np.minimum.at(since, positions, opened)
    known = register(setting, "grc", "U", people, since)
    iris = setting.iris_at(who, opened)
    category = rng.choice(len(CATEGORIES), len(who), p=[c[1] for c in CATEGORIES])
    opened = opened * _MINUTES + rng.integers(_OPENS, _CLOSES, len(who))
    days = _delays(category, iris, rng)
    return _written(setting, known, positions, opened, days, category, iris, rng)


def _openings(setting: Setting, rng: np.random.Generator) -> tuple[Ints, Ints]:
    people = setting.book.town.persons
    span = (setting.end - setting.start) / YEAR
    frailty = rng.gamma(_SHAPE, 1 / _SHAPE, len(people))
    count = rng.poisson(_RATE * span * frailty)
    who = np.repeat(np.arange(len(people)), count)
    calendar = np.arange(setting.start, setting.end)
    weight = 1 + _SEASON * np.sin(2 * np.pi * (calendar % YEAR - 45) / YEAR)
    weight = np.where(np.isin(calendar % 7, _WEEKEND), _WEEKEND_SHARE, 1.0) * weight
    when = rng.choice(calendar, len(who), p=weight / weight.sum())
    kept = setting.is_here(who, when) & (when - people.birth[who] > 18 * YEAR)
    order = np.argsort(when[kept], kind="stable")
    return who[kept][order], when[kept][order]


def _delays(category: Ints, iris: Ints, rng: np.random.Generator) -> Floats:
    """Days to close: lognormal by category, longer where it is planted."""
    median = np.array([c[2] for c in CATEGORIES], dtype=float)[category]
    names = [c[0] for c in CATEGORIES]
    slow = (category == names.index(planted.DELAY_CATEGORY)) & (iris == planted.DELAY_IRIS)
    median = median * np.where(slow, planted.DELAY_RATIO, 1.0)
    return median * np.exp(_SPREAD * rng.standard_normal(len(category)))


def _satisfaction(days: Floats, category: Ints, rng: np.random.Generator) -> tuple[Ints, Any]:
    """1 to 5, from a logistic latent that falls with the delay; and who says so (not at random)."""
    promised = np.array([c[3] for c in CATEGORIES], dtype=float)[category]
    latent = planted.SATISFACTION_DELAY * np.log(days / promised) + rng.logistic(0, 1, len(days))
    level = 1 + np.digitize(latent, _SATISFACTION_CUTS)
    answers = 1 / (1 + np.exp(-(_RESPONSE + planted.RESPONSE_SATISFACTION * (level - 3))))
    return level, rng.random(len(days)) < answers


def _written(
    setting: Setting, known: Register, positions: Ints, opened: Ints, days: Floats,
    category: Ints, iris: Ints, rng: np.random.Generator,
) -> Requests:  # fmt: skip
    n = len(opened)
    row = known.records(positions, rng)
    age = (opened // _MINUTES - setting.book.town.persons.birth[known.person[row]]) / YEAR
    channels = [_drawn(shares, rng.random(n)) for shares in (_YOUNG_CHANNELS, _OLD_CHANNELS)]
    channel = np.where(age < _OLD, *channels)
    closed = opened + (days * _MINUTES).astype(np.int64)
    is_closed = closed < setting.end * _MINUTES
    level, answers = _satisfaction(days, category, rng)
    promised = np.array([c[3] for c in CATEGORIES])[category] * _MINUTES
    again = (rng.random(n) < _REOPENED) & is_closed
    sheet = Sheet("grc_demandes", Shape.CSV_FRENCH, (
        text("N° demande", np.array([f"D{k:07d}" for k in range(1, n + 1)], dtype=object)),
        text("Usager", known.ids[row]),
        text("Nom", known.known["last_name"][row]),
        text("Courriel", known.known["email"][row]),
        minute("Reçue le", opened),
        minute("Échéance", opened + promised),
        minute("Clôturée le", np.where(is_closed, closed, NO_DAY)),
        text("Catégorie", picked([c[0] for c in CATEGORIES], category)),
        text("Canal", picked(_CHANNELS, channel)),
        text("Quartier", picked(setting.districts, iris)),
        text("Réouverte", picked(("non", "oui"), again.astype(np.int64))),
        text("Satisfaction", picked(("", *"12345"), np.where(answers & is_closed, level, 0))),
    ), faults=_faults(n, rng))  # fmt: skip
    return Requests(sheet, known, iris, level)


def _drawn(shares: Floats, chance: Floats) -> Ints:
    return np.minimum(np.searchsorted(shares, chance), len(shares) - 1)


def _faults(rows: int, rng: np.random.Generator) -> dict[tuple[int, int], str]:
    dates = np.flatnonzero(rng.random(rows) < _IMPOSSIBLE_DAY)
    empty = np.flatnonzero(rng.random(rows) < _NO_CATEGORY)
    return {(int(r), 4): "31/11/2025 09:12" for r in dates} | {(int(r), 7): "" for r in empty}
