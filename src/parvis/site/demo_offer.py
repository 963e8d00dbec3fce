"""The offer of the demonstration: the tariff of its canteen, and the purpose that lets one try
another; both are files of the town, as a real one would write them."""

from datetime import date, datetime
from pathlib import Path

from parvis.core.home import Home
from parvis.core.population.school import TARIFF

COST_CENTS = 849
"""What a meal costs a town (AMF survey, 2024)."""


def write_offer(home: Home, town: str, now: datetime) -> None:
    """Write the files that are not there yet."""
    _write(home.tariffs / "demo_restauration.toml", _tariff())
    _write(home.purposes, _purpose(town, now.date()))


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


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
