"""What the law asks of a tariff, checked on its grid: each answer cites its text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from parvis.core.french import NBSP
from parvis.core.messages import typeset
from parvis.core.offer.grid import Grid, Rate, Tariff
from parvis.core.offer.pricing import money


class Answer(StrEnum):
    """HOLDS, FAILS, or UNKNOWN where the tariff does not say enough."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its text, the answer, and why in French."""

    title: str
    source: str
    answer: Answer
    reason: str


OBJECTIVE = frozenset({
    "quotient_familial", "monthly_resources", "income", "children", "rank", "resident", "commune",
    "custody", "quantity", "age", "disability", "aeeh", "school", "days", "occasional",
})  # fmt: skip
"""What a tariff may distinguish without more ado: income and size of the household (art. 147),
residence where the service is not obligatory (CE, 5 October 1984, Commissaire de la République de
l'Ariège), and what changes the service itself."""
_SOCIAL = "Loi n° 98-657 du 29 juillet 1998, article 147"


def checks_of(tariff: Tariff, day: date) -> tuple[Check, ...]:
    """Every check of the grid in force on `day`."""
    grid = tariff.grid_on(day)
    return () if grid is None else tuple(_checks(tariff, grid))


def _checks(tariff: Tariff, grid: Grid) -> Iterator[Check]:
    if any(rate.uses_income for rate in grid.rates):
        yield _optional(tariff)
    yield _below_cost(tariff, grid)
    yield _equal(tariff, grid)


def _optional(tariff: Tariff) -> Check:
    said = "facultatif" if tariff.is_optional else "obligatoire"
    answer = Answer.HOLDS if tariff.is_optional else Answer.FAILS
    return _check("Le prix ne suit le revenu que pour un service facultatif", _SOCIAL, answer,
                  f"le service est déclaré {said}")  # fmt: skip


def _below_cost(tariff: Tariff, grid: Grid) -> Check:
    title = "Le tarif le plus élevé ne dépasse pas le coût par usager"
    highest = highest_cents(grid)
    if tariff.cost_cents is None:
        return _check(title, _SOCIAL, Answer.UNKNOWN,
                      "le tarif ne dit pas ce que coûte une unité (cost_cents)")  # fmt: skip
    cost = money(tariff.cost_cents)
    if highest is None:
        return _check(title, _SOCIAL, Answer.FAILS,
                      f"rien ne plafonne le prix : donnez un plafond d’au plus {cost}")  # fmt: skip
    answer = Answer.HOLDS if highest <= tariff.cost_cents else Answer.FAILS
    return _check(title, _SOCIAL, answer, f"au plus {money(highest)}, pour un coût de {cost}")


def highest_cents(grid: Grid) -> Decimal | None:
    """The highest price of a unit; None where nothing bounds it. Supplements are counted."""
    tops = [_top(rate) for rate in grid.rates]
    known = [top for top in tops if top is not None]
    if len(known) < len(tops):
        return None
    highest = max(known)
    for change in grid.changes:
        if change.set_cents is not None:
            highest = max(highest, change.set_cents)
        elif (change.percent or Decimal(0)) > 0:
            highest *= 1 + (change.percent or Decimal(0)) / 100
        elif (change.cents or Decimal(0)) > 0:
            highest += change.cents or Decimal(0)
    return highest


def _top(rate: Rate) -> Decimal | None:
    if rate.flat_cents is not None:
        top: Decimal | None = rate.flat_cents
    elif rate.brackets:
        top = max(bracket.price_cents for bracket in rate.brackets)
    elif rate.points:
        top = max(point.price_cents for point in rate.points)
    else:
        most = max(step.percent for step in rate.efforts)
        top = rate.most * most if rate.most is not None else None
    if rate.cap_cents is not None:
        return rate.cap_cents if top is None else min(top, rate.cap_cents)
    return top


def _equal(tariff: Tariff, grid: Grid) -> Check:
    title = "À situation égale, prix égal"
    source = "Principe d’égalité devant le service public (CE, 10 mai 1974, Denoyez et Chorques)"
    allowed = OBJECTIVE | {tariff.income}
    asked = {c.column for rate in grid.rates for c in rate.when}
    asked |= {c.column for change in grid.changes for c in change.when}
    asked |= {rate.by for rate in grid.rates if rate.by}
    others = sorted(asked - allowed)
    if others:
        return _check(title, source, Answer.UNKNOWN,
                      f"à justifier par l’intérêt général : {_said(others, tariff)}")  # fmt: skip
    named = _said(sorted(asked | {tariff.income}), tariff)
    return _check(title, source, Answer.HOLDS, f"le prix ne dépend que de{NBSP}: {named}")


_FRENCH = {
    "quotient_familial": "quotient familial", "monthly_resources": "ressources du mois",
    "income": "revenu", "children": "nombre d’enfants", "rank": "rang de l’enfant",
    "resident": "domicile", "commune": "commune", "custody": "garde alternée",
    "quantity": "quantité", "age": "âge", "disability": "handicap", "aeeh": "AEEH",
    "school": "école", "days": "nombre de jours", "occasional": "venue occasionnelle",
}  # fmt: skip
"""What columns are called in a sentence; a town's own keep their name."""


def _said(columns: Iterable[str], tariff: Tariff) -> str:
    usual = {tariff.income: tariff.income_label, **_FRENCH}
    return ", ".join(usual.get(name, name) for name in columns)


def _check(title: str, source: str, answer: Answer, reason: str) -> Check:
    return Check(title, source, answer, typeset(reason))
