"""The demonstration's living queue: the latest requests of the synthetic export, by the verbs.

Each is registered, handled, closed and judged at the hours that the export gives; what the
export does not say (words, place) is drawn from a few sentences per category. All of it is
marked as synthetic: no message is ever sent.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from parvis.core.access import OPERATOR, VISITOR, Actor
from parvis.core.casework.asked import Contact, Place
from parvis.core.population.sheets import NO_DAY, Sheet

EXPORT = "grc_demandes"
REF = "import:grc:"
LATEST, MOST = timedelta(days=35), 260
_CHANNELS = {"Téléphone": "phone", "Guichet": "counter", "Formulaire en ligne": "web",
             "Courriel": "email", "Courrier": "letter"}  # fmt: skip
_SAID = {
    "Voirie": ("Nid-de-poule profond", "Trottoir affaissé", "Plaque d’égout qui bouge"),
    "Propreté": ("Dépôt sauvage, encombrants", "Graffiti sur un mur", "Rue jamais balayée"),
    "Éclairage public": ("Lampadaire éteint", "Lumière qui clignote", "Rue entière dans le noir"),
    "Espaces verts": ("Haie sur le trottoir", "Branche tombée", "Banc cassé"),
    "Collecte des déchets": ("Bac non ramassé", "Conteneur plein", "Bac volé"),
    "Bruit et voisinage": ("Musique tard le soir", "Chantier avant sept heures", "Chien qui aboie"),
    "Stationnement": ("Voiture ventouse", "Stationnement sur le passage piéton", "Épave"),
    "Bâtiments communaux": ("Fuite au gymnase", "Salle mal chauffée", "Porte d’école bloquée"),
}
_STREETS = ("rue Poterie", "rue du Change", "avenue de Verdun", "place Saint-Martin",
            "rue de Courtiras", "faubourg Chartrain", "rue Renarderie")  # fmt: skip
_CENTRE, _AROUND = (47.7936, 1.0656), 0.02
_LEVELS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}
"""The export asks for five levels, the one question for three."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One request of the export; minutes from 1970 are instants here, in UTC."""

    number: str
    name: str
    email: str
    category: str
    channel: str
    district: str
    opened_at: datetime
    closed_at: datetime | None
    is_reopened: bool
    level: int


def furnish_desk(sheet: Sheet, authority: str, now: datetime) -> int:
    """Register the latest requests of the export and what became of them; how many."""
    agent = _agent()
    rows = list(_rows(sheet, now))[-MOST:]
    for row in rows:
        _live(row, authority, agent, now)
    return len(rows)


def _rows(sheet: Sheet, now: datetime) -> Iterator[_Row]:
    columns = {c.title: c.values for c in sheet.columns}
    last = int(columns["Reçue le"].max())
    first = last - int(LATEST.total_seconds() // 60)
    for n in range(sheet.rows):
        if columns["Reçue le"][n] < first or (n, 4) in sheet.faults or (n, 7) in sheet.faults:
            continue
        opened, closed = int(columns["Reçue le"][n]), int(columns["Clôturée le"][n])
        yield _Row(
            number=str(columns["N° demande"][n]),
            name=str(columns["Nom"][n]),
            email=str(columns["Courriel"][n]),
            category=str(columns["Catégorie"][n]),
            channel=_CHANNELS[str(columns["Canal"][n])],
            district=str(columns["Quartier"][n]),
            opened_at=_at(opened),
            closed_at=None if closed == NO_DAY or _at(closed) > now else _at(closed),
            is_reopened=str(columns["Réouverte"][n]) == "oui",
            level=int(columns["Satisfaction"][n] or 0),
        )


def _at(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def _agent() -> Actor:
    """Who handles them: the demonstration's head of service."""
    from parvis.apps.accounts.demonstration import ACCOUNTS
    from parvis.apps.accounts.models import Account
    from parvis.apps.accounts.selectors import actor_of
    from parvis.core.access import Role

    email = next(a.email for a in ACCOUNTS if a.role is Role.RESPONSABLE)
    account = Account.objects.filter(email=email).first()
    return actor_of(account) if account else OPERATOR


def _live(row: _Row, authority: str, agent: Actor, now: datetime) -> None:
    """One request, from its receipt to what its citizen thought of it."""
    from parvis.apps.casework import services

    draw = int(hashlib.sha256(row.number.encode()).hexdigest()[:12], 16)
    made = services.register_service_request(
        actor=VISITOR if row.channel in ("web", "email") else agent,
        now=row.opened_at,
        authority=authority,
        category=_category(row.category),
        channel=row.channel,
        audience="elu" if draw % 40 == 0 else "resident",
        text=_SAID[row.category][draw % 3],
        place=_place(row, draw),
        contact=Contact(row.name, row.email),
        external_ref=f"{REF}{row.number}",
        is_synthetic=True,
    )
    if made.state != "assigned" or made.last_at > row.opened_at:
        return
    _handle(row, made.pk, made.tracking_code, authority, agent, draw)


def _handle(row: _Row, pk: int, code: str, authority: str, agent: Actor, draw: int) -> None:
    from parvis.apps.casework import services

    at = row.opened_at + timedelta(hours=2 + draw % 20)
    if row.closed_at is None or at < row.closed_at:
        if draw % 9 == 0 and row.closed_at is None:
            services.ask_citizen(actor=agent, now=at, request=pk, text="De quel côté de la rue ?")
        elif draw % 3:
            services.assign(actor=agent, now=at, request=pk, assignee=agent.ref)
    if row.closed_at is None:
        return
    services.close(actor=agent, now=row.closed_at, request=pk, text="C’est réglé.")
    if row.level:
        services.answer_question(
            actor=VISITOR, now=row.closed_at + timedelta(hours=5), authority=authority, code=code,
            level=_LEVELS[row.level], reopen=row.is_reopened,
        )  # fmt: skip


def _category(title: str) -> str:
    from parvis.apps import wired

    desk = wired.default_desk()[1]
    return next((c.id for c in desk.categories.values() if c.title == title), desk.fallback)


def _place(row: _Row, draw: int) -> Place:
    label = f"{draw % 60 + 1} {_STREETS[draw // 60 % len(_STREETS)]}"
    north, east = (draw // 7 % 1000) / 1000 - 0.5, (draw // 7000 % 1000) / 1000 - 0.5
    return Place(label, row.district, round(_CENTRE[0] + _AROUND * north, 6),
                 round(_CENTRE[1] + 1.5 * _AROUND * east, 6))  # fmt: skip
