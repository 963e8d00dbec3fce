"""Law: the 80 indicators are defined, and the catalogue says what the definitions say."""

from laws.repo import DOCS
from laws.test_definitions import FACTS, METRICS
from parvis.core.metrics.catalogue import check_catalogue
from parvis.core.metrics.documented import COUNTS, catalogue_page


def test_the_catalogue_is_written_from_the_definitions() -> None:
    written = (DOCS / "catalogue.md").read_text("utf-8")
    assert written == catalogue_page(METRICS, FACTS), "run scripts/catalogue.py"


def test_each_of_the_eighty_indicators_is_defined() -> None:
    wanted = {f"{letter}{rank}" for letter, n in COUNTS.items() for rank in range(1, n + 1)}
    assert len(wanted) == 80
    assert {metric.code for metric in METRICS.values() if metric.code} == wanted


def test_what_derived_metrics_are_made_of_holds_together() -> None:
    assert check_catalogue(METRICS) == METRICS
