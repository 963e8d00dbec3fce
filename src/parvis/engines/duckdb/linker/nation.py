"""How common names are in the country: INSEE's registers of first names and of surnames."""

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from parvis.core.people.names import given_name, surname


@cache
def shares_of_names() -> Mapping[str, Mapping[str, float]]:
    """What the linker counts, each with the share of its common values in the country."""
    return {"given1": first_name_shares(), "surname": surname_shares()}


def first_name_shares() -> dict[str, float]:
    """The share of each common first name among births, by its first word in capitals."""
    births: Counter[str] = Counter()
    for row in _rows("prenoms.csv"):
        births[given_name(row["name"]).partition(" ")[0]] += int(row["births"])
    return _shares(births)


def surname_shares() -> dict[str, float]:
    """The share of each surname of 3,000 births and more among those of 1891 to 2000.

    Source: INSEE, fichier des noms de famille, edition 2008 (open licence); names given to fewer
    are one line without a name, so that shares are of all births.
    """
    births: Counter[str] = Counter()
    for row in _rows("noms.csv"):
        births[surname(row["name"])] += int(row["births"])
    shares = _shares(births)
    del shares[""]
    return shares


def _rows(name: str) -> list[dict[str, str]]:
    with (files("parvis") / "margins" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _shares(births: Counter[str]) -> dict[str, float]:
    total = births.total()
    return {name: count / total for name, count in births.items()}
