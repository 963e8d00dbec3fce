"""Whom a rule, a channel or a group leaves aside: checked each time a segment is used.

A group of people is told where it is taken less than four fifths as often as the most taken one
(Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D, 1978) and chance does not
explain it: Pearson's test that all groups are taken alike, corrected by Bonferroni for the traits
looked at. It forbids nothing: the town says why, or widens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from parvis.core.french import percent
from parvis.core.metrics.intervals import wilson

Labels = NDArray[np.object_]
Flags = NDArray[np.bool_]
SEX, AGE, PLACE = "sexe", "âge", "quartier"
TRAITS = (SEX, AGE, PLACE)
"""What is checked, where a file says it."""
BY_CRITERION = {"age": AGE, "district": PLACE}
"""Criteria of the matrix of purposes by which a rule may choose openly, and the trait each is."""
NOBODY_LEFT = (
    "Ni le sexe, ni l’âge, ni le quartier ne changent nettement qui le message atteint, pour ce "
    "que le fichier en dit."
)
FEWEST = 11
"""People of a group below whom nothing is said of it."""
FOUR_FIFTHS, LEVEL = 0.8, 0.05
_AGES = ((15, "0 à 14 ans"), (30, "15 à 29 ans"), (45, "30 à 44 ans"), (60, "45 à 59 ans"),
         (75, "60 à 74 ans"), (200, "75 ans ou plus"))  # fmt: skip
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Part:
    """Of one group of people: how many there are, and the share taken with its 95 % interval."""

    label: str
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The least and the most taken groups of one trait; `is_told`: by far, and not by chance."""

    trait: str
    least: Part
    most: Part
    is_told: bool


def gaps(traits: Mapping[str, Labels], taken: Flags) -> tuple[Gap, ...]:
    """For each trait with two groups of `FEWEST` people or more: who is least and most `taken`.

    `traits`: the group of each person, "" where it is not known; such people count in none.
    """
    tables = {name: _parts(labels, taken) for name, labels in traits.items()}
    tables = {name: parts for name, parts in tables.items() if len(parts) > 1}
    return tuple(_gap(name, parts, len(tables)) for name, parts in tables.items())


def age_labels(born: Labels, today: date) -> Labels:
    """The age band of each date of birth, "" where it is not known."""
    return np.array([_age(day, today) for day in born], object)


def rule_said(found: tuple[Gap, ...]) -> str:
    """What the check of a rule says: who it hardly chooses, or that it chooses all alike."""
    told = [gap for gap in found if gap.is_told]
    if not found:
        return "Le fichier ne dit ni sexe, ni âge, ni quartier : ce contrôle ne peut pas être fait."
    if not told:
        return f"Aucun écart d’un cinquième que le hasard n’explique pas ({_looked_at(found)})."
    return " ".join(
        f"Selon {_THE[gap.trait]}, la règle retient {_each(gap)}. Dites pourquoi, ou élargissez-la."
        for gap in told
    )


def reach_said(found: tuple[Gap, ...]) -> str:
    """What the check of a channel says: whom it hardly reaches; "" where it reaches all alike."""
    return " ".join(
        f"Selon {_THE[gap.trait]}, ce canal atteint {_each(gap)}. Prévoyez une autre voie pour eux."
        for gap in found
        if gap.is_told
    )


def group_said(found: tuple[Gap, ...]) -> str:
    """What the check of a discovered group says: who is hardly in it."""
    told = [gap for gap in found if gap.is_told]
    if not told:
        return "Ni le sexe, ni l’âge, ni le quartier ne le distinguent nettement." if found else ""
    return " ".join(
        f"Selon {_THE[gap.trait]}, il réunit {_each(gap)} : le viser, c’est aussi choisir."
        for gap in told
    )


_THE = {SEX: "le sexe", AGE: "l’âge", PLACE: "le quartier"}


def _each(gap: Gap) -> str:
    return (f"{percent(gap.least.share)} des « {gap.least.label} » et {percent(gap.most.share)} "
            f"des « {gap.most.label} »")  # fmt: skip


def _looked_at(found: tuple[Gap, ...]) -> str:
    return ", ".join(gap.trait for gap in found)


def _age(day: object, today: date) -> str:
    if day is None:
        return ""
    years = (today - date.fromisoformat(str(day)[:10])).days / _YEAR
    return next((label for limit, label in _AGES if years < limit), "")


def _parts(labels: Labels, taken: Flags) -> list[Part]:
    names, place = np.unique(labels.astype(str), return_inverse=True)
    people = np.bincount(place, minlength=names.size)
    hits = np.bincount(place, taken, minlength=names.size).astype(np.int64)
    rows = zip(names.tolist(), people.tolist(), hits.tolist(), strict=True)
    return [Part(name, n, k / n, *wilson(k, n)) for name, n, k in rows if name and n >= FEWEST]


def _gap(trait: str, parts: list[Part], looked_at: int) -> Gap:
    least, most = (pick(parts, key=lambda part: part.share) for pick in (min, max))
    is_far = least.share < FOUR_FIFTHS * most.share
    return Gap(trait, least, most, is_far and _chance(parts) * looked_at < LEVEL)


def _chance(parts: list[Part]) -> float:
    """The p-value of Pearson's test that every group is taken alike."""
    people = np.array([part.people for part in parts], float)
    hits = people * np.array([part.share for part in parts])
    share = hits.sum() / people.sum()
    if not 0 < share < 1:
        return 1.0
    statistic = ((hits - people * share) ** 2 / (people * share * (1 - share))).sum()
    return float(gammaincc((people.size - 1) / 2, statistic / 2))
