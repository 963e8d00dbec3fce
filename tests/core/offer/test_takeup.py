"""Who could have an aid and does not: an estimate, its error, never less than nobody."""

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.offer.takeup import aid_from, unreached

AID = {"id": "a", "title": "Aide", "recipients": "aided", "eligible": "poor_residents",
       "margin": 0.15, "conditions": "c", "source": "s"}  # fmt: skip


def test_those_without_an_aid_are_never_fewer_than_none() -> None:
    found = unreached(1_200, 60, 300, 2)
    assert (found.without, round(found.low), round(found.high)) == (900, 782, 1018)
    assert unreached(100, 30, 140, 2).without == 0.0
    assert unreached(0, 0, 12, 2).share == 0.0


def test_the_interval_holds_as_often_as_it_says() -> None:
    """1,000 eligible known to 8 %, 250 recipients counted to 2: nineteen times in twenty."""
    rng = np.random.default_rng(7)
    held = []
    for _ in range(2_000):
        found = unreached(rng.normal(1_000, 80), 80, rng.normal(250, 2), 2)
        held.append((found.low <= 750 <= found.high, found.share_low <= 0.75 <= found.share_high))
    assert np.allclose(np.mean(held, axis=0), 0.95, atol=0.015)


@pytest.mark.parametrize("wrong", [{"share": 0.0}, {"share": 1.2}, {"margin": 0.0}])
def test_a_share_or_a_margin_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(Refused) as refusal:
        aid_from({**AID, **wrong}, "a.toml")
    assert refusal.value.rule == "aid.share"
