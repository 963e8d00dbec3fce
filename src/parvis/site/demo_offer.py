"""The offer of the demonstration: the tariff of its canteen, and the purpose that lets one try
another; both are files of the town, as a real one would write them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.messages import typeset
from parvis.core.metrics.period import parse_period
from parvis.core.offer.simulation import Behaviour
from parvis.core.offer.written import tariff_written
from parvis.core.population.school import TARIFF
from parvis.core.territory.inside import Floats, middle, rings_of
from parvis.engines.contours import read_contours

_SEED, _ZONES, _CENTRE = 41_269, 48, (1.066, 47.793)
_WANTED, _CAPACITY, _STOPS, _SPREAD = 0.012, 60, 12, 0.8
COST_CENTS = 849
"""What a meal costs a town (AMF survey, 2024)."""


def write_offer(home: Home, town: str, now: datetime) -> None:
    """Write the files that are not there yet."""
    write_rules(home, town, now)
    write_places(home)


def write_rules(home: Home, town: str, now: datetime) -> None:
    """The tariff in force, and the purpose that lets one try another."""
    _write(home.tariffs / "demo_restauration.toml", _tariff())
    _write(home.purposes, _purpose(town, now.date()))


def write_places(home: Home) -> None:
    """Zones within the neighbourhoods where these are drawn, nurseries, stops."""
    rng = np.random.default_rng(_SEED)
    shapes = read_contours(home.maps / "district.geojson", 0)
    rings = {name: rings_of(shape)[0] for name, shape in shapes.items()}
    spots = list(_within(rings, rng)) if rings else list(_around(rng))
    _write(home.access / "zones.csv", _zones(spots, rng))
    _write(home.access / "creche.csv", _places(rng))
    _write(home.access / "stops.txt", _stops())


def ask_ahead(now: datetime) -> None:
    """Ask the worker for the orders of the coming week, so that their first page is there."""
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.jobs.services import enqueue
    from parvis.apps.simulators.background import AHEAD_JOB
    from parvis.core.access import OPERATOR

    town = principal()
    if town is not None:
        enqueue(actor=OPERATOR, now=now, authority=town, name=AHEAD_JOB)


GRIDS = (
    ("Taux d’effort", "taux 0,36 % ; plancher 1,00 ; plafond 5,10"),
    ("Cantine à 1 €", "QF de 0 à 1000 : 1 €\nQF de 1001 à 1200 : 4,20 €\nplus de 1200 : 5,40 €"),
    ("Par enfant", "QF | 1er enfant | 2e enfant | 3e enfant et +\n"
                   "0 à 399 | 1,20 € | 1,00 € | 0,80 €\n400 à 899 | 3,00 € | 2,60 € | 2,20 €\n"
                   "900 et + | 5,10 € | 4,60 € | 4,00 €"),
)  # fmt: skip
"""Three invented grids, as a council could debate them."""


def compare_grids(email: str, authority: str, now: datetime) -> None:
    """Keep the note that whoever runs the canteen, `email`, would put to the council: three grids
    on the families of the last school year. A town too small for one has none.
    """
    from parvis.apps.accounts.models import Account
    from parvis.apps.accounts.selectors import actor_of
    from parvis.apps.simulators.selectors import simulable_for
    from parvis.apps.simulators.services import keep_run, simulate

    actor, day = actor_of(Account.objects.get(email=email)), now.date()
    chosen = simulable_for(actor, authority, "demo_factures", day)
    year = day.year - (day.month < 9)
    try:
        run = simulate(
            actor=actor, now=now, authority=authority, service="demo_factures",
            purpose="simulation_tarifs", period=parse_period(f"{year - 1}/{year}"), before=None,
            after=[(name, tariff_written(text, chosen.tariff, day, name)) for name, text in GRIDS],
            on=day, behaviour=Behaviour(),
        )  # fmt: skip
    except Refused:
        return
    keep_run(actor=actor, now=now, authority=authority, run=run,
             title=typeset("Cantine : trois grilles comparées"))  # fmt: skip


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


_Spot = tuple[str, float, float]
"""The name of a zone, and how far it is east and north of the middle of the town, in degrees."""


def _around(rng: np.random.Generator) -> Iterator[_Spot]:
    for rank in range(_ZONES):
        yield f"Zone {rank + 1}", *rng.normal(0, (0.016, 0.011)).tolist()


def _within(rings: Mapping[str, Floats], rng: np.random.Generator) -> Iterator[_Spot]:
    """As many zones in each neighbourhood, around its middle."""
    for name, ring in sorted(rings.items()):
        centre = middle((ring,))
        for rank in range(_ZONES // len(rings)):
            at = centre + _SPREAD * (rng.dirichlet(np.full(len(ring), 0.3)) @ ring - centre)
            yield f"{name} {rank + 1}", *(at - np.array(_CENTRE)).tolist()


def _zones(spots: Sequence[_Spot], rng: np.random.Generator) -> str:
    """People are denser in the middle, incomes higher at the edge; `demand` are the children for
    whom a place is wanted."""
    lines = ["name,lon,lat,population,income,demand"]
    for name, east, north in spots:
        away = float(np.hypot(east / 0.016, north / 0.011))
        people = round(520 * float(np.exp(-away / 2)) + 60)
        income = round(17_000 + 3_200 * away + float(rng.normal(0, 1_500)))
        lines.append(f"{name},{_CENTRE[0] + east:.5f},{_CENTRE[1] + north:.5f},"
                     f"{people},{income},{people * _WANTED:.1f}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _places(rng: np.random.Generator) -> str:
    """Three made-up nurseries, all in the west, and six places where one could open another."""
    names = ("Les Lutins", "La Ribambelle", "Le Petit Pont", "Ancienne école", "Place du marché",
             "Maison des associations", "Halle du bois", "Pavillon du parc", "Gare")  # fmt: skip
    lines = ["name,lon,lat,is_open,hours,capacity"]
    for rank, name in enumerate(names):
        east, north = rng.normal(0, (0.012, 0.009))
        east = -abs(east) if rank < 3 else abs(east)
        hours = "mon-fri 07:30-18:30" if rank < 3 else "mon-fri 07:00-19:00"
        lines.append(f"{name},{_CENTRE[0] + east:.5f},{_CENTRE[1] + north:.5f},"
                     f"{'oui' if rank < 3 else 'non'},{hours},{_CAPACITY}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _stops() -> str:
    """A made-up bus line from west to east, as a GTFS would list its stops."""
    lines = ["stop_id,stop_name,stop_lat,stop_lon,location_type"]
    for rank in range(_STOPS):
        east = (rank - (_STOPS - 1) / 2) * 0.005
        lines.append(f"A{rank + 1},Arrêt {rank + 1},{_CENTRE[1] + east / 5:.5f},"
                     f"{_CENTRE[0] + east:.5f},0")  # fmt: skip
    return "\n".join(lines) + "\n"


def _tariff() -> str:
    last = TARIFF[-1][0]
    brackets = ",\n".join(
        f"    {{ {'' if border == last else f'below = {border}, '}price_cents = "
        f"{round(price * 100)} }}"
        for border, price in TARIFF
    )  # fmt: skip
    return f"""id = "demo_restauration"
title = "Restauration scolaire (démonstration)"
unit = "repas"
cost_cents = {COST_CENTS}

[[grid]]
since = 2016-09-01
source = "Grille fictive de la démonstration"

[[grid.rate]]
name = "Toutes les familles"
brackets = [
{brackets},
]
"""


def _purpose(town: str, today: date) -> str:
    return f'''# Finalité fictive : essayer un tarif sur les familles d’un secteur.
[[purpose]]
id = "simulation_tarifs"
title = "Simuler un nouveau tarif de la restauration scolaire"
legal_basis = "Mission d’intérêt public (RGPD, article 6.1.e) : fixer les tarifs du service"
authority = "{town}"
sectors = ["scolaire_sport_culture"]
sources = ["demo_factures"]
retention_days = 0
dpia = "Sans objet : aucune donnée nouvelle, aucune décision individuelle"
signed_by = "Personne fictive, déléguée à la protection des données"
signed_on = {today.replace(month=1, day=1).isoformat()}
starts_on = {today.replace(month=1, day=1).isoformat()}
ends_on = {today.replace(year=today.year + 3, month=1, day=1).isoformat()}
is_simulation = true
'''
