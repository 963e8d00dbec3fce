"""Eighty families billed at a made-up tariff, the purpose that lets one try another, and the meals
of two sites."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HEADER = (
    "N° facture;N° famille;N° enfant;Mois;Repas;Quotient familial;Prix unitaire;Montant;"
    "Émise le;Payée le\n"
)
TARIFF = """
id = "demo_restauration"
title = "Restauration scolaire"
unit = "repas"
cost_cents = 849
[[grid]]
since = 2020-09-01
source = "Délibération d’essai"
[[grid.rate]]
name = "Tous"
brackets = [
    { below = 400, price_cents = 120 }, { below = 900, price_cents = 300 }, { price_cents = 510 },
]
"""
PURPOSE = """
[[purpose]]
id = "essai"
title = "Simuler un tarif"
legal_basis = "Mission d’intérêt public"
authority = "41269"
sectors = ["scolaire_sport_culture"]
sources = ["demo_factures"]
retention_days = 0
dpia = "Sans objet"
signed_by = "Personne d’essai"
signed_on = 2026-01-01
starts_on = 2026-01-01
ends_on = 2027-01-01
is_simulation = true
"""


def families() -> list[tuple[str, int, int]]:
    """Number, quotient and meals of each: forty on each side of 600 euros."""
    return [(f"F{rank}", 200 + 15 * rank, 10 + rank % 7) for rank in range(80)]


def bills() -> str:
    """Their invoices of October 2025, one child each."""
    lines = [
        f"{rank};{family};E{rank};01/10/2025;{meals};{quotient};3,00;30,00;05/11/2025;\n"
        for rank, (family, quotient, meals) in enumerate(families())
    ]
    return HEADER + "".join(lines)


class Level:
    """A learner for which every day is as usual: what it learns is not what is tried here."""

    def fit(self, table, target, weights, categories):
        return lambda asked: np.zeros(len(asked))


SITES = {"Nord": 120.0, "Sud": 60.0}


def monday(weeks_ago: int) -> date:
    """The Monday so many weeks before that of `NOW`."""
    return NOW.date() - timedelta(days=NOW.date().weekday() + 7 * weeks_ago)


def meals(share: Callable[[str, date], float], weeks: int = 26) -> str:
    """Counts of two sites, Mondays to Fridays until last Friday, planned 8 % above."""
    rng = np.random.default_rng(1)
    lines = ["Restaurant;Type;Date;Repas prévus;Repas servis"]
    for week in range(weeks, 0, -1):
        for day in (monday(week) + timedelta(days=k) for k in range(5)):
            for site, usual in SITES.items():
                served = round(usual * share(site, day) + rng.normal(0, 3))
                lines.append(f"{site};M/E;{day:%d/%m/%Y};{round(usual * 1.08)};{served}")
    return "\n".join(lines) + "\n"
