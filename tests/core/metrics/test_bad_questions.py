"""What cannot be answered is refused in one sentence that says why, and no figure comes out."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.asking import check_period
from parvis.core.metrics.catalogue import check_catalogue
from parvis.core.metrics.parsing import metric_from
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.engines.definitions import read_definitions
from staged import TOWN, facts, metrics


class Untouched:
    """A warehouse that nothing may be asked of: the refusal comes before."""

    def snapshot(self) -> Any:
        return self

    def manifest(self) -> Any:
        raise AssertionError("read although the question cannot be asked")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("request", TOWN), "requests"),
        (Question("requests", TOWN, ("distrct",)), "district"),
        (Question("requests", TOWN, (), None, (("chanel", "x"),)), "channel"),
        (Question("users", TOWN), "sector"),
        (Question("requests", TOWN, ("quarter",), parse_period("2024/2025")), "emboîtent"),
        (Question("requests", TOWN, ("category", "channel", "district"), None, (("iris", "x"),)),
         "au plus 3"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_says_why(question: Question, said: str) -> None:
    with pytest.raises(Refused, match=said):
        answer(question, Untouched(), metrics(), facts())  # type: ignore[arg-type]


def test_a_population_of_another_vintage_gives_no_rate() -> None:
    metric, fact = metrics()["residents"], facts()["population"]
    vintage = (date(1999, 1, 1), date(1999, 1, 1))
    with pytest.raises(Refused, match="celle du 1999, trop loin de 2024"):
        check_period(Question("residents", TOWN, (), parse_period("2024")), metric, fact, vintage)


def test_a_metric_that_ends_up_defined_by_itself_is_refused_with_its_loop() -> None:
    read = dict(read_definitions("metrics"))
    first = deepcopy(read["requests_per_1000.toml"])
    second = {**deepcopy(first), "id": "round", "numerator": "requests_per_1000"}
    first["numerator"] = "round"
    looped = [metric_from(data, "x.toml", facts()) for data in (first, second)]
    with pytest.raises(Refused, match="requests_per_1000 → round → requests_per_1000"):
        check_catalogue({**metrics(), **{metric.id: metric for metric in looped}})
