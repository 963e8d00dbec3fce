"""Whether two reports speak of one thing: laws, and 200 pairs of DansMaRue judged by hand."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.casework.duplicates import Report, box, likeness, metres_between, shared_words

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
JUDGED = Path(__file__).with_name("dansmarue_pairs.csv")
LASTING = {"Graffitis": 20, "Objets": 6, "Propreté": 6, "Autos": 3}
"""Days that such things stay in the streets of Paris, by the beginning of their type."""
OTHERS, RADIUS_M, LIKELY = 24, 18.0, 0.5


def report(text: str = "Un trou", *, place: str = "", lat: float | None = 47.79,
           lon: float | None = 1.06, days: float = 0) -> Report:  # fmt: skip
    return Report(text, "voirie", place, lat, lon, NOW + timedelta(days=days))


places = st.builds(
    report,
    lat=st.floats(-60, 60),
    lon=st.floats(-170, 170),
    days=st.floats(0, 30),
    text=st.sampled_from(["Un trou", "Trottoir cassé"]),
)


@given(places, places)
def test_likeness_is_symmetric_and_lies_between_0_and_1(one: Report, other: Report) -> None:
    score, _ = likeness(one, other, 30, 20)
    assert 0 <= score <= 1
    assert score == pytest.approx(likeness(other, one, 30, 20)[0])


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(1, 500))
def test_the_box_holds_its_circle(latitude: float, longitude: float, radius: float) -> None:
    south, north, west, east = box(latitude, longitude, radius)
    middle = report(lat=latitude, lon=longitude)
    for lat, lon in ((south, longitude), (north, longitude), (latitude, west), (latitude, east)):
        assert metres_between(middle, report(lat=lat, lon=lon)) >= radius * 0.99


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(report(lat=47), report(lat=48)) == pytest.approx(111_195, rel=1e-4)


def test_the_same_thing_told_twice_is_likely_and_what_is_far_late_or_else_is_not() -> None:
    told = report("Un trou devant le 3")
    assert likeness(told, report("Un trou devant le 3", days=1), 30, 20)[0] > 0.9
    assert likeness(told, report("Un trou devant le 3", lat=47.80), 30, 20)[0] == 0
    assert likeness(told, report("Un trou devant le 3", days=25), 30, 20)[0] == 0
    assert likeness(told, report("Chat perdu"), 30, 20)[0] < 0.5


def test_an_address_stands_for_a_point_that_is_not_known() -> None:
    one = report(place="3 rue du Change", lat=None)
    assert likeness(one, report(place="3, Rue du change"), 30, 20)[0] == 1
    assert likeness(one, report(place="5 rue du Change"), 30, 20)[0] == 0
    assert shared_words("", "") == 0


@pytest.mark.real_data
def test_on_dansmarue_nine_likely_pairs_in_ten_are_judged_the_same(real_data: Path) -> None:
    """Lasting and radius were chosen on the even pairs; the odd ones judge them.

    Judged on type, address, distance and date, for the open data hold no words: the same object
    or the same place of the same nuisance, in a time in which nobody had dealt with it yet.
    """
    with JUDGED.open() as file:
        rows = [(r["one"], r["other"], r["same"] == "1") for r in csv.DictReader(file)]
    table = pq.read_table(
        real_data / "grc" / "dansmarue_paris_2023-2024.parquet",
        filters=[("id_dmr", "in", {name for one, other, _ in rows for name in (one, other)})],
    )
    reports = {row["id_dmr"]: _report(row) for row in table.to_pylist()}
    judged = [(reports[one], reports[other], same) for one, other, same in rows]
    assert len(judged) == 200
    for pairs, recall in ((judged, 0.85), (judged[1::2], 0.8)):
        found = [(_is_likely(one, other), same) for one, other, same in pairs]
        right = sum(likely and same for likely, same in found)
        assert right / sum(likely for likely, _ in found) >= 0.9
        assert right / sum(same for _, same in found) >= recall


def _report(row: dict) -> Report:
    at = row["datedecl"].replace(tzinfo=UTC)
    return Report(row["soustype"], row["type"], row["adresse"] or "", row["lat"], row["lon"], at)


def _is_likely(one: Report, other: Report) -> bool:
    lasting = next((d for kind, d in LASTING.items() if one.category.startswith(kind)), OTHERS)
    return likeness(one, other, RADIUS_M, lasting)[0] >= LIKELY
