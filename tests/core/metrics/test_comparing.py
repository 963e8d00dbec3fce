"""A figure beside another: what may be compared, and what is said to have changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.comparing import Against, Comparison, compare
from parvis.core.metrics.intervals import square_and_add
from parvis.core.metrics.period import key_of, months_before, parse_period, period_before
from parvis.core.metrics.query import Plan, Question, RawTable, narrowed
from parvis.core.privacy.disclosure import DisclosedTable, Hidden
from parvis.core.release import Input, Manifest, TableNote
from staged import TOWN, facts, metrics
from stillness import SECRET, completed, no_noise

NOW = datetime(2026, 1, 5, tzinfo=UTC)


class Requests:
    """A release of requests, each of another person: so many by month and channel."""

    def __init__(self, *counts: tuple[str, str, int], fact: str = "service_request") -> None:
        self._rows = [(parse_period(month).start, channel, n) for month, channel, n in counts]
        days = [day for day, *_ in self._rows]
        extent = (min(days), parse_period(key_of(max(days), "month")).end.replace(day=1))
        note = TableNote(fact, 1, {TOWN: extent})
        fed = Input(TOWN, "x", "c", 1, "C", "P", fact, "0" * 64, 1, NOW, is_synthetic=True)
        self._manifest = Manifest("r1", NOW, "0", (fed,), (note,), {})

    def manifest(self) -> Manifest:
        return self._manifest

    def snapshot(self) -> "Requests":
        return self

    def secret(self) -> bytes:
        return SECRET

    def run(self, plan: Plan) -> RawTable:
        found: Counter[tuple[str, ...]] = Counter()
        for day, channel, n in self._rows:
            if plan.period is None or plan.period.start <= day < plan.period.end:
                found[tuple(key_of(day, g.grain) if g.grain else channel
                            for g in plan.group_by)] += n  # fmt: skip
        rows = [completed(plan, (*keys, n, n)) for keys, n in found.items()]
        return RawTable(len(plan.group_by), tuple(rows or [completed(plan, (0, 0))]))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> list[RawTable]:
        return [self.run(narrowed(plan, places)) for places in groupings]


def _year(year: int, a_month: int, channel: str = "Web") -> list[tuple[str, str, int]]:
    return [(f"{year}-{month:02}", channel, a_month) for month in range(1, 13)]


def _compare(
    release: Requests, against: Against, period: str | None, *by: str, metric: str = "requests"
) -> Comparison:
    question = Question(metric, TOWN, by, parse_period(period) if period else None)
    with no_noise():
        return compare(question, against, release, metrics(), facts())


def test_a_year_beside_the_one_before_has_a_gap_with_its_interval() -> None:
    release = Requests(*_year(2024, 100), *_year(2025, 150))
    found = _compare(release, Against.YEAR_BEFORE, "2025")
    assert (found.total.now.value, found.total.then.value) == (1800, 1200)
    gap = found.total.gap
    now, then = found.total.now, found.total.then
    assert gap.value == 600
    assert (gap.low, gap.high) == pytest.approx(
        square_and_add((1800, now.low, now.high), (1200, then.low, then.high))
    )
    assert found.total.is_said
    assert found.total.relative == 0.5
    assert (found.gap.metric.title, found.gap.total) == ("Écart\u00a0: Demandes reçues", gap)


def test_a_gap_that_chance_explains_is_not_said() -> None:
    release = Requests(*_year(2024, 100), *_year(2025, 101))
    assert not _compare(release, Against.YEAR_BEFORE, "2025").total.is_said


def test_months_stand_beside_the_same_months_or_those_just_before() -> None:
    release = Requests(*_year(2024, 100), *_year(2025, 150))
    found = _compare(release, Against.PREVIOUS, "2025-T3", "month")
    assert [change.now.keys for change in found.changes] == [
        ("2025-07",), ("2025-08",), ("2025-09",)]  # fmt: skip
    assert {change.then.keys for change in found.changes} == {
        ("2025-04",), ("2025-05",), ("2025-06",)}  # fmt: skip
    found = _compare(release, Against.YEAR_BEFORE, None, "month")
    said = {change.now.keys[0]: change.is_said for change in found.changes}
    assert said == {month: month.startswith("2025") for month, *_ in
                    (*_year(2024, 0), *_year(2025, 0))}  # fmt: skip
    assert {c.gap.value for c in found.changes if c.now.keys[0] > "2025"} == {50}


def test_of_many_channels_those_that_move_are_chosen_together() -> None:
    """One in twenty of a hundred null gaps passes alone; together hardly any does."""
    null = [(f"{year}-03", f"Canal {n:03}", 400 + (40 if n in (3, 77) and year == 2025 else 0))
            for year in (2024, 2025) for n in range(100)]  # fmt: skip
    release = Requests(*null, ("2024-01", "Web", 900), ("2024-12", "Web", 900),
                       ("2025-01", "Web", 900), ("2025-12", "Web", 900),
                       ("2024-03", "Guichet", 400), ("2025-03", "Guichet", 900))  # fmt: skip
    found = _compare(release, Against.YEAR_BEFORE, "2025", "channel")
    assert [c.now.keys[0] for c in found.changes if c.is_said] == ["Guichet"]


def test_a_period_known_in_part_is_not_compared() -> None:
    release = Requests(*_year(2024, 100)[5:], *_year(2025, 150))
    with pytest.raises(Refused) as refusal:
        _compare(release, Against.YEAR_BEFORE, "2025")
    assert refusal.value.rule == "comparison.not_whole"
    with pytest.raises(Refused) as refusal:
        _compare(release, Against.YEAR_BEFORE, None)
    assert refusal.value.rule == "comparison.no_period"


def test_what_only_the_commune_counts_has_no_peers() -> None:
    with pytest.raises(Refused) as refusal:
        _compare(Requests(*_year(2025, 9)), Against.PEERS, "2025")
    assert refusal.value.rule == "comparison.not_published"


class Official(Requests):
    """Official figures: the commune's, then its peers' and France's."""

    _BY_COLUMN = {"value": 21_400.0, "peers": 22_050.0, "nation": 23_080.0}

    def run(self, plan: Plan) -> RawTable:
        (column,) = {m.column for m in plan.measures if m.column}
        return RawTable(0, ((1, self._BY_COLUMN[column]),))


