"""How many values of a stretch lie below a bound: a wavelet matrix, for millions of questions.

Claude, Navarro and Ordóñez, “The wavelet matrix” (Information Systems 47, 2015): values are ranked,
and each bit of the ranks is a level; a question walks down the levels, whatever the stretch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ranges:
    """A sequence prepared for questions. `ones[level][i]`: bits set among the first i."""

    distinct: Floats
    ones: tuple[Counts, ...]
    zeros: tuple[int, ...]
    weights: tuple[Floats, ...]

    def below(self, start: Ints, end: Ints, bound: Floats) -> Floats:
        """The weight of the values at places start <= i < end that are strictly below `bound`.

        Three arrays of one shape, one question each; an empty stretch weighs nothing.
        """
        ranks = np.searchsorted(self.distinct, bound, side="left")
        low, high = start.copy(), np.maximum(start, end)
        found = np.zeros(ranks.shape, dtype=np.float64)
        for level, (ones, zeros, weights) in enumerate(
            zip(self.ones, self.zeros, self.weights, strict=True)
        ):
            is_set = (ranks >> (len(self.ones) - 1 - level)) & 1 == 1
            low_ones, high_ones = ones[low], ones[high]
            low_zeros, high_zeros = low - low_ones, high - high_ones
            found += np.where(is_set, weights[high_zeros] - weights[low_zeros], 0.0)
            low = np.where(is_set, zeros + low_ones, low_zeros)
            high = np.where(is_set, zeros + high_ones, high_zeros)
        return found


def ranges_of(values: Floats, weights: Floats) -> Ranges:
    """Prepare `values`, each of which counts for its weight (shape n; n may be 0)."""
    distinct, ranks = np.unique(values, return_inverse=True)
    # One more rank than there are values: a bound above them all has a rank too.
    bits = max(1, int(distinct.size).bit_length())
    ones, zeros, sums = [], [], []
    for level in range(bits):
        bit = (ranks >> (bits - 1 - level)) & 1
        order = np.argsort(bit, kind="stable")
        ones.append(np.concatenate([[0], np.cumsum(bit)]).astype(np.int32))
        zeros.append(int(ranks.size - bit.sum()))
        ranks, weights = ranks[order], weights[order]
        sums.append(np.concatenate([[0.0], np.cumsum(weights)]))
    return Ranges(distinct, tuple(ones), tuple(zeros), tuple(sums))
