"""The cell-key method: noise drawn from who is counted and from which cell counts them.

Each person has a random record key. The keys of the distinct persons of a cell, summed, stand for
that set of persons; a keyed hash of this sum and of the canonical coordinates of the cell draws the
noise. The same cell on the same persons has the same noise on every screen, in every export and in
every release; nobody without the secret can foresee it. Sources: Fraser and Wooton, "A proposed
method for confidentialising tabular output to protect against differencing" (UNECE, 2005);
Thompson, Broadfoot and Elazar, "Methodology for the automatic confidentialisation of statistical
outputs from remote servers at the Australian Bureau of Statistics" (UNECE, 2013).
"""

from bisect import bisect_right
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate

from parvis.core.privacy.generalise import PERSONS_THRESHOLD

PSEUDONYM_BITS = 48
"""Of a pseudonym, the bits that cross the wall. Two of a million persons share one in one release
out of five hundred; 64 bits would take a third more of the disk, and of the memory of each count of
distinct persons."""
RECORD_KEY_BITS = 32
"""A record key is an integer below 2**32: the first eight hexadecimal digits of a pseudonym. The
sum of a million of them is exact in 64 bits and even as a float."""
BELOW_KEY_BITS = PSEUDONYM_BITS - RECORD_KEY_BITS
"""The bits of a pseudonym that its record key leaves out."""

LAW = {-3: 0.01, -2: 0.1525, -1: 0.225, 0: 0.225, 1: 0.225, 2: 0.1525, 3: 0.01}
"""The law of the noise, in persons: mean 0, variance 1.85, mean size 1.12, never beyond 3.

Its three middle values are as likely as one another. An attacker who knows all the others of a
cell, and wonders whether one person is in it, is right with probability (1 + m) / 2 at best, where
m is the most likely value of the law: 61 % here, 65 % with the usual law of maximum entropy of the
same variance."""
VARIANCE = sum(chance * size**2 for size, chance in LAW.items())
MOST = max(LAW)
"""No count moves by more than this many persons."""
SHOWN_FROM = PERSONS_THRESHOLD + 2
"""Fewest persons, once perturbed, of a count that is shown.

Two above the threshold of the true count: a cell that goes from 10 persons to 11 then becomes
visible with probability 0.16, which tells of the eleventh no more than the noise does elsewhere.
"""

_SIZES = tuple(LAW)
_CUTS = tuple(round(cut * 2**64) for cut in accumulate(LAW.values()))[:-1]


@dataclass(frozen=True, slots=True)
class Persons:
    """The distinct persons of a cell: how many, and the sum of their record keys."""

    count: int
    key: int = 0


@dataclass(frozen=True, slots=True)
class Perturbation:
    """The noise of one home; `secret` is known to it alone."""

    secret: bytes

    def noise(self, coordinates: str, persons: Persons) -> int:
        """What is added to the count of `persons` in the cell at the canonical `coordinates`."""
        text = f"{coordinates}\x1f{persons.count}\x1f{persons.key}"
        drawn = int.from_bytes(blake2b(text.encode(), digest_size=8, key=self.secret).digest())
        return _SIZES[bisect_right(_CUTS, drawn)]

    def count(self, coordinates: str, persons: Persons) -> int | None:
        """The count that may be shown; None where it may not. Nobody stays nobody."""
        if persons.count == 0:
            return 0
        if persons.count < PERSONS_THRESHOLD:
            return None
        found = persons.count + self.noise(coordinates, persons)
        return found if found >= SHOWN_FROM else None
