"""The screen of day nurseries: occupation, hours billed over done, what the CAF pays for it."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.apps.accounts.decisions import requires
from parvis.core import french
from parvis.core.access import Capability
from parvis.core.errors import Refused, Where
from parvis.core.french import NBSP, THIN
from parvis.core.offer.cases import day_of, value_of
from parvis.core.offer.psu import Nursery, Paid, paid, scale_of

REFUSED = 422
HOURS = (
    ("offertes", "Heures offertes dans l’année"), ("facturees", "Heures facturées aux familles"),
    ("realisees", "Heures réalisées"), ("cout", "Coût de l’année (€)"),
    ("familles", "Participations des familles (€)"),
    ("regime", "Enfants du régime général (%)"),
)  # fmt: skip
CAPS = (
    ("plafond1", "Prix plafond jusqu’à 107 %"),
    ("plafond2", "Puis à 117 % (jusqu’en 2024), à 120 % (depuis 2025)"),
    ("plafond3", "Au-delà de 117 % (jusqu’en 2024)"),
)  # fmt: skip
DAY, USUAL = "jour", {"regime": "100"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a year brings, in words."""

    answer: str
    also: str
    lines: tuple[tuple[str, str], ...]


@require_safe
@requires(Capability.SIMULATE)
def psu(request: HttpRequest) -> HttpResponse:
    """One nursery, one year: typed figures, no child."""
    typed = request.GET
    context: dict[str, object] = {
        "fields": [(name, label, typed.get(name, USUAL.get(name, "")))
                   for name, label in (*HOURS, *CAPS)],
        "day": typed.get(DAY, ""),
    }  # fmt: skip
    try:
        if DAY in typed:
            context["told"] = _told(typed)
    except Refused as refusal:
        context["refusal"] = refusal.sentence()
    status = REFUSED if "refusal" in context else 200
    return render(request, "simulators/psu.html", context, status=status)


def _told(typed: QueryDict) -> Told:
    day = day_of(typed.get(DAY, ""))
    caps = [_number(typed, name, label) for name, label in CAPS if typed.get(name, "").strip()]
    nursery = Nursery(*(_number(typed, name, label) for name, label in HOURS))
    found = paid(nursery, scale_of(day, caps, "circulaire"))
    return Told(_answer(found), _also(found), tuple(_lines(found)))


def _number(typed: QueryDict, name: str, label: str) -> Decimal:
    cell = typed.get(name, "")
    value = value_of(cell)
    if not isinstance(value, Decimal):
        raise Refused("simulation.number", where=Where(field=label), value=cell)
    if value < 0:
        raise Refused("simulation.negative", where=Where(field=label), value=cell)
    return value


def _euros(value: Decimal, decimals: int = 0) -> str:
    return f"{french.number(float(value), decimals)}{NBSP}€"


def _percent(value: Decimal) -> str:
    return f"{french.number(float(value), 1)}{THIN}%"


def _answer(found: Paid) -> str:
    ratio, occupancy = _percent(found.ratio), _percent(found.occupancy)
    return (f"La CAF verse {_euros(found.amount)}{NBSP}: {ratio} d’heures facturées pour les "
            f"réalisées, {occupancy} d’occupation.")  # fmt: skip


def _also(found: Paid) -> str:
    if found.lost <= 0:
        return "Le prix plafond le plus haut s’applique : rien n’est perdu."
    lost = _euros(found.lost)
    return f"À heures facturées égales, rester à 107{THIN}% rapporterait {lost} de plus."


def _lines(found: Paid) -> list[tuple[str, str]]:
    return [
        ("Occupation (réalisées sur offertes)", _percent(found.occupancy)),
        ("Facturées sur réalisées", _percent(found.ratio)),
        ("Coût d’une heure réalisée", _euros(found.hourly_cost, 2)),
        ("Prix plafond appliqué", _euros(found.cap, 2)),
        ("Prestation de la CAF", _euros(found.amount, 2)),
        ("Perdu par le dépassement", _euros(found.lost, 2)),
    ]  # fmt: skip
