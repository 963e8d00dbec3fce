"""What families declare to services on a given day: the quotient familial of the CAF."""

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.income import benefits
from parvis.core.population.setting import Setting

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DEPENDENT_UNTIL, _GROWN_AT, _SHARED = 20, 14, 0.5


def quotients(setting: Setting, on: int) -> Floats:
    """Quotient familial of each household on `on`, in euros: see `income`.

    A child in alternating custody counts for half in each of their two homes.
    """
    town = setting.book.town
    here = setting.present(on)
    age, home = town.persons.age(on)[here], setting.household_at(here, on)
    count = len(town.households.tenure)
    grown = np.bincount(home[age >= _GROWN_AT], minlength=count)
    young = np.bincount(home[age < _GROWN_AT], minlength=count)
    children = _dependents(setting, here[age < _DEPENDENT_UNTIL], home[age < _DEPENDENT_UNTIL],
                           grown + young)  # fmt: skip
    units = 1 + 0.5 * np.maximum(grown - 1, 0) + 0.3 * young
    parts = 2 + 0.5 * children + 0.5 * (children >= 3)
    yearly = town.households.declared_on(on) * units
    return (yearly / 12 + benefits(children, yearly)) / parts


def _dependents(setting: Setting, child: Ints, home: Ints, size: Ints) -> Floats:
    """Dependent children of each household; `size` tells which second homes exist that day."""
    second = setting.book.town.persons.second[child]
    shared = (second >= 0) & (size[np.maximum(second, 0)] > 0) & (second != home)
    weight = np.where(shared, _SHARED, 1.0)
    homes, weights = np.append(home, second[shared]), np.append(weight, weight[shared])
    found: Floats = np.bincount(homes, weights, minlength=len(size)).astype(np.float64)
    return found
