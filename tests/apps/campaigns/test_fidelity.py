"""The loyalty to a service on its screen: what ends it, what goes with it, who takes it up."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client

import factories
from campaign_town import MORNINGS
from parvis.apps.audit.models import JournalEntry
from parvis.core.access import Role
from parvis.core.sectors import Sector

Load = Callable[..., None]
LOANS = "N° prêt;Carte;Nom;Prénom;Né(e) le;Date de prêt;Type de document;Public;Quartier;Sexe\n"
KINDS = (("Livre", "Bande dessinée"), ("Film", "Musique"))


@pytest.fixture
def head(db: None) -> Client:
    """The head of the schools, sports and culture."""
    client = Client()
    sectors = (Sector.SCOLAIRE_SPORT_CULTURE, Sector.RELATIONS_USAGERS)
    client.force_login(factories.account(Role.RESPONSABLE, sectors=sectors))
    return client


def _read(client: Client, query: str) -> str:
    return client.get(f"/agir/fidelite/?{query}").content.decode().replace("\u00a0", " ")


def _mornings() -> str:
    """Sixty children from 2023 on; a third stop after a year, a third after two."""
    return MORNINGS + "".join(
        f"E{n};Les Tilleuls;01/{month:02d}/{year};4;0\n" for n in range(60)
        for year in range(2023, 2026) for month in (10, 11) if year - 2023 <= n % 3
    )  # fmt: skip


def _register() -> str:
    """Those who stopped in 2024 have left the town; half of all came from elsewhere in 2023."""
    header = (
        "N° enfant;Nom;Prénom;Rentrée;École;Niveau;Encore inscrit un an après;Arrivé d’ailleurs\n"
    )
    return header + "".join(
        f"E{n};Nom{n};Enfant{n};2023-2024;Tilleuls;CE1;{'non' if n % 3 == 0 else 'oui'};"
        f"{'oui' if n % 2 else 'non'}\n" for n in range(60)
    )  # fmt: skip


def test_leaving_the_town_is_no_stopping_and_newcomers_are_counted(
    load: Load, head: Client
) -> None:
    load("matins.csv", _mornings())
    load("ecole.csv", _register())
    page = _read(head, "fichier=demo_periscolaire")
    assert "partis d’ici" in page
    assert "comptés comme des arrêts" not in page
    assert "Arrivés à l’automne" in page
    assert "100\u202f%" in page
    entry = JournalEntry.objects.get(action="loyalty.consulted")
    assert entry.detail["persons"] == 60


def _loans() -> str:
    """Two hundred readers of two kinds; women come twice as long as men."""
    rng = np.random.default_rng(2)
    rows, start = [], date(2020, 1, 6)
    for n in range(200):
        is_woman, kind = n % 2 == 0, KINDS[n // 100]
        days = 120 + rng.exponential(900 if is_woman else 350)
        for rank in range(14):
            on = start + timedelta(days=int(n % 7 + rank * days / 13))
            if on < date(2025, 12, 1):
                rows.append(
                    f"{n}-{rank};M{n};Nom{n};P{n};01/02/{1950 + n % 60};{on:%d/%m/%Y};"
                    f"{kind[int(rng.random() < 0.4)]};Adultes;Centre;{'F' if is_woman else 'M'}\n"
                )
    rows.append(f"x;M0;Nom0;P0;01/02/1950;{date(2025, 12, 1):%d/%m/%Y};Jeu;Adultes;Centre;F\n")
    return LOANS + "".join(rows)


def test_what_goes_with_stopping_and_groups_are_said_with_whom_they_leave_aside(
    load: Load, head: Client
) -> None:
    load("prets.csv", _loans())
    page = _read(head, "fichier=demo_mediatheque")
    assert "femmes et filles" in page
    assert "Un rapport n’est dit que s’il tient" in page
    assert page.count("Retrouvé à") == 2
    assert "Livre (" in page
    assert "Équité vérifiée à chaque lecture" in page
    assert "fairness" in JournalEntry.objects.get(action="loyalty.consulted").detail


def test_who_met_an_incident_is_compared_with_the_others(load: Load, head: Client) -> None:
    header = ("N° demande;Usager;Nom;Courriel;Reçue le;Échéance;Clôturée le;Catégorie;Canal;"
              "Quartier;Réouverte;Satisfaction\n")  # fmt: skip
    rows = "".join(
        f"{year}{n};U{n};Nom{n};u{n}@x.example;{day}/03/{year} 09:00;20/03/{year} 09:00;"
        f"15/03/{year} 09:00;Propreté;Courriel;Centre;{'oui' if n < 40 else 'non'};\n"
        for n in range(120) for year, day in ((2024, 4), (2025, 5))
        if year == 2024 or n >= 30
    )  # fmt: skip
    load("grc.csv", header + rows)
    asked = _read(head, "fichier=demo_grc")
    assert "Réouverte : oui" in asked
    page = _read(head, "fichier=demo_grc&incident=reopened%3Doui")
    assert "Ceux de 2024 à qui c’est arrivé (Réouverte : oui)" in page
    assert "moins souvent que les autres" in page
    assert "−75,0 points" in page
