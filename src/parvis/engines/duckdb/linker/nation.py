"""How common first names are in the country: INSEE's register of first names, by decade."""

import csv
from collections import Counter
from importlib.resources import files

from parvis.core.people.names import given_name


def first_name_shares() -> dict[str, float]:
    """The share of each common first name among births, by its first word in capitals."""
    births: Counter[str] = Counter()
    with (files("parvis") / "margins" / "prenoms.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            births[given_name(row["name"]).partition(" ")[0]] += int(row["births"])
    total = births.total()
    return {name: count / total for name, count in births.items()}
