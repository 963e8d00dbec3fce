"""What is kept of a forecast comes back the same from JSON, days without an interval too."""

import json
from datetime import date

import numpy as np
from numpy.testing import assert_array_equal

from parvis.core.offer.forecast.coming import Rows
from parvis.core.offer.forecast.run import Forecast
from parvis.core.offer.kitchen import Tried
from parvis.core.offer.outlook import plain, tried_from


def test_a_forecast_comes_back_the_same() -> None:
    rows = Rows([("Nord",), ("Sud",)], np.array([20_000, 20_001]), np.array([100.0, np.nan]))
    found = Forecast(np.array([99.5, 1.0]), np.array([90.0, np.nan]), np.array([110.0, np.nan]))
    before = Tried(rows, np.array([np.nan, 3.0]), found, rows, found, date(2026, 11, 20), True)
    after = tried_from(json.loads(json.dumps(plain(before), allow_nan=False)))
    assert (after.past.keys, after.last_on, after.is_calendar_known) == (
        rows.keys, date(2026, 11, 20), True)  # fmt: skip
    assert_array_equal(after.past.days, rows.days)
    assert_array_equal(after.coming.counts, rows.counts)
    assert_array_equal(after.planned, before.planned)
    for kept, given in ((after.forecast, found), (after.ahead, found)):
        assert_array_equal(kept.low, given.low)
        assert_array_equal(kept.value, given.value)
