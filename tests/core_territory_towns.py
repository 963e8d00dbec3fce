"""A made-up country of 300 communes, for tests: nothing in it is drawn but from a seed."""

import numpy as np

from parvis.core.territory.indicators import Indicator, Point
from parvis.core.territory.reference import Absence, Reference, Source

N = 300
SOURCE = Source(
    "made-up", "Fichier", "Insee", "2021", "Licence Ouverte 2.0", "https://www.insee.fr"
)


def indicator(name: str, *points: Point, **more: object) -> Indicator:
    """An indicator with the defaults of the definitions."""
    given = {"theme": "Thème", "title": name, "unit": "", "decimals": 0, "scale": 1.0,
             "better": "", "is_structural": False, "is_total": False, "formula": "f"}  # fmt: skip
    return Indicator(id=name, points=points, **{**given, **more})  # type: ignore[arg-type]


INDICATORS = (
    indicator("population", Point(2013, ("population_2013",)), Point(2021, ("population_2021",)),
              is_structural=True, is_total=True),
    indicator("density", Point(2021, ("population_2021",), ("area",)), is_structural=True),
    indicator("owners", Point(2021, ("owned",), ("homes",)), is_structural=True, scale=100.0),
    indicator("aged_75_up", Point(2012, ("old_2012",), ("population_2013",)),
              Point(2018, ("old_2018",), ("population_2021",)), scale=100.0),
    indicator("median_income", Point(2021, ("income",))),
    indicator("poverty_rate", Point(2021, ("poverty",))),
)  # fmt: skip


def reference(**columns: np.ndarray) -> Reference:
    """The country; `columns` replace some of its figures, NaN standing for a secret."""
    draw = np.random.default_rng(7)
    people = np.exp(draw.normal(8, 1, N))
    homes = people / 2
    made = {
        "population_2013": people, "population_2021": people * draw.uniform(0.95, 1.05, N),
        "area": np.exp(draw.normal(3, 0.5, N)), "homes": homes,
        "owned": homes * draw.uniform(0.3, 0.8, N), "old_2012": people * 0.10,
        "old_2018": people * draw.uniform(0.09, 0.12, N), "income": draw.normal(21_000, 2_000, N),
        "poverty": draw.uniform(5, 30, N), **columns,
    }  # fmt: skip
    return Reference(
        codes=tuple(f"{41000 + i:05d}" for i in range(N)),
        texts={"name": tuple(f"Bourg {i}" for i in range(N))},
        columns=made,
        marks={
            k: np.where(np.isnan(v), Absence.SECRET, 0).astype(np.int8) for k, v in made.items()
        },
        sources=dict.fromkeys(made, SOURCE),
        became={},
        zones={("DEP", "41"): "Loir-et-Cher"},
    )
