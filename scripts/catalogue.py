"""Writes docs/catalogue.md from the definitions shipped: run it with .venv/app/bin/python."""

from pathlib import Path

from parvis.core.facts import fact_from, joined
from parvis.core.metrics.documented import catalogue_page
from parvis.core.metrics.parsing import metric_from
from parvis.engines.definitions import read_definitions

PAGE = Path(__file__).parents[1] / "docs" / "catalogue.md"


def main() -> None:
    """Read the definitions, write the page."""
    found = (fact_from(data, file) for data, file in _read("facts"))
    facts = joined({fact.id: fact for fact in found})
    metrics = {m.id: m for m in (metric_from(d, f, facts) for d, f in _read("metrics"))}
    PAGE.write_text(catalogue_page(metrics, facts), "utf-8")


def _read(folder: str):
    return ((data, file) for file, data in read_definitions(folder))


main()
