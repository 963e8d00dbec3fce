"""What a family pays, on published tariffs, and why."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.grid import Tariff, tariff_from
from parvis.core.offer.pricing import price_of

HEAD = 'id = "t"\ntitle = "Restauration"\nunit = "repas"\n'
DAY = date(2025, 9, 15)


def tariff(grid: str, head: str = "") -> Tariff:
    text = f'{HEAD}{head}[[grid]]\nsince = 2024-09-01\nsource = "délibération"\n{grid}'
    return tariff_from(tomllib.loads(text), "t.toml")


def rate(body: str, name: str = "Tarif") -> str:
    return f'[[grid.rate]]\nname = "{name}"\n{body}\n'


def cents(tariff: Tariff, day: date = DAY, **case: object) -> int:
    return price_of(tariff, day, _case(case)).cents


def _case(given: dict[str, object]) -> dict[str, object]:
    return {k: Decimal(str(v)) if type(v) in (int, float) else v for k, v in given.items()}


def refusal(**asked: object) -> str:
    with pytest.raises(Refused) as caught:
        cents(**asked)  # type: ignore[arg-type]
    return caught.value.rule


# Faÿ-aux-Loges: 0,36 % of the quotient, from 2,60 to 4,50 €.
FAY = tariff(rate("effort_percent = 0.36\nfloor_cents = 260\ncap_cents = 450"))
# Champcevinel: brackets 622, 1000, 1500 at 1, 3.30, 3.40 and 3.50 €.
CHAMPCEVINEL = tariff(
    rate(
        "brackets = [{to = 622, price_cents = 100}, {to = 1000, price_cents = 330},"
        " {to = 1500, price_cents = 340}, {price_cents = 350}]"
    )
)


@pytest.mark.parametrize(
    ("quotient", "expected"),
    [(0, 260), (722, 260), (723, 260), (724, 261), (1000, 360), (1250, 450), (5000, 450)],
)
def test_a_rate_of_effort_lies_between_its_floor_and_its_cap(quotient: int, expected: int) -> None:
    assert cents(FAY, quotient_familial=quotient) == expected


@pytest.mark.parametrize(
    ("quotient", "expected"),
    [(0, 100), (622, 100), (622.99, 100), (623, 330), (1000, 330), (1001, 340), (1501, 350)],
)
def test_a_bracket_ends_with_its_last_whole_euro(quotient: float, expected: int) -> None:
    assert cents(CHAMPCEVINEL, quotient_familial=quotient) == expected


@pytest.mark.parametrize(
    ("monthly", "percent", "expected"),
    [("2696.6667", 0.0410, 111), ("705.27", 0.0610, 43), ("5600", 0.0508, 284)],
)
def test_the_national_scale_of_nurseries_is_exact(
    monthly: str, percent: float, expected: int
) -> None:
    """Worked examples of the CNAF's scale: 32 360 € a year, the floor, the cap."""
    scale = tariff(rate(f"effort_percent = {percent}"), 'income = "resources"\n')
    assert price_of(scale, DAY, {"resources": Decimal(monthly)}).cents == expected


def test_the_price_explains_itself_as_one_would_recompute_it() -> None:
    plain = tariff(rate("effort_percent = 0.36", "Résidents"))
    said = price_of(plain, DAY, {"quotient_familial": Decimal(408)}).explanation
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == (
        "repas 1,47 € = 0,36 % × QF 408 (Résidents)"
    )


def test_each_step_of_a_longer_price_is_said_in_order() -> None:
    grid = tariff(
        rate("effort_percent = 0.36\nfloor_cents = 260")
        + '[[grid.change]]\nname = "2e enfant"\nwhen = { rank = 2 }\npercent = -10\n'
    )
    price = price_of(grid, DAY, _case({"quotient_familial": 408, "rank": 2}))
    assert price.cents == 234
    assert price.explanation.replace("\u00a0", " ").replace("\u202f", " ") == (
        "repas 2,34 € (Tarif) : 0,36 % × QF 408 = 1,4688 € ; porté au plancher de 2,60 € ; "
        "2e enfant : −10 %, soit 2,34 €"
    )


def test_the_first_rate_that_answers_is_taken_and_none_means_no_price() -> None:
    grid = tariff(
        rate("when = { resident = false }\nprice_cents = 597", "Extérieurs")
        + rate('when = { resident = true, regime = ["general", "msa"] }\nprice_cents = 300')
    )
    assert cents(grid, resident=False) == 597
    assert cents(grid, resident=True, regime="MSA") == 300
    assert refusal(tariff=grid, resident=True, regime="autre") == "tariff.no_rate_for"
    assert refusal(tariff=grid) == "tariff.no_rate_for"


