"""Names: first names as frequent as in the civil register, surnames made up in the French way.

First names follow INSEE's counts by year of birth and sex. No open table gives counts of
surnames: the commonest are named, with modelled frequencies, and the long tail is composed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import WOMAN
from parvis.core.population.people import NEVER, NOBODY, Persons

Texts = NDArray[Any]
Ints = NDArray[np.int64]

_COMMON = (
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel "
    "Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine "
    "Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier "
    "François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu "
    "Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun "
    "Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche "
    "Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas "
    "Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq "
    "Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin "
    "Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier "
    "Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly "
    "Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin "
    "Germain Breton Besson Langlois Rémy Le_Gall Pelletier Lévêque Perrier Leblanc Barré Lebrun "
    "Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet "
    "Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da_Silva Bouchet Gay Lemaître "
    "Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune "
    "Gilbert Lamy Delaunay Pasquier Carlier Laporte Diallo Traoré Benali Nguyen Yilmaz Ferreira"
).split()
_HEADS = (
    "Aub Bar Bel Ber Bois Bourd Bret Cail Cham Chat Clav Coud Crou Dam Del Dor Esc Faug Fer "
    "Fouc Gal Gar Gib Gran Gu Hal Jarr Jou Lam Lar Lou Mal Mar Mén Mou Nav Or Pail Per Pou Quin "
    "Rab Ren Rich Sab Sauv Tail Tav Thib Tour Val Vau Ver Vign"
).split()
_TAILS = (
    "ard aud ault ay eau elet elin enet ereau erie et ette ier ière igny in iot ois on onneau "
    "ot oux uet ueil y"
).split()
_PARTICLES = ("de ", "de La ", "du ", "d’")
_TAIL_WEIGHT, _PARTICLE_SHARE, _COMPOUND_SHARE, _MOTHERS_NAME = 0.35, 0.012, 0.07, 0.10
_ABSENT_FATHER, _DOUBLE_USAGE = 0.6, 0.08
_GENERATIONS = 4


@dataclass(frozen=True, slots=True)
class FirstNames:
    """For each (year of birth, sex): names and their cumulated share, in [0, 1]."""

    table: dict[tuple[int, int], tuple[Texts, NDArray[np.float64]]]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]]) -> "FirstNames":
        """The table of rows (year, sex F or M, names each followed by its births, by `;`)."""
        found = {}
        for year, sex, listed in rows:
            words = listed.split(";")
            names = zip(words[::2], map(int, words[1::2]), strict=True)
            found[int(year), int(sex == "F")] = _cumulated(list(names))
        return cls(found)

    def draw(self, persons: Persons, rng: np.random.Generator) -> Texts:
        """A first name for each person, by year of birth and sex."""
        born = (1970 + persons.birth // 365.2425).astype(np.int64)
        keys = 2 * np.clip(born, min(self.table)[0], max(self.table)[0]) + persons.sex
        order, chance = np.argsort(keys, kind="stable"), rng.random(len(persons))
        ranked = keys[order]
        out = np.empty(len(persons), object)
        for (year, sex), (names, share) in self.table.items():
            key = 2 * year + sex
            at = order[slice(*np.searchsorted(ranked, [key, key + 1]))]
            out[at] = names[np.minimum(np.searchsorted(share, chance[at]), len(names) - 1)]
        return out


@dataclass(frozen=True, slots=True)
class Names:
    """Per person: first name, name at birth, married name ("" if none)."""

    first: Texts
    birth: Texts
    usage: Texts


def _cumulated(names: list[tuple[str, int]]) -> tuple[Texts, NDArray[np.float64]]:
    births = np.array([n for _, n in names], dtype=float)
    return np.array([n for n, _ in names], dtype=object), np.cumsum(births) / births.sum()


def name_all(persons: Persons, first: FirstNames, rng: np.random.Generator) -> Names:
    """First names, then surnames handed down from father or mother, then married names."""
    birth = _birth_names(persons, rng)
    return Names(first.draw(persons, rng), birth, _usage_names(persons, birth, rng))


def surnames(count: int, rng: np.random.Generator) -> Texts:
    """`count` surnames: two thirds among the commonest, the others composed."""
    words = [w.replace("_", " ") for w in _COMMON] + [h + t for h in _HEADS for t in _TAILS]
    rank = np.arange(len(_COMMON)) + 3.0
    weight = np.concatenate((rank**-0.6, np.ones(len(words) - len(_COMMON))))
    weight[: len(_COMMON)] *= (1 - _TAIL_WEIGHT) / weight[: len(_COMMON)].sum()
    weight[len(_COMMON) :] *= _TAIL_WEIGHT / weight[len(_COMMON) :].sum()
    drawn = np.array(words, dtype=object)[rng.choice(len(words), count, p=weight / weight.sum())]
    noble = np.flatnonzero(rng.random(count) < _PARTICLE_SHARE)
    drawn[noble] = [_PARTICLES[i % 3] + drawn[k] for i, k in enumerate(noble)]
    return drawn


def _birth_names(persons: Persons, rng: np.random.Generator) -> Texts:
    """Children of one mother bear one name: the father's, both, or hers."""
    n = len(persons)
    names, other = surnames(n, rng), surnames(n, rng)
    way = rng.random(n)
    parent = np.maximum(persons.mother, persons.father)
    depth = np.zeros(n, np.int64)
    for _ in range(_GENERATIONS):
        depth = np.where(parent >= 0, depth[np.maximum(parent, 0)] + 1, 0)
    for level in range(1, _GENERATIONS + 1):
        for child in np.flatnonzero(depth == level).tolist():
            names[child] = _handed(persons, names, other, way, child)
    return names


def _handed(persons: Persons, names: Texts, other: Texts, way: Any, child: int) -> str:
    mother, father = int(persons.mother[child]), int(persons.father[child])
    chance = way[max(mother, father)]
    if mother == NOBODY:
        return str(names[father])
    if father == NOBODY:
        return str(other[mother] if chance < _ABSENT_FATHER else names[mother])
    if chance < _MOTHERS_NAME:
        return str(names[mother])
    if chance < _MOTHERS_NAME + _COMPOUND_SHARE and "-" not in names[father] + names[mother]:
        return f"{names[father]}-{names[mother]}"
    return str(names[father])


def _usage_names(persons: Persons, birth: Texts, rng: np.random.Generator) -> Texts:
    usage = np.full(len(persons), "", dtype=object)
    spouse = persons.spouse
    has = (spouse >= 0) & (persons.sex == WOMAN) & (persons.usage_from < NEVER)
    wives = np.flatnonzero(has)
    usage[wives] = birth[spouse[wives]]
    both = wives[rng.random(len(wives)) < _DOUBLE_USAGE]
    usage[both] = [f"{birth[w]}-{birth[spouse[w]]}" for w in both]
    return usage
