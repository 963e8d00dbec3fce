"""Readers of a library and people who get aid: few, invented, and alike from file to file."""

import numpy as np

from made_homes import first_names_and_surnames

PERSONS = 160
LOANS = ["N° prêt", "Carte", "Nom", "Prénom", "Né(e) le", "Date de prêt", "Type de document",
         "Public"]  # fmt: skip
AID = ["Dossier", "Nom d’usage", "Nom de naissance", "Prénom", "Date de naissance", "Adresse",
       "Téléphone", "Date de décision", "Aide", "Montant", "Observations"]  # fmt: skip


def readers(second_cards: int) -> list[list[str]]:
    """One loan per card: every person has a card, the first ones a second under a slip."""
    rng = np.random.default_rng(3)
    given, family = first_names_and_surnames(PERSONS, rng)
    born = [f"{1940 + n % 75}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(PERSONS)]
    rows = [_loan(f"P{n}", f"C{n}", family[n], given[n], born[n]) for n in range(PERSONS)]
    again = [
        _loan(f"S{n}", f"D{n}", family[n].upper(), given[n] + "s" * (n % 2), born[n])
        for n in range(second_cards)
    ]
    return rows + again


def aided(rows: list[list[str]], observed: str = "") -> list[list[str]]:
    """One aid for each reader of `rows`, with what was observed of them."""
    return [
        [f"A{n}", row[2], "", row[3], row[4], "", "", "2026-02-01", "Alimentaire", "50", observed]
        for n, row in enumerate(rows)
    ]


def _loan(number: str, card: str, family: str, given: str, born: str) -> list[str]:
    year, month, day = born.split("-")
    return [number, card, family, given, f"{day}/{month}/{year}", "2026-03-02", "Livre", "Adulte"]
