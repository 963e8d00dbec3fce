"""The groups of people that one file shows, if they are found again, and whom each leaves aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parvis.apps.campaigns.files import Columns
from parvis.core.ingest.contract import Contract, FieldType
from parvis.core.loyalty.fairness import Labels, gaps, group_said
from parvis.core.loyalty.habits import FEWEST_USES, Group, groups_of

_MOST_KINDS, _SEED = 12, 1


@dataclass(frozen=True, slots=True)
class Found:
    """The groups, each with what the check of fairness says of it; none is found again: empty.

    `among`: the people they were looked for among.
    """

    groups: Sequence[tuple[Group, str]]
    among: int


def kind_of(contract: Contract, columns: Columns) -> str:
    """A text of few values that names nobody: what is used; "" where the file has none."""
    for field in contract.fields:
        if field.type is FieldType.TEXT and not field.is_identifying and field.name not in (
            *contract.key, contract.person
        ):  # fmt: skip
            values = {v for v in columns[field.name] if v is not None}
            if 2 < len(values) <= _MOST_KINDS:
                return field.name
    return ""


def groups_told(who: np.ndarray, what: np.ndarray, traits: Mapping[str, Labels]) -> Found:
    """The groups of those who use `what`, one row per use, and the check of each."""
    known = np.array([k is not None for k in what], bool)
    people, place = np.unique(who[known].astype(str), return_inverse=True)
    kinds, kind = np.unique(what[known].astype(str), return_inverse=True)
    counts = np.bincount(place * kinds.size + kind, minlength=people.size * kinds.size)
    table = counts.reshape(people.size, kinds.size).astype(np.int64)
    if int((table.sum(axis=1) >= FEWEST_USES).sum()) < FEWEST_USES:
        return Found((), 0)
    found = groups_of(table, kinds.tolist(), _SEED)
    if found is None:
        return Found((), 0)
    rows = np.flatnonzero(known)[np.unique(place, return_index=True)[1]][found.known]
    mine = {name: labels[rows] for name, labels in traits.items()}
    said = [group_said(gaps(mine, found.segments.of == rank)) for rank in range(len(found.groups))]
    return Found(tuple(zip(found.groups, said, strict=True)), int(found.known.sum()))
