"""From a question to a protected table, over a release that is only figures in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.definition import Metric, Protection, Relation
from parvis.core.metrics.query import GroupBy, Plan, Question, RawTable, narrowed
from parvis.core.privacy.cellkey import VARIANCE
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden
from parvis.core.privacy.generalise import rounded_size
from parvis.core.release import Input, Manifest
from staged import TOWN, facts, metrics
from stillness import SECRET, completed, no_noise

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Figures:
    """A release whose answers are written down: rows by group, then the total."""

    def __init__(self, fact: str, total: tuple[object, ...], *rows: tuple[object, ...]) -> None:
        note = Input(TOWN, "x", "c", 1, "C", "P", fact, "0" * 64, 1, NOW, is_synthetic=True)
        self._manifest = Manifest("r1", NOW, "0", (note,), (), {})
        self._total, self._rows = total, rows
        self.plans: list[Plan] = []

    def manifest(self) -> Manifest:
        return self._manifest

    def snapshot(self) -> "Figures":
        return self

    def run(self, plan: Plan) -> RawTable:
        self.plans.append(plan)
        rows = self._rows if plan.group_by else (self._total,)
        return RawTable(len(plan.group_by), tuple(completed(plan, row) for row in rows))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> list[RawTable]:
        return [self.run(narrowed(plan, places)) for places in groupings]

    def secret(self) -> bytes:
        return SECRET


def _ask(figures: Figures, metric: str, *by: str) -> DisclosedTable:
    with no_noise():
        return answer(Question(metric, TOWN, by), figures, metrics(), facts())


def test_of_the_files_behind_a_figure_neither_the_exact_size_nor_the_hash_is_told() -> None:
    """7 431 rows would be a count without noise; a hash, a way to try a file without somebody."""
    figures = Figures("service_request", (150, 150), ("Web", 150, 150))
    (given,) = figures.manifest().inputs
    (told,) = _ask(figures, "requests", "channel").inputs
    assert told.sha256 != given.sha256
    assert told == replace(given, rows=rounded_size(given.rows), sha256=told.sha256)
    assert [rounded_size(n) for n in (7, 49, 50, 7_431, 7_450, 123_456)] == [
        0, 0, 100, 7_400, 7_500, 120_000,
    ]  # fmt: skip


def test_cells_come_sorted_by_key_with_their_interval_and_what_they_rest_on() -> None:
    figures = Figures("service_request", (150, 150), ("Web", 50, 50), ("Guichet", 100, 100))
    table = _ask(figures, "requests", "channel")
    assert [cell.keys for cell in table.cells] == [("Guichet",), ("Web",)]
    cell = table.cells[0]
    assert (cell.value, cell.n, cell.hidden) == (100, 100, None)
    # 81.36 of the Poisson interval, 18.64 below, and 1.96 deviations of the noise.
    assert cell.low == pytest.approx(100 - np.hypot(18.64, 1.96 * np.sqrt(VARIANCE)), rel=1e-4)
    assert (table.total.value, table.release, table.threshold) == (150, "r1", 11)
    assert [one.title for one in table.inputs] == [one.title for one in figures.manifest().inputs]


def test_a_small_cell_and_the_one_that_would_give_it_away_are_hidden() -> None:
    rows = (("Guichet", 90, 90), ("Téléphone", 3, 3), ("Web", 20, 20))
    table = _ask(Figures("service_request", (113, 113), *rows), "requests", "channel")
    assert [cell.hidden for cell in table.cells] == [None, Hidden.PROTECTED, Hidden.PROTECTED]
    assert table.cells[1] == Cell(("Téléphone",), None, None, None, None, Hidden.PROTECTED)
    assert (table.hidden, table.total.value) == (2, 113)


def test_what_is_hidden_does_not_say_which_cell_protects_which() -> None:
    """One and eleven: were the larger said to be safe, twelve minus eleven would be one."""
    rows = (("Guichet", 90, 90), ("Téléphone", 1, 1), ("Web", 11, 11))
    table = _ask(Figures("service_request", (102, 102), *rows), "requests", "channel")
    assert (table.total.value, table.cells[0].value) == (102, 90)
    one, eleven = table.cells[1:]
    assert replace(one, keys=()) == replace(eleven, keys=())


def test_a_table_that_nothing_protects_keeps_its_total_and_tells_no_key() -> None:
    rows = tuple((f"Rue {n}", 1, 1) for n in range(11))
    table = _ask(Figures("service_request", (11, 11), *rows), "requests", "channel")
    assert (table.total.value, table.cells, table.is_withheld) == (11, (), True)


class Grid(Figures):
    """A release of counts by category and channel, summed as asked."""

    def __init__(self, *cells: tuple[str, str, int]) -> None:
        super().__init__("service_request", ())
        self._cells = cells

    def run(self, plan: Plan) -> RawTable:
        names = [group.column for group in plan.group_by]
        sums: dict[tuple[str, ...], int] = {}
        for category, channel, count in self._cells:
            row = {"category": category, "channel": channel}
            keys = tuple(row[name] for name in names)
            sums[keys] = sums.get(keys, 0) + count
        rows = tuple(completed(plan, (*keys, n, n)) for keys, n in sums.items())
        return RawTable(len(names), rows)


def test_the_table_by_one_dimension_does_not_give_a_cell_of_the_table_by_two() -> None:
    """3 and 9 hidden in two rows cover each other under the total, but not under their rows."""
    cells = [(row, channel, 40) for row in "AB" for channel in ("Guichet", "Web")]
    grid = Grid(*cells, ("A", "Courrier", 3), ("B", "Courrier", 9))
    rows, both = _ask(grid, "requests", "category"), _ask(grid, "requests", "category", "channel")
    assert [cell.value for cell in rows.cells] == [83, 89]
    for row in "AB":
        assert sum(cell.hidden is not None for cell in both.cells if cell.keys[0] == row) == 2


def test_a_dimension_named_twice_counts_once() -> None:
    figures = Figures("service_request", (50, 50), ("Web", 50, 50))
    table = _ask(figures, "requests", "channel", "channel")
    assert (table.by, table.cells[0].keys, len(figures.plans)) == (("channel",), ("Web",), 2)


def test_borrowers_are_counted_as_persons_and_not_as_loans() -> None:
    table = _ask(Figures("library_loan", (500, 40, 40)), "library_borrowers")
    assert (table.total.value, table.total.n) == (40, 40)
    table = _ask(Figures("library_loan", (500, 10, 10)), "library_borrowers")
    assert (table.total.value, table.total.hidden) == (None, Hidden.THRESHOLD)


@pytest.mark.parametrize(
    ("known", "true", "persons", "sides", "hidden"),
    [
        (100, 60, 100, (60, 40), None),
        (100, 95, 100, (95, 5), Hidden.THRESHOLD),
        (100, 100, 100, (100, 0), Hidden.THRESHOLD),
        (0, 0, 0, (0, 0), Hidden.NO_DATA),
    ],
)
def test_a_share_needs_eleven_persons_on_each_side(
    known: int, true: int, persons: int, sides: tuple[int, int], hidden: Hidden | None
) -> None:
    table = _ask(Figures("service_request", (known, true, persons, *sides)), "requests_on_time")
    assert table.total.hidden is hidden
    assert (table.total.value is None) == (hidden is not None)


def test_a_delay_that_the_curve_does_not_reach_says_so_with_its_number_of_cases() -> None:
    hours, none = np.arange(1.0, 12.0), np.array([])
    table = _ask(Figures("service_request", (11, none, hours, 11)), "request_delay_median")
    assert (table.total.n, table.total.hidden) == (11, Hidden.NOT_REACHED)
    table = _ask(Figures("service_request", (11, hours, none, 11)), "request_delay_median")
    assert (table.total.n, table.total.value) == (11, 6)


def test_a_ratio_over_nothing_has_no_value() -> None:
    table = _ask(Figures("meal_service", (0, None, None)), "meals_overplanned")
    assert (table.total.value, table.total.hidden) == (None, Hidden.NO_DATA)


def _business() -> dict[str, Metric]:
    metric = replace(metrics()["library_loans"], protection=Protection.BUSINESS)
    return {metric.id: metric}


def test_businesses_are_judged_on_what_each_brings() -> None:
    class Split(Figures):
        def run(self, plan: Plan) -> RawTable:
            if plan.group_by == (GroupBy("person"),):
                return RawTable(1, (("a", 60), ("b", 30), ("c", 25), ("d", 5)))
            if len(plan.group_by) == 2:
                brought = (("A", "a", 50), ("B", "a", 10), ("B", "b", 10), ("B", "c", 10))
                brought += (
                    ("C", "b", 20),
                    ("C", "c", 15),
                    ("C", "d", 5),
                    ("A", "b", 2),
                    ("A", "c", 1),
                )
                return RawTable(2, brought)
            return super().run(plan)

    figures = Split("library_loan", (123, 4), ("A", 53, 3), ("B", 30, 3), ("C", 40, 3))
    question = Question("library_loans", TOWN, ("document_type",))
    table = answer(question, figures, _business(), facts())
    assert [cell.hidden for cell in table.cells] == [Hidden.PROTECTED, Hidden.PROTECTED, None]
    assert (table.threshold, table.total.value) == (3, 123)


def test_an_authority_with_nothing_in_the_release_is_told_so() -> None:
    figures = Figures("service_request", (0, 0))
    with pytest.raises(Refused, match="41018"):
        answer(Question("requests", "41018"), figures, metrics(), facts())
    assert figures.plans == []


def test_keys_of_cells_narrow_the_period_and_the_values() -> None:
    figures = Figures("service_request", (20, 20))
    where = (("month", "2024-03"), ("channel", "Web"))
    answer(Question("requests", TOWN, where=where), figures, metrics(), facts())
    (plan,) = figures.plans
    assert plan.period is not None
    assert (plan.period.label, plan.filters) == ("2024-03", (("channel", "Web"),))


def test_nobody_else_builds_a_disclosed_table() -> None:
    table = _ask(Figures("service_request", (20, 20)), "requests")
    with pytest.raises(TypeError):
        replace(table, seal=object())


class Topics(Figures):
    """Requests by category, this year's and those of the year before."""

    def __init__(self, **topics: tuple[int, int]) -> None:
        super().__init__("service_request", ())
        self._topics = topics

    def run(self, plan: Plan) -> RawTable:
        rank = int(plan.relation is Relation.YEAR_BEFORE)
        counts = {name: pair[rank] for name, pair in self._topics.items()}
        rows = [(name, n, n) for name, n in counts.items()] if plan.group_by else []
        everyone = sum(counts.values())
        found = rows or [(everyone, everyone)]
        return RawTable(len(plan.group_by), tuple(completed(plan, row) for row in found))


