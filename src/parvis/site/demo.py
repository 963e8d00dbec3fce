"""The demonstration home: the synthetic Vendôme, its services' exports, an account per role.

Everything enters by the doors of a real town: files are written as applications would, then
loaded, published and read like any other.
"""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from parvis.apps import wired
from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD
from parvis.core.access import OPERATOR, SECTOR_BOUND, Grant, Role
from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, Town, make_town
from parvis.core.ports import Progress
from parvis.core.sectors import Sector
from parvis.engines.exports import write_sheet
from parvis.site.demo_controls import judge_controls, recent_registers
from parvis.site.demo_desk import EXPORT, furnish_desk
from parvis.site.demo_ground import draw_ground
from parvis.site.demo_indicators import population_sheet
from parvis.site.demo_insights import draw_districts, quotient_sheet
from parvis.site.demo_loyalty import ask_residents, judge_letters
from parvis.site.demo_offer import ask_ahead, compare_grids, write_places, write_rules
from parvis.site.demo_portal import open_portal
from parvis.site.home import exists, make_home, read_card
from parvis.site.margins import margins_of
from parvis.site.start import start
from parvis.site.synth import LABEL, first_names

TOWN, TOWN_NAME = "41269", "Vendôme"
EPCI, EPCI_NAME = "200072072", "Territoires vendômois"
YEARS = 10
LOADED = (
    "grc_demandes", "mediatheque_prets", "campagnes_envois", "portail_familles",
    "cantine_presences", "periscolaire_presences", "regie_factures", "creche_heures",
    "ecole_musique_sport_inscriptions", "ccas_aides", "sirene_etablissements",
    "associations_subventions", "ecole_inscriptions", "cantine_calendrier", "creche_capacite",
    "creche_demandes",
)  # fmt: skip
"""The exports of the synthetic town that the demonstration holds."""
_FEWEST, _MOST = 100, 17_000
_RESPONSIBLE = next(one.email for one in ACCOUNTS if one.role is Role.RESPONSABLE)
_AGENT_SECTORS = (Sector.RELATIONS_USAGERS, Sector.POLICE_VOIRIE)


def build_demo(home: Home, *, persons: int, seed: int, now: datetime, progress: Progress) -> bool:
    """Build the demonstration in `home`; False if it stands there already.

    A home with real data is Refused; an interrupted building is taken up where it stopped,
    for every step does nothing when done before.
    """
    _refuse_numbers(persons, seed)
    if exists(home) and not read_card(home).is_demo:
        raise Refused("home.not_demo")
    if not exists(home):
        make_home(home, now=now, is_demo=True)
    write_rules(home, TOWN, now)
    start(home)
    return _furnish(home, persons, seed, now, progress)


def _refuse_numbers(persons: int, seed: int) -> None:
    if not _FEWEST <= persons <= _MOST:
        raise Refused("demo.persons", persons=persons)
    if seed < 0:
        raise Refused("demo.seed", seed=seed)


def _furnish(home: Home, persons: int, seed: int, now: datetime, progress: Progress) -> bool:
    from parvis.gate.shelf import current_id

    if current_id(home) is not None:
        return False
    progress(0.05, "Collectivités et comptes")
    _open_authorities(now)
    _open_accounts(now)
    open_portal(TOWN, now)
    draw_districts(wired.home(), margins_of(TOWN), seed)
    write_places(wired.home())
    town = make_town(
        margins_of(TOWN), first_names(),
        Asked(persons, seed, YEARS, until=date(now.year, now.month, 1)),
    )  # fmt: skip
    draw_ground(wired.home(), town, TOWN, seed)
    for done, sheet in enumerate(demo_sheets(town, now)):
        progress(min(0.8, 0.1 + 0.05 * done), f"Chargement de {sheet.name}")
        _load(sheet, now)
        if sheet.name == EXPORT:
            furnish_desk(sheet, TOWN, now)
    judge_controls(TOWN, now)
    judge_letters(TOWN, now)
    ask_residents(TOWN, now)
    ask_ahead(now)
    progress(0.85, "Publication")
    _publish(now, progress)
    compare_grids(_RESPONSIBLE, TOWN, now)
    progress(1.0, "Démonstration prête")
    return True


def _open_authorities(now: datetime) -> None:
    from parvis.apps.authorities.models import Kind
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.authorities.services import create_authority

    if principal() is not None:
        return
    create_authority(actor=OPERATOR, now=now, code=TOWN, name=TOWN_NAME, kind=Kind.COMMUNE)
    create_authority(actor=OPERATOR, now=now, code=EPCI, name=EPCI_NAME, kind=Kind.EPCI)


def _open_accounts(now: datetime) -> None:
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from parvis.apps.accounts.models import Account
    from parvis.apps.accounts.services import create_account, grant

    # Their one password is published: it is hashed once, where real ones are hashed each.
    secret = make_password(PASSWORD)
    known = set(Account.objects.values_list("email", flat=True))
    for asked in ACCOUNTS:
        if asked.email in known:
            continue
        with transaction.atomic():
            account = create_account(
                actor=OPERATOR, now=now, authority=TOWN, email=asked.email, name=asked.name
            )
            Account.objects.filter(pk=account.pk).update(password=secret)
            for given in _grants(asked.role):
                grant(actor=OPERATOR, now=now, account=account, grant=given)


def _grants(role: Role) -> Iterator[Grant]:
    if role not in SECTOR_BOUND:
        yield Grant(TOWN, role)
        return
    sectors = _AGENT_SECTORS if role is Role.AGENT else tuple(Sector)
    yield from (Grant(TOWN, role, sector) for sector in sectors)


def demo_sheets(town: Town, now: datetime) -> Iterator[Sheet]:
    """The exports to load, of the last years before the month of `now`."""
    registers = recent_registers(now)
    wanted = {*LOADED, *registers}
    official = [population_sheet(town), quotient_sheet(town)]
    return chain(official, (s for s in town.exports() if s.name in wanted))


def _load(sheet: Sheet, now: datetime) -> None:
    from parvis.apps.sources.services import load_file

    with tempfile.TemporaryDirectory(prefix="parvis-demo-") as place:
        (path,) = write_sheet(sheet, Path(place), suffix=LABEL)
        load_file(
            actor=OPERATOR, now=now, authority=TOWN, path=path, filename=path.name,
            is_synthetic=True,
        )  # fmt: skip


def _publish(now: datetime, progress: Progress) -> None:
    from parvis.apps.sources.services import publish_release

    publish_release(actor=OPERATOR, now=now, progress=lambda done, label: progress(
        0.85 + 0.14 * done, label))  # fmt: skip
