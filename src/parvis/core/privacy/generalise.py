"""Generalisation: rare values of a category are folded into one."""

from collections.abc import Mapping

PERSONS_THRESHOLD = 11
"""Fewest distinct persons behind what may be seen: INSEE's rule for statistics from tax files
(no figure on fewer than 11 households), applied here to every file of persons."""
OTHERS = "Autres"
UNKNOWN = "Non renseigné"


def kept_values(persons: Mapping[str, int]) -> frozenset[str]:
    """The values with enough distinct persons to keep their name; the rest become `OTHERS`."""
    return frozenset(value for value, count in persons.items() if count >= PERSONS_THRESHOLD)