def test_of_many_topics_only_those_that_chance_does_not_explain_are_announced() -> None:
    topics = Topics(Neige=(90, 30), Voirie=(105, 100), Propreté=(96, 100), Arbres=(52, 50))
    table = _ask(topics, "rising_topics", "category")
    said = {cell.keys[0]: cell.low > 1 for cell in table.cells if cell.low is not None}
    assert said == {"Neige": True, "Voirie": False, "Propreté": False, "Arbres": False}
    snow = next(cell for cell in table.cells if cell.keys == ("Neige",))
    assert snow.value == pytest.approx(3)


class Ages(Figures):
    """A release of loans by age, summed by target as asked."""

    def __init__(self, **counts: int) -> None:
        super().__init__("library_loan", ())
        becomes = facts()["library_loan"].coarser("age_band")["target"]
        self._ages = {label: counts.get(name, 0) for name, label in
                      zip("abcdef", list(becomes)[:6], strict=True)}  # fmt: skip
        self._becomes = becomes

    def run(self, plan: Plan) -> RawTable:
        sums: dict[tuple[str, ...], int] = {}
        for age, count in self._ages.items():
            row = {"age_band": age, "target": self._becomes[age]}
            keys = tuple(row[group.column] for group in plan.group_by)
            sums[keys] = sums.get(keys, 0) + count
        rows = tuple(completed(plan, (*keys, n, n)) for keys, n in sums.items() if n)
        return RawTable(len(plan.group_by), rows)


