"""Facts and metrics as data: the shipped ones hold, the wrong ones are refused by name."""

from copy import deepcopy
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.facts import Rule, fact_from
from parvis.core.metrics.catalogue import check_dimensions, find_metric
from parvis.core.metrics.definition import Protection
from parvis.core.metrics.parsing import metric_from
from parvis.core.metrics.query import Question
from staged import facts, metrics

FACT: dict[str, Any] = {
    "id": "visit",
    "title": "Visites",
    "time": "seen_on",
    "entity": "person",
    "column": [
        {"name": "seen_on", "title": "Jour", "rule": "day", "sources": ["seen_at"]},
        {"name": "place", "title": "Lieu", "rule": "category", "sources": ["place"]},
        {"name": "person", "title": "Personne", "rule": "person"},
    ],
}
METRIC: dict[str, Any] = {
    "id": "visits",
    "version": 1,
    "title": "Visites",
    "description": "Nombre de visites.",
    "fact": "visit",
    "kind": "count",
    "protection": "persons",
    "interval": "none",
    "unit": "visites",
    "dimensions": ["month", "place"],
    "owner": "Accueil",
    "formula_source": "Dénombrement",
    "sentence_fr": "{value} visites.",
    "sentence_en": "{value} visits.",
}


def test_shipped_metrics_rest_on_shipped_facts_and_protect_their_persons() -> None:
    for metric in metrics().values():
        if not metric.kind.is_derived:
            fact = facts()[metric.fact]
            assert (metric.protection is Protection.PERSONS) == fact.has_persons
            assert (metric.protection is Protection.NONE) == (not fact.entity)
        assert "{value}" in metric.sentence_fr
        assert "{value}" in metric.sentence_en


@pytest.mark.parametrize(
    ("entry", "value", "rule"),
    [
        ("title", None, "definition.missing"),
        ("title", 3, "definition.wrong_type"),
        ("time", "place", "definition.wrong_column"),
        ("entity", "", "definition.wrong_column"),
        ("surprise", 1, "definition.unknown_entry"),
        ("column", [3], "definition.wrong_type"),
    ],
)
def test_a_wrong_fact_is_refused_at_its_entry(entry: str, value: Any, rule: str) -> None:
    data = {**deepcopy(FACT), entry: value}
    with pytest.raises(Refused) as refusal:
        fact_from({k: v for k, v in data.items() if v is not None}, "visit.toml")
    assert refusal.value.rule == rule
    assert refusal.value.sentence().startswith("visit.toml, champ ")
    assert refusal.value.sentence("en").startswith("visit.toml, field ")


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ({"name": "authority"}, "definition.wrong_name"),
        ({"name": "place"}, "definition.wrong_name"),
        ({"name": 'x"; DROP'}, "definition.wrong_name"),
        ({"rule": "guess"}, "definition.not_among"),
        ({"sources": []}, "definition.wrong_sources"),
        ({"sources": [1]}, "definition.wrong_type"),
    ],
)
def test_a_wrong_column_is_refused(column: dict[str, Any], rule: str) -> None:
    data = deepcopy(FACT)
    good = {"name": "site", "title": "Site", "rule": "category", "sources": ["site"]}
    data["column"].append({**good, **column})
    with pytest.raises(Refused) as refusal:
        fact_from(data, "visit.toml")
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": "../visits"}, "definition.not_among"),
        ({"fact": "unknown"}, "definition.not_among"),
        ({"kind": "magic"}, "definition.not_among"),
        ({"column": "place"}, "definition.wrong_column"),
        ({"kind": "sum", "column": "place"}, "definition.wrong_column"),
        ({"dimensions": ["person"]}, "definition.wrong_column"),
        ({"dimensions": ["seen_on"]}, "definition.wrong_column"),
        ({"interval": "wilson"}, "definition.wrong_interval"),
        ({"protection": "none"}, "definition.unprotected"),
        ({"quantile": 0.5}, "definition.wrong_quantile"),
        ({"surprise": 1}, "definition.unknown_entry"),
        ({"version": "1"}, "definition.wrong_type"),
    ],
)
def test_a_wrong_metric_is_refused(change: dict[str, Any], rule: str) -> None:
    fact = fact_from(deepcopy(FACT), "visit.toml")
    with pytest.raises(Refused) as refusal:
        metric_from({**METRIC, **change}, "visits.toml", {"visit": fact})
    assert refusal.value.rule == rule


def test_a_metric_without_persons_has_nothing_to_protect() -> None:
    meals = {**METRIC, "fact": "meal_service", "dimensions": []}
    for change, rule in (
        ({"protection": "persons"}, "definition.nothing_to_protect"),
        ({"protection": "none", "kind": "distinct"}, "definition.wrong_column"),
    ):
        with pytest.raises(Refused) as refusal:
            metric_from({**meals, **change}, "meals.toml", facts())
        assert refusal.value.rule == rule


def test_a_quantile_of_durations_lies_strictly_between_0_and_1() -> None:
    delay = {
        **METRIC,
        "fact": "service_request",
        "kind": "duration",
        "column": "delay_hours",
        "closed": "is_closed",
        "interval": "kaplan_meier",
        "dimensions": [],
    }
    assert metric_from({**delay, "quantile": 0.25}, "d.toml", facts()).quantile == 0.25
    for quantile in (None, 0, 1, 1.5, -0.5):
        with pytest.raises(Refused) as refusal:
            data = {**delay, **({} if quantile is None else {"quantile": quantile})}
            metric_from(data, "d.toml", facts())
        assert refusal.value.rule == "definition.wrong_quantile"


def test_the_nearest_metric_is_suggested() -> None:
    assert find_metric(metrics(), "requests").id == "requests"
    with pytest.raises(Refused) as refusal:
        find_metric(metrics(), "request_on_time")
    assert "requests_on_time" in refusal.value.sentence("fr")
    assert "Did you mean" in refusal.value.sentence("en")
    with pytest.raises(Refused) as refusal:
        find_metric(metrics(), "zzz")
    assert "Vouliez" not in refusal.value.sentence("fr")


def test_a_dimension_that_the_metric_lacks_is_refused_with_those_it_has() -> None:
    metric = metrics()["requests"]
    for question in (
        Question("requests", "41269", by=("chanel",)),
        Question("requests", "41269", where=(("chanel", "Guichet"),)),
    ):
        with pytest.raises(Refused, match="channel"):
            check_dimensions(question, metric)


def test_rules_say_how_many_fields_they_take() -> None:
    assert {rule: rule.arity for rule in Rule}[Rule.ON_TIME] == 2
    with pytest.raises(KeyError):
        facts()["meal_service"].column("person")
