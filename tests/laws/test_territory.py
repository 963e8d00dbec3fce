"""Law: official files and indicators are described as data that fit together and are documented."""

from pathlib import Path

from each import each
from laws.repo import DOCS
from parvis.core.territory.dataset import Dataset, Level, Shape, dataset_from
from parvis.core.territory.indicators import Indicator, indicators_from
from parvis.engines.definitions import read_definitions

DATASETS: dict[str, Dataset] = {
    Path(name).stem: dataset_from(data, name)
    for name, data in read_definitions("territory/datasets")
}
INDICATORS: tuple[Indicator, ...] = next(
    indicators_from(data, name) for name, data in read_definitions("territory")
)
VARIABLES = {
    v.id
    for d in DATASETS.values()
    if d.level is Level.COMMUNE and d.shape in (Shape.VALUES, Shape.COUNTS)
    for v in d.variables
    if not v.is_text
}


@each(DATASETS)
def test_a_dataset_bears_the_name_of_its_file_and_says_whose_it_is(stem: str) -> None:
    dataset = DATASETS[stem]
    assert dataset.id == stem
    assert dataset.family
    assert dataset.vintage.isdigit()
    assert dataset.page.startswith("https://")
    assert dataset.producer
    assert dataset.licence


def test_every_dataset_is_documented() -> None:
    text = (DOCS / "territories.md").read_text("utf-8")
    assert [name for name in DATASETS if f"`{name}`" not in text] == []


@each(INDICATORS, lambda i: i.id)
def test_an_indicator_rests_on_variables_that_some_file_gives(indicator: Indicator) -> None:
    needed = {name for point in indicator.points for name in point.variables}
    assert needed - VARIABLES == set()
    assert indicator.formula
    years = [point.year for point in indicator.points]
    assert years == sorted(set(years))


def test_there_are_about_thirty_indicators_each_named_once() -> None:
    names = [indicator.id for indicator in INDICATORS]
    assert 25 <= len(names) == len(set(names))
