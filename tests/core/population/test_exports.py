"""The demonstration's exports: same seed, same rows; dates in their two years; wrong rows kept."""

from datetime import date, datetime

import pytest

from parvis.core.population.exports import demo_exports

UNTIL = date(2026, 11, 1)


@pytest.fixture(scope="module")
def exports():
    return {e.name: e for e in demo_exports(persons=800, seed=7, until=UNTIL)}


def test_the_same_seed_gives_the_same_rows(exports):
    again = {e.name: e for e in demo_exports(persons=800, seed=7, until=UNTIL)}
    assert again == exports


def test_another_seed_gives_other_rows(exports):
    other = {e.name: e for e in demo_exports(persons=800, seed=8, until=UNTIL)}
    assert other["grc_demandes.csv"].rows != exports["grc_demandes.csv"].rows


def test_every_row_has_as_many_values_as_the_header(exports):
    assert all(len(row) == len(e.header) for e in exports.values() for row in e.rows)


def test_no_request_is_opened_or_closed_outside_the_two_years(exports):
    rows = exports["grc_demandes.csv"].rows
    stamps = [v for r in rows for v in (r[4], r[6]) if v and v != "31/11/2025 09:12"]
    found = [datetime.strptime(s, "%d/%m/%Y %H:%M").date() for s in stamps]
    assert min(found) >= date(2024, 11, 1)
    assert max(found) < UNTIL


def test_kitchens_plan_more_than_is_eaten(exports):
    rows = [r for r in exports["cantine_presences.csv"].rows if not r[4].startswith("-")]
    planned, served = (sum(int(r[i]) for r in rows) for i in (3, 4))
    assert 1.05 < planned / served < 1.08


def test_five_rows_are_wrong_on_purpose(exports):
    canteen, requests = exports["cantine_presences.csv"], exports["grc_demandes.csv"]
    assert sum(r[0] == "" or r[2] == "31/02/2025" or r[4] == "-12" for r in canteen.rows) == 3
    assert sum(r[4] == "31/11/2025 09:12" or r[7] == "" for r in requests.rows) == 2


def test_children_borrow_as_children(exports):
    loans = exports["mediatheque_prets.csv"].rows
    assert {r[6] for r in loans} == {"Enfants", "Jeunes", "Adultes", "Seniors"}


def test_no_card_borrows_twice_the_same_kind_of_document_on_one_day(exports):
    keys = [(r[0], r[4], r[5]) for r in exports["mediatheque_prets.csv"].rows]
    assert len(keys) == len(set(keys))
