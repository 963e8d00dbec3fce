"""Names and births of persons who came from elsewhere: transcriptions, scripts, uncertain days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.people import dates, names
from parvis.core.people.comparison import BIRTH_DATE, GIVEN, PHONE, SURNAME
from parvis.core.people.model import HOME, SAME, STRANGERS, Evidence, decode, learn
from parvis.core.people.transcribed import consonants


@pytest.mark.parametrize(
    "spellings",
    ["MOHAMED MUHAMMAD MOHAMMED MHMD", "YOUSSEF YUSUF YOUCEF", "ELAMRANI ALAMRANI AMRANI",
     "CHTCHERBAKOV SHCHERBAKOV", "ABDELKADER ABDULKADIR", "OUALID WALID WALEED",
     "IVANOV IVANOVA", "KHADIDJA KHADIJA"],
)  # fmt: skip
def test_transcriptions_of_one_name_leave_the_same_consonants(spellings: str) -> None:
    found = {consonants(name) for name in spellings.split()}
    assert len(found) == 1 and found != {""}


@pytest.mark.parametrize("pair", ["HASSAN HUSSEIN", "AMINA IMENE", "MARTIN MOREAU"])
def test_two_names_do_not_meet_by_what_is_left_of_them(pair: str) -> None:
    one, other = map(consonants, pair.split())
    assert one != other or not one


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ ", max_size=20))
def test_what_is_left_is_a_part_that_does_not_depend_on_spaces(name: str) -> None:
    assert consonants(name) == consonants(name.replace(" ", ""))


@pytest.mark.parametrize(
    ("written", "latin"),
    [("Иванов", "IVANOV"), ("Щербаков", "SHCHERBAKOV"), ("王小明", "WANGXIAOMING"),
     ("Παπαδόπουλος", "PAPADOPOYLOS"), ("محمد", "MHMD"), ("N° 3", "N° 3")],
)  # fmt: skip
def test_letters_of_other_scripts_are_transcribed_and_signs_are_left(
    written: str, latin: str
) -> None:
    assert names.unaccented(written) == latin


@pytest.mark.parametrize("cell", ["Sans prénom", "SNU", "FNU", "X" * 3])
def test_a_cell_that_says_there_is_no_first_name_gives_none(cell: str) -> None:
    assert names.given_name(cell) == ""


@pytest.mark.parametrize("day", ["18", "19", "20"])
def test_a_day_that_looks_like_the_start_of_a_year_is_a_day(day: str) -> None:
    assert dates.birth_date(f"{day}081930") == f"193008{day}"


def test_a_birth_of_any_century_is_read_where_its_parts_are_apart() -> None:
    assert dates.birth_date("1630-08-01") == "16300801"


def test_a_class_that_drifts_to_homonyms_is_held_to_what_one_person_is() -> None:
    """Few names for many, no telephone half of the time, dates unknown for some."""
    fields, rng = (GIVEN, SURNAME, BIRTH_DATE, PHONE), np.random.default_rng(3)
    same, other = (3, 3, 1, 1), (9, 8, 5, 4)
    shape = {STRANGERS: (60_000, (0.05, 0.05, 0.0001, 0.0)), HOME: (5_000, (0.01, 0.9, 0.001, 0.5)),
             SAME: (2_500, (0.9, 0.9, 0.95, 0.6))}  # fmt: skip
    codes, which = [], []
    for of, (count, chance) in shape.items():
        agree = rng.random((count, 4)) < chance
        homonyms = (of == STRANGERS) & (rng.random(count) < 0.15)
        agree[homonyms, :2] = True
        levels = np.where(agree, same, other)
        levels[:, 3] *= rng.random(count) < 0.5
        levels[:, 2] *= rng.random(count) < 0.85
        codes.append((levels << (4 * np.arange(4))).sum(axis=1))
        which.append(np.full(count, of))
    code, kind = np.concatenate(codes), np.concatenate(which)
    distinct, counts = np.unique(code, return_counts=True)
    everyone = decode(code[kind == STRANGERS], 4)
    overall = tuple(
        np.bincount(everyone[:, at], minlength=len(f.levels) + 1)[1:] / (everyone[:, at] > 0).sum()
        for at, f in enumerate(fields)
    )
    evidence = Evidence(fields, distinct, counts.astype(float), decode(distinct, 4), overall,
                        (everyone > 0).mean(axis=0), 5e6)  # fmt: skip
    model = learn(evidence)
    differs = [level.grade.name == "DIFFERENT" for level in BIRTH_DATE.levels]
    assert model.levels[2][SAME][differs].sum() <= 0.06
    odds = model.log_odds(decode(code, 4))
    told = (decode(code, 4)[:, 2] == 5) & (kind == STRANGERS)
    assert (odds[told] < 0).mean() > 0.99
