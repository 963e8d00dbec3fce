"""A simulation says what bills would say, and lets only protected figures leave."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.consumption import Use
from parvis.core.offer.grid import Tariff, tariff_from
from parvis.core.offer.jumps import jumps_of
from parvis.core.offer.legality import Answer, checks_of
from parvis.core.offer.pricing import price_of
from parvis.core.offer.published import Source, tenths_of
from parvis.core.offer.report import Asked, Told, simulated
from parvis.core.offer.simulation import Behaviour, Priced, compare, parts_of
from parvis.core.offer.written import tariff_read, tariff_written, written
from parvis.core.release import Manifest

DAY = date(2026, 9, 1)
SOURCE = Source("41269", Manifest("", datetime(2026, 9, 1, tzinfo=UTC), "t", (), (), {}), (),
                b"k" * 32, date(2025, 9, 1), date(2026, 7, 1))  # fmt: skip
BRACKETS = [
    {"below": 400, "price_cents": 120}, {"below": 600, "price_cents": 210},
    {"below": 900, "price_cents": 300}, {"below": 1200, "price_cents": 420}, {"price_cents": 510},
]  # fmt: skip


def tariff(cost: int = 849, **rate: object) -> Tariff:
    said = rate or {"brackets": BRACKETS}
    grid = {"since": date(2024, 1, 1), "source": "d", "rate": [{"name": "Tous", **said}]}
    return tariff_from({"id": "t", "title": "Cantine", "unit": "repas", "cost_cents": cost,
                        "grid": [grid]}, "t.toml")  # fmt: skip


def uses(seed: int, families: int = 400, avoided: float = 0.0) -> list[Use]:
    rng = np.random.default_rng(seed)
    found = []
    for family in range(families):
        quotient = round(float(rng.gamma(3, 300)))
        if 900 <= quotient < 980 and rng.random() < avoided:
            quotient = round(899 - 40 * float(rng.random()))
        for child in range(int(rng.choice([1, 1, 2, 3]))):
            units = Decimal(int(rng.integers(1, 140)))
            found.append(Use(f"F{family:04d}", f"E{child}", Decimal(quotient), units, None, True))
    return found


def run(seed: int, after: Tariff, **more: float) -> Told:
    asked = Asked(Priced("Avant", tariff(), DAY), [Priced("Après", after, DAY)], {},
                  Behaviour(-0.1, -0.4))  # fmt: skip
    (found,) = simulated(uses(seed, **more), asked, SOURCE)  # type: ignore[arg-type]
    return found.told


def test_each_family_pays_what_its_bills_would_say() -> None:
    new = tariff(effort_percent=0.36, floor_cents=100, cap_cents=550)
    known = uses(1)
    found = compare(known, Priced("a", tariff(), DAY), Priced("b", new, DAY), {})
    for effect in found.effects:
        mine = [use for use in known if use.family == effect.family]
        for side, cents in ((tariff(), effect.before_cents), (new, effect.after_cents)):
            bill = sum(price_of(side, DAY, {"quotient_familial": u.income}).cents * u.units
                       for u in mine)  # fmt: skip
            assert cents == float(bill)


def test_the_published_revenue_is_the_bills_but_for_the_noise() -> None:
    new = tariff(effort_percent=0.36, floor_cents=100, cap_cents=550)
    told = run(2, new)
    found = compare(uses(2), Priced("a", tariff(), DAY), Priced("b", new, DAY), {})
    exact = sum(effect.after_cents for effect in found.effects) / 100
    assert told["revenue"]["after"] == pytest.approx(exact, rel=3.5 / 400)
    assert sum(told["sides"][side] or 0 for side in ("moins", "autant", "plus")) > 250


def test_fewer_than_eleven_families_are_never_told() -> None:
    told = run(3, tariff(effort_percent=0.36, floor_cents=100, cap_cents=550), families=9)
    assert told["families"] is None
    assert told["revenue"]["before"] is None
    assert all(row["change"] is None for row in told["tenths"])


def test_a_family_without_a_price_is_left_out_of_both_and_counted() -> None:
    known = [*uses(4), *(Use(f"X{k}", "E", None, Decimal(3), None, True) for k in range(20))]
    found = compare(known, Priced("a", tariff(), DAY), Priced("b", tariff(), DAY), {})
    ((reason, families),) = found.unpriced.items()
    assert "QF" in reason
    assert len(families) == 20
    assert not {e.family for e in found.effects} & set(families)


def test_reading_one_s_own_grid_back_changes_nothing() -> None:
    again = tariff_written(written(tariff(), DAY), tariff(), DAY, "La même")
    told = run(5, again)
    assert told["sides"]["moins"] == told["sides"]["plus"] == 0.0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 900)), min_size=1, max_size=6))
def test_a_grid_is_read_back_as_it_is_written(steps: list[tuple[int, int]]) -> None:
    borders = np.cumsum([step for step, _ in steps]).tolist()
    pairs = zip(borders, steps, strict=True)
    lines = [f"{border} ; {cents / 100:.2f}" for border, (_, cents) in pairs]
    text = "\n".join([*lines, "au-delà ; 9,99"])
    found = tariff_written(text, tariff(), DAY, "Essai")
    assert tariff_written(written(found, DAY), tariff(), DAY, "Essai") == found


DELIBERATIONS = (
    # As councils write them: words and signs, included ends, a table of three columns, labels.
    ("QF < 622 : 1 €\nde 622 à 1 000 : 3,30 €\nde 1001 à 1500 : 3,40 €\n> 1500 : 3,50 €",
     [(622, 100), (1001, 330), (1501, 340), (None, 350)]),
    ("Tranche 1 : QF de 0 à 400 : 1,20 € le repas\nTranche 2 : QF de 401 à 900 : 3 €\n"
     "Tranche 3 : QF supérieur à 900 : 5,10 €", [(401, 120), (901, 300), (None, 510)]),
    ("Tranche;QF min;QF max;Tarif\nT1;0;400;1,20\nT2;401;900;3,00\nT3;901 et plus;5,10",
     [(401, 120), (901, 300), (None, 510)]),
    ("0\t399,99\t1,20\n400\t899,99\t3,00\nà partir de 900\t5,10",
     [(400, 120), (900, 300), (None, 510)]),
    ("0 ≤ QF < 400 → 1,20\n400 ≤ QF ≤ 900 → 3,00\nQF > 900 → 5,10",
     [(400, 120), (901, 300), (None, 510)]),
    ("Jusqu’à 400 €  1,20 €\nEntre 401 et moins de 900 €  3,00 €\n900 € et plus  5,10 €",
     [(401, 120), (900, 300), (None, 510)]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DELIBERATIONS)
def test_a_grid_is_read_as_another_town_writes_it(
    text: str, expected: list[tuple[int | None, int]]
) -> None:
    (rate,) = tariff_read(text, "grille.txt").grids[0].rates
    assert [(b.end and int(b.end), int(b.price_cents)) for b in rate.brackets] == expected


@pytest.mark.parametrize(("text", "percent", "floor", "cap"), [
    ("0,36 % du QF, minimum 1 €, maximum 5,97 €", "0.36", 100, 597),
    ("Taux d’effort : 0,41 %\nTarif plancher : 0,60 €\nTarif plafond : 6,20 €", "0.41", 60, 620),
])  # fmt: skip
def test_a_rate_of_effort_is_read_as_another_town_writes_it(
    text: str, percent: str, floor: int, cap: int
) -> None:
    (rate,) = tariff_read(text, "taux.txt").grids[0].rates
    assert [str(step.percent) for step in rate.efforts] == [percent]
    assert (rate.floor_cents, rate.cap_cents) == (floor, cap)


@pytest.mark.parametrize(("text", "rule", "line"), [
    ("de 0 à 400 : 1,20\nde 500 à 900 : 3\nplus de 900 : 5", "tariff.gap", 2),
    ("de 0 à 400 : 1,20\nde 400 à 900 : 3\nplus de 900 : 5", "tariff.overlap", 2),
    ("Tarif de la cantine\n\nmoins de 900 : 1,20\nplus de 900 : 5", "tariff.gap", 4),
    ("moins de 400 : 1,20\nmoins de 1 200\nau-delà : 5", "simulation.line", 2),
    ("400 ; 1,20\nau-delà ; 5\n−20 % pour le troisième enfant", "simulation.line", 3),
    ("Extérieurs : 5,97", "simulation.line", 1),
    ("", "simulation.no_end", None),
    ("400 ; 1,20\n900 ; 3,00", "simulation.no_end", None),
    ("400 ; 1,20\nneuf cents ; 3", "simulation.line", 2),
    ("900 ; 1,20\n400 ; 3\nau-delà ; 5", "tariff.empty_bracket", 2),
    ("taux zéro", "simulation.effort", 1),
    ("taux 0,36 % ; plancher 5 ; plafond 4", "tariff.floor_above_cap", None),
])  # fmt: skip
def test_a_wrong_grid_is_refused_with_its_line(text: str, rule: str, line: int | None) -> None:
    with pytest.raises(Refused) as refusal:
        tariff_written(text, tariff(), DAY, "Essai")
    assert refusal.value.rule == rule
    assert refusal.value.where.line == line


def test_a_rate_of_effort_jumps_nowhere_and_brackets_where_they_meet() -> None:
    assert jumps_of(tariff(effort_percent=0.36), DAY) == ()
    found = [(jump.at, jump.cents) for jump in jumps_of(tariff(), DAY)]
    assert found == [(900.0, 120.0), (400.0, 90.0), (600.0, 90.0), (1200.0, 90.0)]


def test_a_threshold_that_families_avoid_is_found_and_the_others_are_not() -> None:
    avoided = {crowd["at"] for crowd in run(6, tariff(), families=2_000, avoided=0.45)["crowds"]
               if crowd["is_avoided"]}  # fmt: skip
    assert avoided == {900.0}


@pytest.mark.long
def test_no_threshold_is_said_avoided_where_none_is() -> None:
    alarms = [crowd["is_avoided"] for seed in range(40)
              for crowd in run(seed, tariff(), families=1_000)["crowds"]]  # fmt: skip
    assert np.mean(alarms) <= 0.03


def test_the_law_is_checked_on_the_grid() -> None:
    holds = {check.title: check.answer for check in checks_of(tariff(), DAY)}
    assert set(holds.values()) == {Answer.HOLDS}
    too_dear = checks_of(tariff(cost=400), DAY)
    assert [check.answer for check in too_dear].count(Answer.FAILS) == 1
    boundless = checks_of(tariff(effort_percent=0.36), DAY)
    assert any("plafond" in check.reason and check.answer is Answer.FAILS for check in boundless)


def test_what_a_tariff_distinguishes_without_an_accepted_ground_is_to_be_justified() -> None:
    odd = tariff(brackets=BRACKETS, when={"profession": "agent"})
    (equal,) = [c for c in checks_of(odd, DAY) if c.title.startswith("À situation")]
    assert equal.answer is Answer.UNKNOWN
    assert "profession" in equal.reason
    (plain,) = [c for c in checks_of(tariff(), DAY) if c.title.startswith("À situation")]
    assert plain.reason.endswith("quotient familial")


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_each_family_is_in_one_tenth_whose_bounds_hold_it(seed: int) -> None:
    quotients = np.round(np.random.default_rng(seed).gamma(3, 300, 200)).tolist()
    for quotient, name in zip(quotients, tenths_of(quotients), strict=True):
        low = float(name.split(" : ")[1].split(" ")[0]) if "à" in name or "plus" in name else 0.0
        assert quotient >= low


def test_the_parts_of_the_caf() -> None:
    """CAF: 2 for a couple or a lone parent, 2.5, 3, 4 with one, two, three children, then +0.5."""
    assert [parts_of(n) for n in range(5)] == [2.0, 2.5, 3.0, 4.0, 4.5]


def test_an_elasticity_that_grows_with_prices_is_refused() -> None:
    with pytest.raises(Refused):
        Behaviour(0.1, 0.2)
