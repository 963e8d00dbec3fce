"""The margins of any commune, from its open data: published totals, structures of the country.

What is published of the commune is kept; what is not (ages by sex in seven groups, types of
household, incomes at D1 and D9 where they are secret) is borrowed, and said to be modelled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from parvis.core.population.margins import Also, Iris, Margins, Source, Table, tables_of

PERSONS, HOMES, WOMEN = "census_population_2018", "census_main_homes_2018", "women_2018"
AGES = {"0-14": "aged_0_14_2018", "15-29": "aged_15_29_2018", "75+": "aged_75_up_2018"}
OWNED, RENTED, SOCIAL = "owned_homes_2018", "rented_homes_2018", "social_homes_2018"
MEDIAN, LOWEST, HIGHEST = "median_income_2021", "income_decile_1_2021", "income_decile_9_2021"
NEEDED = (PERSONS, *AGES.values(), WOMEN, HOMES, OWNED, MEDIAN)
"""Without these of its variables, a commune cannot be fitted."""
IRIS_DECILES = tuple(
    "declared_median_2021" if d == 5 else f"declared_decile_{d}_2021" for d in range(1, 10)
)
_OTHERS = {"households": "tax_households_2021", "persons": "tax_persons_2021"}
_WHY = {
    "households": "ménages fiscaux\u00a0: ni les étudiants rattachés, ni les ménages sans revenu "
    "déclaré",
    "persons": "personnes des ménages fiscaux, sans celles des établissements",
}
_FEWEST_NEIGHBOURHOODS, _ACTIVITY_ZONE = 5, 0.02
_NAMES = ("Les Tilleuls", "La Garenne", "Les Érables", "Belle-Étoile", "Clos-Saint-Martin",
          "Les Prés-Hauts", "Les Hautes-Vignes", "Les Coteaux", "Le Pré-Neuf", "La Fontaine",
          "Les Acacias", "Le Lavoir")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What open data say of a commune: `figures` and their `sources` by variable, NaN if none.

    `iris` gives the nine deciles of declared income of each IRIS, none where they are secret.
    `centre` is its latitude and longitude in degrees, where its contour is known.
    """

    code: str
    name: str
    figures: Mapping[str, float]
    sources: Mapping[str, Source]
    iris: Mapping[str, tuple[float, ...]]
    centre: tuple[float, float] | None = None


def missing(figures: Mapping[str, float]) -> tuple[str, ...]:
    """The variables without which no population can be fitted, among `figures`."""
    return tuple(v for v in NEEDED if not isfinite(figures.get(v, float("nan"))))


def open_margins(known: Known, france: Mapping[str, Any]) -> Margins:
    """The margins of a commune of which nothing is `missing`; `france` lends its structures."""
    figures = known.figures
    tenure, borrowed_tenure = _tenure(figures, france["tenure"])
    income, borrowed_income = _incomes(known, france["income"])
    tables = (
        Table("age", AGES["0-14"], {cell: figures[v] for cell, v in AGES.items()}),
        Table("sex", WOMEN, {"F": figures[WOMEN]}),
        Table("tenure", OWNED, tenure),
        Table("households", HOMES, {"all": figures[HOMES]}),
    )
    named = (*NEEDED, RENTED, SOCIAL, LOWEST, HIGHEST, *_OTHERS.values())
    return Margins(
        code=known.code, name=known.name, postcode=f"{known.code[:2]}000",
        persons=figures[PERSONS], in_households=float(france["in_households"]),
        sources={**{v: s for v, s in known.sources.items() if v in named},
                 **{key: Source(**found) for key, found in france["sources"].items()}},
        published={t.margin: t for t in tables},
        structure=tables_of(france["structure"]), unfitted={},
        also=tuple(_also(figures)), income=income, iris=_neighbourhoods(known),
        modelled=(*borrowed_tenure, *borrowed_income), centre=known.centre,
    )  # fmt: skip


def _tenure(
    figures: Mapping[str, float], france: Mapping[str, float]
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Households by tenure; where only owners are counted, the others are as in the country."""
    owned, others = figures[OWNED], max(figures[HOMES] - figures[OWNED], 0.0)
    rented, social = (figures.get(v, float("nan")) for v in (RENTED, SOCIAL))
    told: tuple[str, ...] = ()
    if not (isfinite(rented) and isfinite(social)):
        rented = others * france["rented"]
        social = rented * france["social"]
        told = ("locataires du parc social et privé\u00a0: parts du pays",)
    return {"owner": owned, "social": social, "private": max(rented - social, 0.0),
            "free": max(others - rented, 0.0)}, told  # fmt: skip


def _incomes(
    known: Known, france: Mapping[str, float]
) -> tuple[dict[float, float], tuple[str, ...]]:
    """D1, D5 and D9 of disposable income; where they are secret, the ends are as far from the
    median as in the country.
    """
    median = known.figures[MEDIAN]
    ends = [known.figures.get(v, float("nan")) for v in (LOWEST, HIGHEST)]
    if all(map(isfinite, ends)):
        return {0.1: ends[0], 0.5: median, 0.9: ends[1]}, ()
    told = "revenus D1 et D9, secrets\u00a0: aussi loin de la médiane que dans le pays"
    return {0.1: median * france["D1"] / france["D5"], 0.5: median,
            0.9: median * france["D9"] / france["D5"]}, (told,)  # fmt: skip


def _also(figures: Mapping[str, float]) -> Iterable[Also]:
    for margin, variable in _OTHERS.items():
        value = figures.get(variable, float("nan"))
        if isfinite(value):
            yield Also(margin, "all", variable, value, _WHY[margin])


def _neighbourhoods(known: Known) -> tuple[Iris, ...]:
    """The IRIS, under made-up names; a commune that has fewer than five gets made-up ones too."""
    found = dict(sorted(known.iris.items()))
    lacking = max(_FEWEST_NEIGHBOURHOODS - len(found), 0)
    made_up = {f"{known.code}-{k}": () for k in range(1, lacking + 1)}
    is_zone = {code: not deciles for code, deciles in found.items()}
    plain = (1 - _ACTIVITY_ZONE * sum(is_zone.values())) / max(
        len(found) + lacking - sum(is_zone.values()), 1
    )
    return tuple(
        Iris(code, _name(k), _ACTIVITY_ZONE if is_zone.get(code) else plain, deciles,
             is_made_up=code in made_up)
        for k, (code, deciles) in enumerate({**found, **made_up}.items())
    )  # fmt: skip


def _name(k: int) -> str:
    again = k // len(_NAMES)
    return _NAMES[k % len(_NAMES)] + (f" {again + 1}" if again else "")