def test_the_table_by_target_does_not_give_an_age() -> None:
    """Seniors are the two oldest ages: were one of them shown, the other would be known."""
    release = Ages(a=200, b=150, c=90, d=80, e=60, f=4)
    ages, targets = _ask(release, "library_loans", "age_band"), _ask(
        release, "library_loans", "target")  # fmt: skip
    assert {cell.keys[0]: cell.value for cell in targets.cells} == {
        "Enfants": 200, "Jeunes": 150, "Adultes": 170, "Seniors": 64}  # fmt: skip
    hidden = {cell.keys[0] for cell in ages.cells if cell.hidden}
    assert hidden == {"60 à 74 ans", "75 ans ou plus"}


def test_a_target_crossed_with_its_ages_is_the_cell_of_these_ages() -> None:
    """One name for one set of persons, whatever the question."""
    hierarchies = facts()["library_loan"].hierarchies
    assert hierarchies == (("age_band", "target"),)
    release = Ages(a=200, b=150, c=90, d=80, e=60, f=40)
    with_noise = [
        answer(Question("library_loans", TOWN, by), release, metrics(), facts())
        for by in (("age_band",), ("age_band", "target"))
    ]
    assert [c.value for c in with_noise[0].cells] == [c.value for c in with_noise[1].cells]
