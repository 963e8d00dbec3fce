"""Social security numbers are known by their shape and their key, Corsica included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.ingest.nir import Finding, is_nir, judge


def nir(department: str = "41", order: int = 1) -> str:
    body = f"18507{department}269{order:03}"
    digits = int(body.replace("2A", "19").replace("2B", "18"))
    return f"{body}{97 - digits % 97:02}"


@given(
    department=st.sampled_from(["01", "41", "2A", "2B", "97"]),
    order=st.integers(min_value=1, max_value=999),
)
def test_a_number_with_its_key_is_known_with_or_without_spaces(department: str, order: int) -> None:
    bare = nir(department, order)
    cuts = [bare[:1], bare[1:3], bare[3:5], bare[5:7], bare[7:10], bare[10:13], bare[13:]]
    assert is_nir(bare)
    assert is_nir(" ".join(cuts))
    assert is_nir(bare.lower())


@given(order=st.integers(min_value=1, max_value=999), shift=st.integers(1, 96))
def test_any_other_key_is_not_one(order: int, shift: int) -> None:
    body, key = nir(order=order)[:13], int(nir(order=order)[13:])
    other = (key - 1 + shift) % 97 + 1
    assert not is_nir(f"{body}{other:02}")


@pytest.mark.parametrize("text", ["", "185074126900", "48.89382552975555", "9" * 15])
def test_other_numbers_are_not(text: str) -> None:
    assert not is_nir(text)


@pytest.mark.parametrize(
    ("filled", "shaped", "valid", "finding"),
    [
        (1000, 0, 0, Finding.NOTHING),
        (1000, 1000, 10, Finding.NOTHING),
        (1000, 1, 1, Finding.ISOLATED),
        (3, 2, 2, Finding.ISOLATED),
        (100, 5, 5, Finding.COLUMN),
        (10, 10, 10, Finding.COLUMN),
    ],
)
def test_a_column_is_judged_on_the_share_of_true_numbers(
    filled: int, shaped: int, valid: int, finding: Finding
) -> None:
    assert judge(filled=filled, shaped=shaped, valid=valid) is finding
