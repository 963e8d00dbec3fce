"""Exact rows completed as an engine gives them, and a noise that is nil, to test all the rest."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from parvis.core.home import Home
from parvis.core.metrics.query import Aggregate, Plan
from parvis.core.privacy import cellkey

SECRET = bytes(range(32))
_OF_NOISE = {
    Aggregate.KEY: 7,
    Aggregate.KEY_TRUE: 8,
    Aggregate.KEY_FALSE: 9,
    Aggregate.LARGEST: 0.01,
}


def completed(plan: Plan, row: Sequence[object]) -> tuple[object, ...]:
    """`row`, of keys then measures, with those that the noise and the dominance rule need."""
    given = iter(row[len(plan.group_by) :])
    measures = (
        _OF_NOISE[m.aggregate] if m.aggregate in _OF_NOISE else next(given) for m in plan.measures
    )
    return (*row[: len(plan.group_by)], *measures)


def fix_noise(home: Home) -> None:
    """The same secret in each run: which cells the noise hides does not depend on luck."""
    home.noise_key.parent.mkdir(parents=True, exist_ok=True)
    home.noise_key.write_text(SECRET.hex(), "ascii")


@contextmanager
def no_noise() -> Iterator[None]:
    """Counts of persons stay what they are, and are shown from 11 on."""
    with patch.object(cellkey, "_SIZES", (0,) * len(cellkey.LAW)), \
            patch.object(cellkey, "SHOWN_FROM", cellkey.PERSONS_THRESHOLD):  # fmt: skip
        yield
