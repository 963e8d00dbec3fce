"""A simulation as it leaves: protected figures alone, as plain data that a note can keep."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from parvis.core.errors import Refused
from parvis.core.offer.conditions import Value
from parvis.core.offer.consumption import Use
from parvis.core.offer.jumps import WIDTH, crowd_of, jumps_of
from parvis.core.offer.legality import Check, checks_of, highest_cents
from parvis.core.offer.published import (
    CHILDREN,
    EFFECT,
    LESS,
    MORE,
    SAME,
    TENTH,
    Source,
    Tables,
    around,
    tables_of,
    unpriced_of,
)
from parvis.core.offer.simulation import Behaviour, Compared, Priced, compare
from parvis.core.offer.written import grid_said
from parvis.core.privacy.disclosure import DisclosedTable

Told = dict[str, Any]
"""Plain data: numbers, texts, lists; None where a figure is hidden."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: the grid in force, the new ones, and the assumptions."""

    before: Priced
    after: Sequence[Priced]
    assumed: Mapping[str, Value]
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class Simulated:
    """One new grid: the same figures as tables, and as a note tells them."""

    name: str
    tables: Mapping[str, DisclosedTable]
    told: Told


def simulated(uses: Sequence[Use], asked: Asked, source: Source) -> list[Simulated]:
    """Every new grid against the one in force; Refused where nobody used anything."""
    if not uses:
        raise Refused("simulation.nobody", title=asked.before.tariff.title)
    return [_one(compare(uses, asked.before, after, asked.assumed), asked, source)
            for after in asked.after]  # fmt: skip


def _one(compared: Compared, asked: Asked, source: Source) -> Simulated:
    tables = tables_of(compared, asked.behaviour, source)
    borders = {j.at: around(compared, j.at, WIDTH, source) for j in
               jumps_of(asked.before.tariff, asked.before.day)}  # fmt: skip
    unpriced = unpriced_of(compared, source)
    told = {
        "name": compared.scenario.name,
        "grid": grid_said(compared.scenario.tariff, compared.scenario.day),
        "before": grid_said(asked.before.tariff, asked.before.day),
        "since": compared.scenario.day.isoformat(),
        "behaviour": [asked.behaviour.least, asked.behaviour.most],
        "assumed": {name: str(value) for name, value in asked.assumed.items()},
        "families": tables.effects.total.value,
        "sides": {side: _at(tables.sides, side) for side in (LESS, SAME, MORE)},
        "revenue": _revenue(tables, compared.scenario),
        "tenths": [_group(tables.effects, tables.change, TENTH, key, tables)
                   for key in _keys(tables.effects)],
        "children": [_group(tables.effects_by_children, tables.change_by_children, CHILDREN, key)
                     for key in _keys(tables.effects_by_children)],
        "jumps": [asdict(jump) for jump in
                  jumps_of(compared.scenario.tariff, compared.scenario.day)],
        "crowds": [_crowd(at, table) for at, table in borders.items()],
        "checks": [_check(one) for one in
                   checks_of(compared.scenario.tariff, compared.scenario.day)],
        "unpriced": [{"reason": c.keys[0], "families": c.value} for c in unpriced.cells],
    }  # fmt: skip
    named = {
        "effets-par-dixieme": tables.effects, "effets-par-enfants": tables.effects_by_children,
        "effets": tables.sides, "evolution-par-dixieme": tables.change,
        "evolution-par-enfants": tables.change_by_children, "unites": tables.units,
        "recette-avant": tables.revenue[0], "recette-apres": tables.revenue[1],
        "recette-si-usages-baissent-peu": tables.revenue[2],
        "recette-si-usages-baissent-beaucoup": tables.revenue[3],
        "effort-avant": tables.effort[0], "effort-apres": tables.effort[1],
        **{f"autour-de-{at:g}": table for at, table in borders.items()}, "sans-prix": unpriced,
    }  # fmt: skip
    return Simulated(compared.scenario.name, named, told)


def _revenue(tables: Tables, scenario: Priced) -> Told:
    before, after, least, most = (table.total.value for table in tables.revenue)
    units, cost = tables.units.total.value, scenario.tariff.cost_cents
    grid = scenario.tariff.grid_on(scenario.day)
    highest = highest_cents(grid) if grid else None
    whole = None if units is None or cost is None else units * float(cost) / 100
    return {
        "before": before, "after": after, "least": least, "most": most, "units": units,
        "cost": whole,
        "coverage_before": _over(before, whole), "coverage_after": _over(after, whole),
        "highest": None if highest is None else float(highest) / 100,
    }  # fmt: skip


def _over(amount: float | None, whole: float | None) -> float | None:
    return None if amount is None or not whole else amount / whole


def _group(effects: DisclosedTable, change: DisclosedTable, by: str, key: str,
           tables: Tables | None = None) -> Told:  # fmt: skip
    told: Told = {by: key, "change": _at(change, key)}
    told |= {side: _at(effects, key, side) for side in (LESS, SAME, MORE)}
    if tables is not None:
        told |= {"effort_before": _at(tables.effort[0], key),
                 "effort_after": _at(tables.effort[1], key)}  # fmt: skip
    return told


def _keys(table: DisclosedTable) -> list[str]:
    place = 0 if table.by[0] != EFFECT else 1
    return list(dict.fromkeys(cell.keys[place] for cell in table.cells))


def _at(table: DisclosedTable, *keys: str) -> float | None:
    """The value of one cell; 0 where nobody is in it, None where it is hidden."""
    if table.is_withheld:
        return None
    found = next((cell for cell in table.cells if cell.keys == keys), None)
    return 0.0 if found is None else found.value


def _crowd(at: float, table: DisclosedTable) -> Told:
    crowd = crowd_of(at, table)
    return {**asdict(crowd), "is_avoided": crowd.is_avoided()}


def _check(check: Check) -> Told:
    return {**asdict(check), "answer": check.answer.value}
