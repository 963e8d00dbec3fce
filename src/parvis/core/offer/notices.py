"""What a town publishes of each algorithmic rule: the notice, and the inventory.

CRPA, articles L311-3-1 and R311-3-1-2 (degree and mode of contribution, data and their sources,
parameters and their weights, operations), article L312-1-3 (the rules are published).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.core import french
from parvis.core.entries import Entries
from parvis.core.offer.grid import Change, Rate, Tariff
from parvis.core.offer.pricing import money, number, signed

INVENTORY = (
    "identifiant", "nom", "finalite", "type_decision", "contribution", "donnees", "parametres",
    "operations", "base_legale", "depuis", "responsable", "recours",
)  # fmt: skip
_APPEAL = (
    "Demande d’explication et recours gracieux au service ; recours devant le tribunal "
    "administratif dans les deux mois de la décision."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One algorithmic rule as it is published. `is_individual`: it takes part in decisions about
    persons; `parameters` and `operations` are lines, in order."""

    id: str
    title: str
    aim: str
    is_individual: bool
    contribution: str
    data: str
    parameters: tuple[str, ...]
    operations: tuple[str, ...]
    legal_basis: str
    since: date | None
    owner: str
    appeal: str

    def row(self) -> tuple[str, ...]:
        """The line of the inventory."""
        kind = "individuelle" if self.is_individual else "aide à la décision"
        since = self.since.isoformat() if self.since else ""
        return (self.id, self.title, self.aim, kind, self.contribution, self.data,
                " | ".join(self.parameters), " | ".join(self.operations), self.legal_basis, since,
                self.owner, self.appeal)  # fmt: skip


def notice_from(data: Mapping[str, Any], file: str) -> Notice:
    """The notice that a TOML file writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    is_individual = entries.flag("is_individual")
    notice = Notice(
        id=entries.text("id"),
        title=entries.text("title"),
        aim=entries.text("aim"),
        is_individual=is_individual,
        contribution=entries.text("contribution"),
        data=entries.text("data"),
        parameters=entries.texts("parameters"),
        operations=entries.texts("operations"),
        legal_basis=entries.text("legal_basis"),
        since=None,
        owner=entries.text("owner"),
        appeal=entries.text("appeal", _APPEAL if is_individual else "Sans objet."),
    )
    entries.end()
    return notice


def notice_of(tariff: Tariff, today: date) -> Notice | None:
    """The notice of a tariff, written from its grid in force; None where none is."""
    grid = tariff.grid_on(today)
    if grid is None:
        return None
    parameters = [line for rate in grid.rates for line in _parameters(rate, tariff)]
    parameters += [_change(change) for change in grid.changes]
    return Notice(
        id=f"tarif-{tariff.id}", title=f"Tarif : {tariff.title}",
        aim=f"Calculer ce que chaque famille paie ({tariff.unit}).", is_individual=True,
        contribution="Le prix est calculé par la règle seule ; un agent répond des cas douteux.",
        data=f"{tariff.income_label} donné par la famille ou la CAF, et ce que le tarif demande.",
        parameters=tuple(parameters), operations=tuple(_operations(tariff)),
        legal_basis=grid.source, since=grid.since, owner="Régie", appeal=_APPEAL,
    )  # fmt: skip


def _parameters(rate: Rate, tariff: Tariff) -> Iterable[str]:
    name, label = rate.name, tariff.income_label
    if rate.flat_cents is not None:
        yield f"{name} : {money(rate.flat_cents)}"
    for bracket in rate.brackets:
        end = f"moins de {number(bracket.end)}" if bracket.end is not None else "au-delà"
        yield f"{name}, {label} {end} : {money(bracket.price_cents)}"
    for point in rate.points:
        yield f"{name}, {label} {number(point.at)} : {money(point.price_cents)}"
    for step in rate.efforts:
        until = f" ({rate.by} jusqu’à {number(step.up_to)})" if step.up_to is not None else ""
        yield f"{name}{until} : {number(step.percent)} % × {label}"
    for word, cents in (("plancher", rate.floor_cents), ("plafond", rate.cap_cents)):
        if cents is not None:
            yield f"{name}, {word} : {money(cents)}"


def _change(change: Change) -> str:
    if change.set_cents is not None:
        return f"{change.name} : {money(change.set_cents)}"
    if change.percent is not None:
        return f"{change.name} : {signed(change.percent)} %"
    return f"{change.name} : {money(change.cents)}" if change.cents is not None else change.name


def _operations(tariff: Tariff) -> Iterable[str]:
    yield "prendre la première situation dont toutes les conditions sont remplies"
    yield f"lire le prix à partir du {tariff.income_label}, entre plancher et plafond"
    yield "appliquer les modulations dans l’ordre"
    yield "arrondir une fois, à la fin"
    if tariff.income_valid_months:
        months = french.count(tariff.income_valid_months, "mois", "mois")
        yield f"refuser un {tariff.income_label} de plus de {months}"
