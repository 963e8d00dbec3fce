"""Who comes back among those still entitled, and what ends the relation."""

from datetime import date

import pytest

from parvis.core.errors import Refused
from parvis.core.loyalty.fidelity import Fidelity, fidelity_of, years_of


def _uses() -> tuple[list[str], list[date]]:
    """Thirty come in 2020; twenty again in 2021; ten of these again in 2022."""
    rows = [(f"p{n}", date(2020 + later, 5, 1)) for n in range(30)
            for later in range(1 + (n < 20) + (n < 10))]  # fmt: skip
    return [who for who, _ in rows], [when for _, when in rows]


def _read(
    who: list[str], when: list[date], born: dict[str, date] | None = None,
    limit: int | None = None, left: dict[str, int] | None = None,
) -> Fidelity:  # fmt: skip
    return fidelity_of(years_of(who, when, born or {}, limit, left or {}))


def test_cohorts_and_ends_are_counted_by_hand() -> None:
    found = _read(*_uses())
    assert [(one.later, one.share) for one in found.returns] == [
        (1, pytest.approx(2 / 3)), (2, pytest.approx(1 / 3)),
    ]  # fmt: skip
    assert [one.stopped[0] for one in found.ended] == pytest.approx([1 / 3, 2 / 3])


def test_those_who_aged_out_did_not_stop() -> None:
    born = {f"p{n}": date(2008, 1, 1) for n in range(20, 30)}
    found = _read(*_uses(), born, 13)
    assert found.returns[0].entitled == 20
    assert found.returns[0].share == 1
    assert found.ended[0].stopped[0] == 0
    assert found.ended[0].aged_out[0] == pytest.approx(1 / 3)


def test_those_who_moved_away_did_not_stop_and_are_not_awaited() -> None:
    left = {f"p{n}": 2021 for n in range(20, 30)}
    found = _read(*_uses(), left=left)
    assert [one.entitled for one in found.returns] == [30, 20]
    first = found.ended[0]
    assert (first.stopped[0], first.aged_out[0]) == (0, 0)
    assert first.moved[0] == pytest.approx(1 / 3)
    last = found.ended[-1]
    ends = last.stopped[0] + last.aged_out[0] + last.moved[0]
    assert ends == pytest.approx(2 / 3)


def test_ten_people_or_one_year_say_nothing() -> None:
    with pytest.raises(Refused, match="deux années"):
        _read(["a"] * 40, [date(2020, 1, 1)] * 40)
    with pytest.raises(Refused, match="2 personnes"):
        _read(["a", "b"], [date(2020, 1, 1), date(2021, 1, 1)])