@pytest.mark.parametrize(("against", "gap"), [(Against.PEERS, -650), (Against.FRANCE, -1680)])
def test_an_official_figure_stands_beside_those_of_comparable_communes_and_france(
    against: Against, gap: float
) -> None:
    release = Official(*_year(2021, 1), fact="official")
    found = _compare(release, against, None, metric="median_income")
    assert (found.total.gap.value, found.total.is_said) == (gap, True)


def test_steps_earlier() -> None:
    assert period_before(parse_period("2025-T1")).label == "2024-T4"
    assert period_before(parse_period("2024/2025")).label == "2023/2024"
    assert months_before(parse_period("2025-03-31"), 1) is None
    assert months_before(parse_period("2025-03-15"), 1) == parse_period("2025-02-15")


def _four_years(more: int) -> Requests:
    """Each month of a strong season, `more` requests more each year."""
    season = [200, 210, 300, 260, 240, 230, 120, 100, 280, 250, 230, 190]
    rows = [(f"{year}-{month:02}", channel, season[month - 1] + more * (year - 2022))
            for year in range(2022, 2026) for month in range(1, 13)
            for channel in ("Web", "Guichet")]  # fmt: skip
    return Requests(*rows)


def _trend(release: Requests, *by: str) -> DisclosedTable:
    with no_noise():
        return answer(Question("requests_trend", TOWN, by), release, metrics(), facts())


def test_a_trend_is_the_slope_of_a_month_from_year_to_year_whatever_the_season() -> None:
    found = _trend(_four_years(30), "channel")
    assert found.by == ("channel",)
    assert [(cell.keys, cell.value) for cell in found.cells] == [(("Guichet",), 30), (("Web",), 30)]
    total = _trend(_four_years(-30)).total
    assert (total.value, total.low, total.high) == (-60, -60, -60)


def test_a_season_alone_is_no_trend_and_two_years_make_none() -> None:
    assert _trend(_four_years(0)).total.value == 0
    few = _trend(Requests(*_year(2024, 100), *_year(2025, 150))).total
    assert (few.value, few.hidden) == (None, Hidden.NO_DATA)


def test_concentration_counts_the_channels_that_would_do_as_much() -> None:
    release = Requests(*_year(2025, 300, "Web"), *_year(2025, 100, "Guichet"))
    spread = replace(metrics()["topic_concentration"], over="channel", dimensions=())
    with no_noise():
        question = Question(spread.id, TOWN)
        found = answer(question, release, {**metrics(), spread.id: spread}, facts())
    assert found.total.value == pytest.approx(0.75**2 + 0.25**2)
