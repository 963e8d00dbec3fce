"""Which persons make one home, from the ties that pairs of them share."""

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.clusters import RULED, Weighed, components, inner_pairs, persons

Ints = NDArray[np.int64]

LARGEST_HOME = 8
"""More persons than this on the same ties are a building or an institution, not a home."""

_ODDS = {2: 2.0, 3: 5.0, 4: 8.0}
_UNTIED = -1.0


def homes_of(person: Ints, left: Ints, right: Ints, ties: Ints, adult_at: Ints) -> tuple[Ints, int]:
    """The home of each person, named by one of its members, and how many groups were undone.

    `person` holds the label of each record; `left` and `right` are labels of persons who share
    `ties` ties (two at least). Homes are merged as persons are: while members agree on average,
    so that a tie between neighbours glues no two homes. Two adults who live at two addresses and
    share no two ties are of two, whatever the child they both have: `adult_at` gives the address of
    each adult, as a number, -1 for the others. One larger than `LARGEST_HOME` is undone. Ties that
    chain hundreds of persons are first cut where they are fewest, as those of records are.
    """
    count = len(person)
    odds = np.array([_UNTIED, _UNTIED, *_ODDS.values()])[np.minimum(ties, 1 + len(_ODDS))]
    label, _ = components(count, Weighed(np.minimum(left, right), np.maximum(left, right), odds))
    pairs = _complete(label, left, right, odds, adult_at)
    home = persons(label, pairs)
    size = np.bincount(home[np.unique(person)], minlength=count)
    too_large = size[home] > LARGEST_HOME
    undone = int((size > LARGEST_HOME).sum())
    home[too_large] = np.flatnonzero(too_large)
    return home, undone


def _complete(
    label: Ints, left: Ints, right: Ints, odds: NDArray[np.float64], adult_at: Ints
) -> Weighed:
    """Every pair inside a component, those without ties speaking a little against it."""
    count = len(label)
    one, other = inner_pairs(label)
    keys = np.minimum(left, right) * count + np.maximum(left, right)
    order = np.argsort(keys)
    at = np.searchsorted(keys[order], one * count + other)
    at = np.minimum(at, max(len(keys) - 1, 0))
    is_tied = keys[order][at] == one * count + other if len(keys) else np.zeros(len(one), bool)
    is_apart = np.minimum(adult_at[one], adult_at[other]) >= 0
    untied = np.where(is_apart & (adult_at[one] != adult_at[other]), -RULED, _UNTIED)
    found = np.where(is_tied, odds[order][at] if len(keys) else 0.0, untied)
    return Weighed(one, other, found)
