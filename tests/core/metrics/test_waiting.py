"""The curve of those who wait: the steps of Kaplan and Meier, never one for each case."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question, plan_of, without_groups
from parvis.core.metrics.waiting import MOST_STEPS, levels, waiting_curve
from parvis.site.wiring import HomePorts
from published import TOWN, published_home, published_ports

__all__ = ["published_home", "published_ports"]
METRIC = "request_delay_median"


@given(st.integers(0, 100_000), st.integers(1, 40))
def test_between_two_steps_stand_as_many_cases_as_protection_asks(n: int, threshold: int) -> None:
    found = levels(n, threshold)
    assert len(found) < MOST_STEPS
    for low, high in pairwise((0.0, *found, 1.0)):
        assert (high - low) * n >= threshold - 1e-6 or not found


def test_the_steps_are_those_of_lifelines_open_cases_counted(published_ports: HomePorts) -> None:
    from lifelines import KaplanMeierFitter

    reader, metrics, facts = (
        published_ports.warehouse(), published_ports.metrics(), published_ports.facts(),
    )  # fmt: skip
    question = Question(METRIC, TOWN, ("category",), parse_period("2026"))
    steps = waiting_curve(question, reader, metrics, facts)
    assert len(steps) == MOST_STEPS - 1
    metric = metrics[METRIC]
    plan = without_groups(plan_of(question, metric, facts[metric.fact]))
    ended, still = (np.rint(np.asarray(v, float)) for v in reader.snapshot().run(plan).rows[0][1:3])
    assert still.size
    fitted = KaplanMeierFitter().fit(
        np.concatenate([ended, still]), np.arange(ended.size + still.size) < ended.size
    )
    shares = fitted.survival_function_["KM_estimate"]
    for step in steps:
        reached = shares.index[shares <= 1 - step.level + 1e-12]
        assert step.table.total.value == (reached[0] if len(reached) else None)


@pytest.mark.parametrize("period", ["2026-01-03", "2026-01"])
def test_too_few_cases_make_no_curve(published_ports: HomePorts, period: str) -> None:
    question = Question(METRIC, TOWN, (), parse_period(period), (("channel", "Courrier"),))
    steps = waiting_curve(question, published_ports.warehouse(), published_ports.metrics(),
                          published_ports.facts())  # fmt: skip
    n = steps[0].table.total.n if steps else 0
    assert len(steps) == max(0, min(MOST_STEPS, (n or 0) // 11) - 1)
