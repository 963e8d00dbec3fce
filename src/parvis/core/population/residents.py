"""Synthetic residents: numbers, names and addresses drawn from short lists, all fictitious."""

from dataclasses import dataclass
from datetime import date

import numpy as np

_FIRST = (
    "Aline Basile Camille Dorian Elsa Fantin Garance Hector Ilona Jonas Karim Lise Malo Nadia "
    "Octave Prune Quentin Rosalie Sacha Tiago Ursule Violette Wassim Yaëlle Zacharie"
).split()
_LAST = (
    "Aubépin Bruyère Coudrier Dubouleau Églantier Fougeray Genévrin Houblonnet Jonquet "
    "Laurenceau Merisier Noiseraie Orgeval Prunelier Roncin Saulnaie Tilleray Vergnier"
).split()
DISTRICTS = ("Centre ancien", "Courtiras", "Faubourg Chartrain", "Le Temple", "Les Rottes",
             "Saint-Bienheuré", "Saint-Lubin")  # fmt: skip
_DISTRICT_SHARES = (0.22, 0.10, 0.17, 0.12, 0.15, 0.14, 0.10)
_YOUNGEST, _OLDEST = 3, 92


@dataclass(frozen=True, slots=True)
class Resident:
    """One fictitious resident; the e-mail is in a domain reserved for examples (RFC 2606)."""

    number: int
    first_name: str
    last_name: str
    born_on: date
    district: str

    @property
    def email(self) -> str:
        return f"usager{self.number}@example.org"


def residents(count: int, *, until: date, rng: np.random.Generator) -> list[Resident]:
    """`count` residents aged 3 to 92 on `until`; the same generator state, the same people."""
    first = rng.integers(len(_FIRST), size=count)
    last = rng.integers(len(_LAST), size=count)
    ages = rng.uniform(_YOUNGEST * 365.25, _OLDEST * 365.25, size=count).astype(int)
    districts = rng.choice(len(DISTRICTS), size=count, p=_DISTRICT_SHARES)
    return [
        Resident(
            number=100_000 + n,
            first_name=_FIRST[first[n]],
            last_name=_LAST[last[n]],
            born_on=date.fromordinal(until.toordinal() - int(ages[n])),
            district=DISTRICTS[districts[n]],
        )
        for n in range(count)
    ]
