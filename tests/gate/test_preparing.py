"""Between a whole release and its use: what is prepared there, and what an interruption leaves."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.release import Manifest
from parvis.engines.answers import FileAnswers
from parvis.engines.duckdb.reader import DuckDBReader, HeldReader
from parvis.gate.erase import withdraw_earlier
from parvis.gate.inputs import ReleaseInput
from parvis.gate.shelf import current_id, list_releases, use_release
from staged import NOW, TOWN, facts, metrics, publish, stage_rows

LATER = NOW + timedelta(hours=1)


def _meals(staging: Path, served: int) -> ReleaseInput:
    row = {"site": "Verne", "site_type": "M", "date": date(2024, 3, 1), "planned": 100}
    return stage_rows([{**row, "served": served}], staging, "nantes_cantine")


def _served(reader: DuckDBReader | HeldReader) -> float | None:
    return answer(Question("meals_served", TOWN), reader, metrics(), facts()).total.value


def test_a_release_is_prepared_whole_before_anybody_reads_it(home: Home, staging: Path) -> None:
    publish(home, [_meals(staging, 10)], now=NOW)
    seen = []

    def prepare(made: Manifest) -> None:
        seen.append((_served(HeldReader(home, made.id)), _served(DuckDBReader(home))))

    publish(home, [_meals(staging, 30)], now=LATER, prepare=prepare)
    assert seen == [(30, 10)]
    assert _served(DuckDBReader(home)) == 30


def test_interrupted_while_it_prepares_a_publication_leaves_nothing(
    home: Home, staging: Path
) -> None:
    before = publish(home, [_meals(staging, 10)], now=NOW)

    def interrupted(made: Manifest) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(home, [_meals(staging, 30)], now=LATER, prepare=interrupted)
    assert current_id(home) == before.id
    assert [one.id for one in list_releases(home)] == [before.id]
    assert publish(home, [_meals(staging, 30)], now=LATER).id == current_id(home)


def test_going_back_prepares_the_release_before_it_is_in_use(home: Home, staging: Path) -> None:
    before = publish(home, [_meals(staging, 10)], now=NOW)
    publish(home, [_meals(staging, 30)], now=LATER)
    seen = []
    use_release(home, before.id, lambda whole: seen.append((whole.id, _served(DuckDBReader(home)))))
    assert seen == [(before.id, 30)]
    assert current_id(home) == before.id


def test_answers_of_withdrawn_releases_are_erased_with_them(home: Home, staging: Path) -> None:
    before = publish(home, [_meals(staging, 10)], now=NOW)
    last = publish(home, [_meals(staging, 30)], now=LATER)
    shelf = FileAnswers(home.answers)
    for release in (before.id, last.id):
        shelf.keep(release, "name", b"content")
    assert withdraw_earlier(home) == [before.id]
    assert shelf.find(before.id, "name") is None
    assert shelf.find(last.id, "name") == b"content"
