"""Identifiers that last: which person keeps theirs when the linkage says something new.

A group of records takes the identifier that most of its records bear, the oldest on a tie. Where
two persons turn out to be one, the identifier that goes becomes an alias of the one that stays;
where one turns out to be two, the largest part keeps it. None is ever given again.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may become of a person."""

    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Change:
    """Records that went from one person to another: `moved`, from `before` to `after`.

    MERGED: `before` is now an alias of `after`. SPLIT: `after` is new, `before` lives on.
    """

    kind: Kind
    before: str
    after: str
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The person of each record, those that are new, and what changed for the others."""

    person: Mapping[str, str]
    created: tuple[str, ...]
    changes: tuple[Change, ...]


def reconcile(
    known: Mapping[str, str],
    groups: Mapping[str, int],
    age: Mapping[str, int],
    fresh: Callable[[], str],
) -> Reconciled:
    """Identifiers for `groups` (record to group), given the `known` ones (record to person).

    `age` ranks persons, the oldest first; `fresh` makes a new identifier.
    """
    parts = _parts(known, groups)
    home = {person: max(counts, key=lambda g: (counts[g], -g)) for person, counts in parts.items()}
    keeper = _keepers(parts, home, age)
    created, person_of = [], {}
    for record, group in groups.items():
        if group not in keeper:
            keeper[group] = fresh()
            created.append(keeper[group])
        person_of[record] = keeper[group]
    return Reconciled(person_of, tuple(created), _changes(known, person_of, home, keeper))


def _parts(known: Mapping[str, str], groups: Mapping[str, int]) -> dict[str, Counter[int]]:
    """For each known person, how many of its records are in each group."""
    parts: dict[str, Counter[int]] = {}
    for record, group in groups.items():
        if record in known:
            parts.setdefault(known[record], Counter())[group] += 1
    return parts


def _keepers(
    parts: Mapping[str, Counter[int]], home: Mapping[str, int], age: Mapping[str, int]
) -> dict[int, str]:
    """The identifier that each group takes, among the persons whose largest part it holds."""
    keeper: dict[int, str] = {}
    for person in sorted(parts, key=lambda p: (-parts[p][home[p]], age.get(p, 0), p)):
        keeper.setdefault(home[person], person)
    return keeper


def _changes(
    known: Mapping[str, str],
    person_of: Mapping[str, str],
    home: Mapping[str, int],
    keeper: Mapping[int, str],
) -> tuple[Change, ...]:
    moved: dict[tuple[str, str], list[str]] = {}
    for record, after in person_of.items():
        before = known.get(record)
        if before is not None and before != after:
            moved.setdefault((before, after), []).append(record)
    return tuple(
        Change(_kind(before, after, home, keeper), before, after, tuple(records))
        for (before, after), records in moved.items()
    )


def _kind(before: str, after: str, home: Mapping[str, int], keeper: Mapping[int, str]) -> Kind:
    """A person whose largest part went to another's is merged; the rest of it was split off."""
    return Kind.MERGED if keeper[home[before]] == after else Kind.SPLIT
