"""Social aid, reports on the public space, businesses, associations."""

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.family import quotients
from parvis.core.population.names import surnames
from parvis.core.population.people import date_of
from parvis.core.population.setting import Register, Setting, register, within
from parvis.core.population.sheets import (
    NO_DAY,
    Column,
    Days,
    Shape,
    Sheet,
    day,
    decimal,
    minute,
    numbered,
    picked,
    text,
)

Ints = NDArray[np.int64]

_AIDS = ("Aide alimentaire", "Secours d’urgence", "Aide à l’énergie", "Aide au transport")
_NOTES = (
    "Reçue au guichet.\nPièces complètes.",
    "Relance de l’usager.\nAccord de la commission ;\nversement au fournisseur.",
    "Orientée par l’assistante sociale.",
    "Dit « sans ressources depuis mars ».\nÀ revoir.",
)
_AIDED, _POOR = 0.10, 700
_KINDS = ("Nid-de-poule", "Dépôt sauvage", "Lampadaire éteint", "Tag", "Arbre dangereux",
          "Mobilier cassé")  # fmt: skip
_REPORTS, _SPREAD = 0.04, 0.012
_MINUTES = 24 * 60
_ACTIVITIES = (
    ("47.11B", "Commerce d’alimentation générale", "commerce", 0.10),
    ("47.71Z", "Commerce de détail d’habillement", "commerce", 0.10),
    ("56.10A", "Restauration traditionnelle", "commerce", 0.12),
    ("10.71C", "Boulangerie et boulangerie-pâtisserie", "artisanat", 0.06),
    ("43.22A", "Travaux d’installation d’eau et de gaz", "artisanat", 0.09),
    ("43.34Z", "Travaux de peinture et vitrerie", "artisanat", 0.09),
    ("96.02A", "Coiffure", "artisanat", 0.09),
    ("68.20B", "Location de terrains et d’autres biens immobiliers", "entreprise", 0.20),
    ("70.22Z", "Conseil pour les affaires et autres conseils de gestion", "entreprise", 0.15),
)
_BUSINESSES, _CLOSES = 0.07, 0.35
_OBJECTS = ("Sport", "Culture", "Loisirs", "Solidarité", "Parents d’élèves", "Environnement",
            "Patrimoine", "Anciens combattants")  # fmt: skip
_ASSOCIATIONS, _SUBSIDISED = 0.018, 0.4


