"""Answers kept by release: asked once, whoever asks, and never those of something else."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.keeping import is_kept, kept_answer, kept_curve
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.metrics.waiting import waiting_curve
from parvis.site.wiring import HomePorts
from published import TOWN, published_home, published_ports

__all__ = ["published_home", "published_ports"]

ASKED = Question("requests", TOWN, ("category", "channel"), parse_period("2026"))


class Shelf:
    """A shelf in memory that counts what is put on it."""

    def __init__(self, edition: str = "one") -> None:
        self.kept: dict[tuple[str, str], bytes] = {}
        self._edition = edition

    def edition(self) -> str:
        return self._edition

    def find(self, release: str, name: str) -> bytes | None:
        return self.kept.get((release, name))

    def keep(self, release: str, name: str, content: bytes) -> None:
        self.kept[release, name] = content

    def alone(self, release: str, name: str) -> AbstractContextManager[None]:
        return nullcontext()


class Unread:
    """A release that must not be read: its answers are known."""

    def __init__(self, ports: HomePorts) -> None:
        self._snapshot = ports.warehouse().snapshot()

    def snapshot(self) -> "Unread":
        return self

    def manifest(self) -> Any:
        return self._snapshot.manifest()

    def secret(self) -> bytes:
        return self._snapshot.secret()

    def run(self, *plan: object) -> Any:
        raise AssertionError("the release was read again")

    run_each = sql = run


def _rest(ports: HomePorts) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return ports.metrics(), ports.facts()


@pytest.mark.parametrize(
    "asked",
    [ASKED, Question("rising_topics", TOWN, ("category",), parse_period("2026")),
     Question("requests_on_time", TOWN, ("category",), parse_period("2026"),
              (("channel", "Courriel"),)),
     Question("request_cohorts", TOWN, ("cohort", "month"))],
    ids=lambda asked: asked.metric,
)  # fmt: skip
def test_a_kept_answer_is_the_answer_and_nothing_is_read_for_it(
    published_ports: HomePorts, asked: Question
) -> None:
    shelf = Shelf()
    fresh = answer(asked, published_ports.warehouse(), *_rest(published_ports))
    assert kept_answer(asked, published_ports.warehouse(), *_rest(published_ports), shelf) == fresh
    assert kept_answer(asked, Unread(published_ports), *_rest(published_ports), shelf) == fresh
    assert len(shelf.kept) == 1


def test_a_curve_is_kept_step_by_step_apart_from_the_exact_median(
    published_ports: HomePorts,
) -> None:
    """Durations of a curve are rounded to the hour: its median is not that of the metric."""
    shelf, asked = Shelf(), Question("request_delay_median", TOWN, (), parse_period("2026"))
    rest = _rest(published_ports)
    steps = waiting_curve(asked, published_ports.warehouse(), *rest)
    assert kept_curve(asked, published_ports.warehouse(), *rest, shelf) == steps
    assert kept_curve(asked, Unread(published_ports), *rest, shelf) == steps
    with pytest.raises(AssertionError, match="read again"):
        kept_answer(asked, Unread(published_ports), *rest, shelf)


def test_another_definition_edition_question_or_home_is_another_answer(
    published_ports: HomePorts,
) -> None:
    shelf, (metrics, facts) = Shelf(), _rest(published_ports)
    kept_answer(ASKED, published_ports.warehouse(), metrics, facts, shelf)
    again = {**metrics, "requests": replace(metrics["requests"], version=99)}
    another = Shelf("two")
    another.kept = shelf.kept
    unread = Unread(published_ports)
    for asked, known, where in (
        (ASKED, again, shelf),
        (ASKED, metrics, another),
        (replace(ASKED, period=parse_period("2025")), metrics, shelf),
        (replace(ASKED, authority="41226"), metrics, shelf),
    ):
        with pytest.raises((AssertionError, Refused)):
            kept_answer(asked, unread, known, facts, where)


def test_what_did_not_come_from_disclosure_is_asked_again(published_ports: HomePorts) -> None:
    shelf, rest = Shelf(), _rest(published_ports)
    fresh = kept_answer(ASKED, published_ports.warehouse(), *rest, shelf)
    ((place, content),) = shelf.kept.items()
    shelf.kept[place] = content.replace(b'"threshold":11', b'"threshold":00')
    assert kept_answer(ASKED, published_ports.warehouse(), *rest, shelf) == fresh
    assert shelf.kept[place] == content


def test_a_metric_that_no_file_lights_up_is_not_looked_for_twice(
    published_ports: HomePorts,
) -> None:
    """To know that no row says it, all of them are read."""
    shelf, asked = Shelf(), Question("silence_avoided", TOWN, ("category",))
    rest = _rest(published_ports)
    with pytest.raises(Refused) as first:
        kept_answer(asked, published_ports.warehouse(), *rest, shelf)
    with pytest.raises(Refused) as second:
        kept_answer(asked, Unread(published_ports), *rest, shelf)
    assert first.value.rule == "metric.lights_up"
    assert first.value.sentence() == second.value.sentence()
    assert len(shelf.kept) == 1


def test_other_refusals_are_said_again_and_fill_no_shelf(published_ports: HomePorts) -> None:
    shelf = Shelf()
    with pytest.raises(Refused):
        kept_answer(replace(ASKED, by=("colour",)), published_ports.warehouse(),
                    *_rest(published_ports), shelf)  # fmt: skip
    assert shelf.kept == {}


def test_what_needs_no_reading_is_known_as_such(published_ports: HomePorts) -> None:
    """Kept, or refused at once: who waits behind a long reading need not wait for these."""
    shelf, rest = Shelf(), _rest(published_ports)
    reader = published_ports.warehouse()
    assert not is_kept(ASKED, reader, *rest, shelf)
    kept_answer(ASKED, reader, *rest, shelf)
    assert is_kept(ASKED, Unread(published_ports), *rest, shelf)
    nowhere = Question("rising_topics", "99999", ("category",), parse_period("2026"))
    for refused in (replace(ASKED, by=("colour",)), replace(ASKED, authority="99999"), nowhere):
        assert is_kept(refused, Unread(published_ports), *rest, shelf)
        with pytest.raises(Refused):
            kept_answer(refused, Unread(published_ports), *rest, shelf)
