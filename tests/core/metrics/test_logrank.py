"""The log-rank test against a published value and lifelines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.metrics import logrank
from parvis.core.metrics.logrank import log_rank
from parvis.core.metrics.survival import quantile

TREATED = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])
sample = st.tuples(
    st.lists(st.integers(1, 12), max_size=15), st.lists(st.integers(1, 12), max_size=9)
)


def _floats(*groups: tuple[list[int], list[int]]) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(np.array(e, dtype=float), np.array(o, dtype=float)) for e, o in groups]


def test_the_trial_of_freireich_1963_gives_the_published_statistic() -> None:
    """16.79 with one degree: Kleinbaum and Klein, "Survival Analysis" (3rd ed., 2012), p. 69."""
    found = log_rank(_floats(TREATED, PLACEBO))
    assert found is not None
    assert (round(found.statistic, 2), found.degrees) == (16.79, 1)
    assert found.expected == pytest.approx([19.25, 10.75], abs=0.005)
    assert found.p_value < 1e-4


def test_the_waltons_set_gives_the_published_median() -> None:
    from lifelines.datasets import load_waltons

    frame = load_waltons()
    ended = frame["E"].to_numpy(bool)
    times = frame["T"].to_numpy(float)
    assert quantile(times[ended], times[~ended], 0.5).value == 56


@settings(deadline=None, max_examples=50)
@given(st.lists(sample, min_size=2, max_size=5), st.sampled_from([2, 65_536]))
def test_any_groups_give_the_statistic_of_lifelines(groups, chunk: int) -> None:
    from lifelines.statistics import multivariate_logrank_test

    groups = [group for group in groups if group[0] or group[1]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logrank, "_CHUNK", chunk)
        found = log_rank(_floats(*groups))
    if len(groups) < 2 or not any(ended for ended, _ in groups):
        assert found is None
        return
    times = [t for ended, still_open in groups for t in (*ended, *still_open)]
    events = [e for ended, still_open in groups for e in [1] * len(ended) + [0] * len(still_open)]
    ranks = [rank for rank, (e, o) in enumerate(groups) for _ in (*e, *o)]
    assert found is not None
    if found.statistic > 1e-9:
        oracle = multivariate_logrank_test(times, ranks, events)
        assert found.statistic == pytest.approx(oracle.test_statistic, rel=1e-6, abs=1e-9)
        assert found.p_value == pytest.approx(oracle.p_value, rel=1e-6, abs=1e-9)
