"""Law: what is shipped as data is valid, named after its file, and fits together."""

from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path

import pytest

from each import each
from laws.repo import DOCS
from parvis.core.controls.definition import Check, Control, Side, control_from
from parvis.core.facts import GENERALISING, Fact, fact_from, joined
from parvis.core.ingest.contract import EACH_ROW, Contract, contract_from
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.parsing import metric_from
from parvis.core.questions import Inquiry, inquiry_from
from parvis.engines.definitions import read_definitions

CONTRACTS: Mapping[str, Contract] = {
    Path(name).stem: contract_from(data, name) for name, data in read_definitions("contracts")
}
FACTS: Mapping[str, Fact] = joined(
    {Path(name).stem: fact_from(data, name) for name, data in read_definitions("facts")}
)
METRICS: Mapping[str, Metric] = {
    Path(name).stem: metric_from(data, name, FACTS) for name, data in read_definitions("metrics")
}
CONTROLS: Mapping[str, Control] = {
    Path(name).stem: control_from(data, name) for name, data in read_definitions("controls")
}
INQUIRIES: Mapping[str, Inquiry] = {
    Path(name).stem: inquiry_from(data, name) for name, data in read_definitions("questions")
}
_id = attrgetter("id")


def test_something_is_shipped_of_each_kind() -> None:
    assert CONTRACTS
    assert FACTS
    assert METRICS


@pytest.mark.parametrize(
    "kind",
    [CONTRACTS, FACTS, METRICS, CONTROLS, INQUIRIES],
    ids=["contract", "fact", "metric", "control", "question"],
)
def test_a_definition_bears_the_name_of_its_file(kind) -> None:
    assert {stem: defined.id for stem, defined in kind.items()} == {stem: stem for stem in kind}


FEEDING = {name: contract for name, contract in CONTRACTS.items() if contract.fact}


@each(FEEDING.values(), _id)
def test_a_contract_gives_its_fact_every_field_the_fact_is_made_of(contract: Contract) -> None:
    fact = FACTS[contract.fact]
    indispensable = {fact.time, fact.entity}
    needed = {s for c in fact.own if c.name in indispensable for s in c.sources}
    assert needed <= set(contract.by_name)
    assert fact.has_persons <= bool(contract.person)


@each(FEEDING.values(), _id)
def test_what_names_a_person_never_becomes_a_column_of_a_release(contract: Contract) -> None:
    columns = FACTS[contract.fact].own
    kept = {s for c in columns if c.rule not in GENERALISING for s in c.sources}
    identifying = {f.name for f in contract.fields if f.is_identifying}
    assert identifying.isdisjoint(kept)


@each(CONTRACTS.values(), _id)
def test_a_person_field_is_marked_as_identifying(contract: Contract) -> None:
    if contract.person not in ("", EACH_ROW):
        assert contract.by_name[contract.person].is_identifying


def _needed(side: Side) -> set[str]:
    """The fields that a contract must have to be a side of a control."""
    keys = {key.rpartition(":")[2] for key in side.keys}
    said = {f for c in side.where for f in (c.field, c.against, *c.factors) if f}
    return keys | said | ({side.quantity} - {"count"})


@each(CONTROLS.values(), _id)
def test_a_control_rests_on_fields_of_its_own_sector(control: Control) -> None:
    for side in control.sides:
        for contract in (CONTRACTS[name] for name in side.contracts):
            assert _needed(side) <= set(contract.by_name)
            assert contract.sector == control.sector
        assert set(side.shown) <= {f for n in side.contracts for f in CONTRACTS[n].by_name}
    differing = [c for side in control.sides for c in side.where if c.test is Check.DIFFERS]
    assert all(c.factors for c in differing)


@each(METRICS.values(), _id)
def test_a_metric_rests_on_a_shipped_fact_and_says_where_its_formula_comes_from(metric) -> None:
    assert metric.kind.is_derived or metric.fact in FACTS
    assert metric.formula
    assert metric.formula_source
    assert metric.example
    assert metric.description
    assert metric.owner


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("data-contracts.md", CONTRACTS),
        ("catalogue.md", FACTS),
        ("catalogue.md", METRICS),
        ("controls.md", CONTROLS),
    ],
    ids=["contracts", "facts", "metrics", "controls"],
)
def test_every_definition_is_documented(page: str, kind) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [name for name in kind if f"`{name}`" not in text] == []


def _broken_down(name: str) -> set[str]:
    """The dimensions that a question may ask the metric `name` by."""
    return {*METRICS[name].dimensions, "calendar_month", "other"}


@each(INQUIRIES.values(), _id)
def test_a_question_asks_shipped_metrics_by_dimensions_they_have(inquiry: Inquiry) -> None:
    for panel in inquiry.panels:
        asked = {*panel.by, *(name for name, _ in panel.where)}
        assert asked <= _broken_down(panel.metric), panel.id
        assert not panel.reference or panel.reference in METRICS
    known = {name for panel in inquiry.panels for name in METRICS[panel.metric].dimensions}
    assert set(inquiry.filters) <= known
