"""The reference population of the demonstration, as a file of the census would give it."""

from datetime import date
from itertools import product

import numpy as np

from parvis.core.population.archetypes import WOMAN
from parvis.core.population.people import day_of
from parvis.core.population.sheets import Shape, Sheet, decimal, text
from parvis.core.population.town import Town
from parvis.core.privacy.generalise import CENSUS_AGES, ages_of

NAME = "insee_population"
_SEXES = ("Hommes", "Femmes")


def population_sheet(town: Town) -> Sheet:
    """Residents by district, age and sex; households, and what they declare a unit of consumption
    in all, stand on the first line of a district.

    The census of a year is published three years later.
    """
    setting, year = town.setting, town.asked.until.year - 3
    on = day_of(date(year, 1, 1))
    here = setting.present(on)
    people = setting.book.town.persons
    bands = [label for _, label in ages_of(CENSUS_AGES)]
    iris = setting.iris_at(here, np.full(len(here), on))
    band = np.searchsorted(np.array(CENSUS_AGES), people.age(on)[here], side="right")
    sex = (people.sex[here] == WOMAN).astype(np.int64)
    counts = np.zeros((len(setting.districts), len(bands), len(_SEXES)))
    np.add.at(counts, (iris, band, sex), 1)
    homes = [np.unique(people.household[here[iris == i]]) for i in range(len(counts))]
    declared = setting.book.town.households.declared_on(on)
    households, incomes = np.zeros_like(counts), np.zeros_like(counts)
    households[:, 0, 0] = [len(some) for some in homes]
    incomes[:, 0, 0] = [round(float(declared[some].sum())) for some in homes]
    cells = list(product(setting.districts, bands, _SEXES))
    return Sheet(NAME, Shape.CSV_SEMICOLON, (
        text("Millésime", [str(year)] * len(cells)),
        text("Quartier", [district for district, _, _ in cells]),
        text("Âge", [age for _, age, _ in cells]),
        text("Sexe", [who for _, _, who in cells]),
        decimal("Habitants", counts.ravel()),
        decimal("Ménages", households.ravel()),
        decimal("Revenu déclaré", incomes.ravel()),
    ))  # fmt: skip
