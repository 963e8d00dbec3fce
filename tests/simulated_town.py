"""Eighty families billed at a made-up tariff, and the purpose that lets one try another."""

from datetime import UTC, datetime

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