def test_a_missing_quotient_is_refused_unless_foreseen() -> None:
    assert refusal(tariff=FAY) == "tariff.no_income"
    foreseen = tariff(
        rate('when = { quotient_familial = "missing" }\nprice_cents = 450', "Non communiqué")
        + rate("effort_percent = 0.36")
    )
    assert cents(foreseen) == 450
    assert cents(foreseen, quotient_familial=1000) == 360


def test_an_income_expires_after_its_months() -> None:
    grid = tariff(rate("effort_percent = 0.36"), "income_valid_months = 12\n")
    case = {"quotient_familial": 1000, "quotient_familial_on": "2024-09-15"}
    assert cents(grid, **case) == 360
    assert refusal(tariff=grid, day=date(2025, 9, 16), **case) == "tariff.income_old"
    assert refusal(tariff=grid, quotient_familial=1000) == "tariff.income_undated"


def test_rates_of_effort_may_depend_on_children_and_incomes_be_bounded() -> None:
    grid = tariff(
        rate(
            'by = "children"\nincome_floor = 800\nincome_cap = 7000\n'
            "efforts = [{up_to = 1, percent = 0.0619}, {up_to = 2, percent = 0.0516},"
            " {percent = 0.0413}]"
        )
    )
    assert cents(grid, quotient_familial=3000, children=1) == 186
    assert cents(grid, quotient_familial=3000, children=3) == 124
    assert cents(grid, quotient_familial=9000, children=2) == 361
    assert cents(grid, quotient_familial=100, children=1) == 50
    assert refusal(tariff=grid, quotient_familial=3000) == "tariff.no_value"


def test_units_are_cheaper_tier_after_tier() -> None:
    grid = tariff(
        "tiers = [{up_to = 10, percent = 100}, {up_to = 20, percent = 80}, {percent = 50}]\n"
        + rate("price_cents = 200")
    )
    assert cents(grid) == 200
    assert cents(grid, quantity=10) == 2_000
    assert cents(grid, quantity=25) == 2_000 + 1_600 + 500


def test_a_date_finds_the_grid_of_its_time() -> None:
    text = (
        f'{HEAD}[[grid]]\nsince = 2023-09-01\nuntil = 2024-08-31\nsource = "a"\n'
        f'{rate("price_cents = 300")}[[grid]]\nsince = 2024-09-01\nsource = "b"\n'
        f"{rate('price_cents = 320')}"
    )
    dated = tariff_from(tomllib.loads(text), "t.toml")
    assert cents(dated, date(2024, 8, 31)) == 300
    assert cents(dated, date(2024, 9, 1)) == 320
    assert refusal(tariff=dated, day=date(2023, 8, 31)) == "tariff.no_grid_on"


@pytest.mark.parametrize(
    ("grid", "rule"),
    [
        ("brackets = [{below = 5, price_cents = 1}, {from = 6, price_cents = 2}]", "tariff.gap"),
        (
            "brackets = [{below = 5, price_cents = 1}, {from = 4, price_cents = 2}]",
            "tariff.overlap",
        ),
        ("brackets = [{price_cents = 1}, {from = 4, price_cents = 2}]", "tariff.overlap"),
        ("brackets = [{from = 5, below = 5, price_cents = 1}]", "tariff.empty_bracket"),
        ("effort_percent = 1\nfloor_cents = 5\ncap_cents = 4", "tariff.floor_above_cap"),
        ("effort_percent = 1\nprice_cents = 5", "tariff.one_way"),
        ("floor_cents = 5", "tariff.one_way"),
        ("efforts = [{up_to = 1, percent = 1}, {percent = 2}]", "tariff.by"),
        ("points = [{at = 0, price_cents = 1}]", "tariff.one_point"),
        ("points = [{at = 9, price_cents = 1}, {at = 9, price_cents = 2}]", "tariff.points"),
        ("price_cents = 1\nwhen = { rank = [] }", "tariff.condition"),
        ("price_cents = 1\nfloors = 2", "definition.unknown_entry"),
        ("price_cents = true", "definition.wrong_type"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_where_it_does_not(grid: str, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        tariff(rate(grid))
    assert caught.value.rule == rule
    assert caught.value.where.file == "t.toml"


@given(st.decimals(0, 5_000, places=2), st.decimals(0, 5_000, places=2))
def test_a_rate_of_effort_never_falls_when_income_grows(one: Decimal, two: Decimal) -> None:
    low, high = sorted((one, two))
    prices = [price_of(FAY, DAY, {"quotient_familial": q}).cents for q in (low, high)]
    assert prices[0] <= prices[1]


@given(st.decimals(0, 3_000, places=2))
def test_a_line_of_prices_stays_between_its_ends(quotient: Decimal) -> None:
    grid = tariff(rate("points = [{at = 200, price_cents = 100}, {at = 1500, price_cents = 600}]"))
    assert 100 <= price_of(grid, DAY, {"quotient_familial": quotient}).cents <= 600
