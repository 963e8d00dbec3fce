from parvis.core.people.streets import respelled

KNOWN = {"RUEJEANJAURES": 120, "AVENUEFOCH": 60, "RUEDU8MAI1945": 40}


def test_a_street_one_slip_away_from_a_common_one_takes_its_spelling() -> None:
    written = {**KNOWN, "RUEJEANJAURE": 1, "RUEJEANNJAURES": 2, "AVENUEFOHC": 1, "AVENUEFOCE": 3}
    assert respelled(written) == {
        "RUEJEANJAURE": "RUEJEANJAURES",
        "RUEJEANNJAURES": "RUEJEANJAURES",
        "AVENUEFOHC": "AVENUEFOCH",
        "AVENUEFOCE": "AVENUEFOCH",
    }


def test_two_slips_a_street_of_its_own_and_another_number_are_left() -> None:
    written = {**KNOWN, "RUEJAENJAUERS": 1, "RUEJEANJAURAS": 30, "RUEDU8MAI1946": 1}
    assert respelled(written) == {}


def test_a_slip_that_two_streets_explain_is_left() -> None:
    assert respelled({"RUEDESPINS": 40, "RUEDESPONS": 40, "RUEDESPANS": 1}) == {}


def test_nothing_is_trusted_where_nobody_writes_a_street_often() -> None:
    assert respelled({"RUEJEANJAURES": 7, "RUEJEANJAURE": 1}) == {}
