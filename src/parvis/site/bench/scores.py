"""How a linkage is judged: by the pairs of records it puts together."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, skipinitialspace=True)


def clusters(path: Path) -> list[str]:
    """The cluster of each record of a `record_id,cluster_id` file, in its order."""
    return [row["cluster_id"] for row in rows(path)]


def pairs(labels: Iterable[object]) -> int:
    """How many pairs bear one label."""
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def pairwise_f1(found: Sequence[object], truth: Sequence[object]) -> float:
    """F1 of the pairs of records put together, against those that are one person."""
    both = pairs(zip(found, truth, strict=True))
    return 2 * both / max(pairs(found) + pairs(truth), 1)


def of_group(
    found: Sequence[object], truth: Sequence[object], group: Sequence[str], name: str
) -> tuple[float, float]:
    """Precision and recall for the records of one group: of the pairs put together where at least
    one is of it, those that are right; of those that are one person of it, those found."""
    inside = [at for at, of in enumerate(group) if of == name]
    outside = [at for at, of in enumerate(group) if of != name]
    both = pairs((found[at], truth[at]) for at in inside)
    touched = pairs(found) - pairs(found[at] for at in outside)
    return both / max(touched, 1), both / max(pairs(truth[at] for at in inside), 1)