def social_aid(setting: Setting) -> tuple[tuple[Sheet, ...], Register]:
    """Aids given to households of small means, with remarks that run over several lines."""
    rng = setting.chance("ccas")
    people = setting.book.town.persons
    found = []
    for start, end in setting.years():
        here = setting.present(start)
        poor = quotients(setting, start)[setting.household_at(here, start)] < _POOR
        adult = people.age(start)[here] >= 18
        at = here[poor & adult & (rng.random(len(here)) < _AIDED)]
        found.append((at, within(rng, np.full(len(at), start), np.full(len(at), end))))
    who, when = (np.concatenate(c) for c in zip(*found, strict=True))
    aided, position = np.unique(who, return_inverse=True)
    since = np.full(len(aided), setting.end)
    np.minimum.at(since, position, when)
    known = register(setting, "ccas", "S", aided, since)
    row = known.records(position, rng)
    sheet = Sheet("ccas_aides", Shape.CSV_SEMICOLON, (
        text("Dossier", known.ids[row]),
        text("Nom d’usage", known.known["last_name"][row]),
        text("Nom de naissance", known.known["birth_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        day("Date de naissance", known.known["born_on"][row]),
        text("Adresse", known.known["address"][row]),
        text("Téléphone", known.known["phone"][row]),
        day("Date de décision", when),
        text("Aide", picked(_AIDS, rng.integers(0, len(_AIDS), len(row)))),
        decimal("Montant", np.rint(rng.gamma(3, 50, len(row)) * 4) / 4),
        text("Observations", picked(_NOTES, rng.integers(0, len(_NOTES), len(row)))),
    ))  # fmt: skip
    return (sheet,), known


def reports(setting: Setting) -> Sheet:
    """Reports on the public space from a mobile application: anonymous, with a position."""
    rng = setting.chance("voirie")
    years = (setting.end - setting.start) / 365.25
    count = int(rng.poisson(_REPORTS * years * len(setting.present(setting.start))))
    opened = np.sort(rng.integers(setting.start, setting.end, count)) * _MINUTES
    opened += rng.integers(6 * 60, 23 * 60, count)
    closed = opened + (rng.lognormal(1.8, 0.9, count) * _MINUTES).astype(np.int64)
    return Sheet("voirie_signalements", Shape.NDJSON, (
        text("id", numbered("V", 500_001 + np.arange(count))),
        minute("cree_le", opened),
        minute("clos_le", np.where(closed < setting.end * _MINUTES, closed, NO_DAY)),
        text("categorie", picked(_KINDS, rng.integers(0, len(_KINDS), count))),
        text("quartier", picked(setting.districts, rng.integers(0, len(setting.districts), count))),
        *_places(setting, count, rng),
    ))  # fmt: skip


def _places(setting: Setting, count: int, rng: np.random.Generator) -> tuple[Column, ...]:
    """Positions around the middle of the commune, where it is known."""
    if setting.centre is None:
        return ()
    return tuple(
        decimal(title, np.round(rng.normal(middle, _SPREAD, count), 6))
        for title, middle in zip(("latitude", "longitude"), setting.centre, strict=True)
    )


def businesses(setting: Setting) -> Sheet:
    """Establishments as the SIRENE register lists them, shops and artisans told apart.

    Their numbers begin with 000, which INSEE does not give.
    """
    rng = setting.chance("sirene")
    count = max(3, round(_BUSINESSES * len(setting.present(setting.start))))
    kind = rng.choice(len(_ACTIVITIES), count, p=[a[3] for a in _ACTIVITIES])
    opened = rng.integers(setting.start - 7_000, setting.end, count)
    closed = opened + rng.exponential(4_000, count).astype(np.int64)
    gone = (rng.random(count) < _CLOSES) & (closed < setting.end)
    titles = [f"{n} {_ACTIVITIES[k][2].upper()}" for n, k in
              zip(surnames(count, rng).tolist(), kind.tolist(), strict=True)]  # fmt: skip
    return Sheet("sirene_etablissements", Shape.CSV_COMMA, (
        text("siret", np.array([f"000{n:06d}00017" for n in range(1, count + 1)], dtype=object)),
        text("denomination", titles),
        text("activite", picked([a[0] for a in _ACTIVITIES], kind)),
        text("libelle_activite", picked([a[1] for a in _ACTIVITIES], kind)),
        text("categorie", picked([a[2] for a in _ACTIVITIES], kind)),
        day("date_creation", opened),
        day("date_fermeture", np.where(gone, closed, NO_DAY)),
        text("quartier", picked(setting.districts, rng.integers(0, len(setting.districts), count))),
    ), days=Days.ISO)  # fmt: skip


def associations(setting: Setting) -> Sheet:
    """Associations and the subsidies the council votes them, year after year."""
    rng = setting.chance("associations")
    count = max(3, round(_ASSOCIATIONS * len(setting.present(setting.start))))
    theme = rng.integers(0, len(_OBJECTS), count)
    years = [date_of(start).year for start, _ in setting.years()]
    given = rng.random((count, len(years))) < _SUBSIDISED
    which, column = np.nonzero(given)
    names = [
        f"{_OBJECTS[t]} {n}" for t, n in zip(theme.tolist(), surnames(count, rng), strict=True)
    ]
    return Sheet("associations_subventions", Shape.CSV_FRENCH, (
        text("N° association", numbered("W", 411_000_001 + which)),
        text("Association", picked(names, which)),
        text("Objet", picked(_OBJECTS, theme[which])),
        text("Exercice", [str(years[k]) for k in column.tolist()]),
        decimal("Subvention", np.rint(rng.lognormal(6.5, 1.0, len(which)) / 10) * 10),
    ))  # fmt: skip
