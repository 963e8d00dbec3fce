"""What is kept of a protected table: read back as it was, by the home that made it alone."""

import json
from datetime import UTC, date, datetime
from hashlib import blake2b

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.core.metrics.period import Period
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden, restored
from parvis.core.privacy.kept import marked, said_of, table_from, to_json, unmarked
from parvis.core.release import Input, Manifest
from staged import TOWN, metrics
from stillness import SECRET

NOW = datetime(2026, 11, 23, tzinfo=UTC)
INPUTS = tuple(
    Input(TOWN, "x", name, 1, "C", "P", "service_request", "0" * 64, 1, NOW, is_synthetic=True)
    for name in ("one", "two", "three")
)
MANIFEST = Manifest("r1", NOW, "0", INPUTS, (), {})
METRIC = metrics()["requests"]

numbers = st.floats(allow_nan=False)
cells = st.builds(
    Cell,
    keys=st.tuples(st.text()),
    value=st.none() | numbers | st.integers(),
    low=st.none() | numbers,
    high=st.none() | numbers,
    n=st.none() | st.integers(0),
    hidden=st.none() | st.sampled_from(Hidden),
)
periods = st.builds(Period, st.dates(), st.dates(), st.text())
tables = st.builds(
    lambda **fields: restored(METRIC, {**fields, "authority": TOWN, "release": "r1",
                                       "published_at": NOW, "by": ("channel",)}),
    where=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    period=st.none() | periods,
    cells=st.lists(cells, max_size=4).map(tuple),
    total=cells,
    inputs=st.lists(st.sampled_from(INPUTS), unique=True).map(tuple),
    threshold=st.integers(0, 20),
    is_withheld=st.booleans(),
    noise=st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_a_table_is_read_back_as_it_was(table: DisclosedTable) -> None:
    said = json.loads(to_json(said_of(table)))
    assert table_from(said, METRIC, MANIFEST) == table


@given(st.binary(), st.text(), st.text())
def test_what_is_marked_is_read_under_its_name_alone(content: bytes, name: str, other: str) -> None:
    kept = marked(content, name, SECRET)
    assert unmarked(kept, name, SECRET) == content
    assert other == name or unmarked(kept, other, SECRET) is None


@given(st.binary(min_size=1), st.data())
def test_what_was_changed_moved_or_made_elsewhere_is_not_read(
    content: bytes, data: st.DataObject
) -> None:
    kept = bytearray(marked(content, "name", SECRET))
    place = data.draw(st.integers(0, len(kept) - 1))
    kept[place] ^= data.draw(st.integers(1, 255))
    assert unmarked(bytes(kept), "name", SECRET) is None
    assert unmarked(marked(content, "name", b"another" * 4), "name", SECRET) is None
    assert unmarked(content, "name", SECRET) is None


def test_the_secret_of_the_noise_makes_the_mark_without_being_its_key() -> None:
    """A mark says nothing of the noise: both are keyed hashes, of different keys."""
    plain = blake2b(len("name").to_bytes(4) + b"name" + b"x", digest_size=32, key=SECRET).digest()
    assert marked(b"x", "name", SECRET)[:32] != plain


def test_a_period_that_is_none_stays_none() -> None:
    table = restored(METRIC, {"authority": TOWN, "by": (), "where": (), "period": None,
                              "cells": (), "total": Cell((), 1.0, None, None, 1), "release": "r1",
                              "published_at": NOW, "inputs": INPUTS[:1], "threshold": 11,
                              "is_withheld": False, "noise": 3})  # fmt: skip
    assert table_from(said_of(table), METRIC, MANIFEST).period is None
    day = Period(date(2025, 1, 1), date(2026, 1, 1), "2025")
    assert table_from({**said_of(table), "period": ["2025-01-01", "2026-01-01", "2025"]},
                      METRIC, MANIFEST).period == day  # fmt: skip
