"""What people ruled: two records are one person, or are not; and whether rulings hold together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parvis.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Ruling:
    """Somebody's word on two records, named by their references."""

    left: str
    right: str
    is_same: bool


def check_rulings(rulings: Sequence[Ruling]) -> None:
    """Refused where two records said to differ are one through a chain of records said the same."""
    group = _joined(r for r in rulings if r.is_same)
    for ruling in rulings:
        one, other = group.get(ruling.left), group.get(ruling.right)
        if not ruling.is_same and (ruling.left == ruling.right or (one and one == other)):
            raise Refused("people.rulings_contradict")


def _joined(same: Iterable[Ruling]) -> dict[str, str]:
    """A name of its group for each record that a ruling puts with another."""
    leader: dict[str, str] = {}

    def find(record: str) -> str:
        while leader.setdefault(record, record) != record:
            leader[record] = leader[leader[record]]
            record = leader[record]
        return record

    for ruling in same:
        leader[find(ruling.left)] = find(ruling.right)
    return {record: find(record) for record in list(leader)}
