"""Findings say what can be told from chance, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.apps import wired
from parvis.apps.ui.question import findings, leading, words
from parvis.apps.ui.question.mapping import map_of
from parvis.apps.ui.question.standing import standing
from parvis.core.charts import Size
from parvis.core.facts import Fact
from parvis.core.metrics.answer import answer
from parvis.core.metrics.definition import OTHER, Kind, Metric
from parvis.core.metrics.query import Plan, Question, RawTable, narrowed
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.questions import CASES, Find, Saying
from parvis.core.release import Input, Manifest
from parvis.engines.charts import maps
from parvis.site.wiring import HomePorts
from stillness import SECRET, completed, no_noise

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)


class FixedSnapshot:
    """Answers every plan with the same rows, the last of which is the total."""

    def __init__(self, fact: str, rows: Sequence[tuple[object, ...]]) -> None:
        self.fact, self.rows = fact, rows

    def manifest(self) -> Manifest:
        given = Input("41269", "s", "c", 1, "Fichier", "", self.fact, "0", 1, NOW, False)
        return Manifest("20261123T041000Z", NOW, "test", (given,), (), {})

    def run(self, plan: Plan) -> RawTable:
        rows = self.rows[:-1] if plan.group_by else self.rows[-1:]
        return RawTable(len(plan.group_by), tuple(completed(plan, row) for row in rows))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> list[RawTable]:
        return [self.run(narrowed(plan, places)) for places in groupings]

    def secret(self) -> bytes:
        return SECRET

    def snapshot(self) -> "FixedSnapshot":
        return self


@pytest.fixture
def table(published_ports: HomePorts):
    """Makes the disclosed table of `metric` by `by` from exact rows, the total last."""

    def make(metric: str, by: str, *rows: tuple[object, ...]) -> DisclosedTable:
        metrics: dict[str, Metric] = dict(published_ports.metrics())
        facts: dict[str, Fact] = dict(published_ports.facts())
        reader = FixedSnapshot(metrics[metric].fact, rows)
        with no_noise():
            return answer(Question(metric, "41269", (by,)), reader, metrics, facts)

    return make


def saying(find: Find, **texts: str) -> Saying:
    """Looks for `find`; each case without a text is said by its name."""
    cases = {case: texts.get(case, case) for case in CASES[find]}
    return Saying(find, tuple(sorted(cases.items())))


def test_two_categories_within_chance_are_said_to_be_equal(table) -> None:
    made = table("requests", "category", ("A", 100, 100), ("B", 95, 95), (195, 195))
    largest = saying(Find.LARGEST, tie="« {name} » et « {second_name} » à égalité.")
    said = "«\u00a0A\u00a0» et «\u00a0B\u00a0» à égalité."
    assert findings.sentence(largest, made) == said


def test_a_leader_is_told_as_a_part_of_the_whole(table) -> None:
    made = table("requests", "category", ("A", 300, 300), ("B", 900, 900), (1200, 1200))
    largest = saying(Find.LARGEST, found="{name} : {share:demandes}, {value}.")
    said = "B\u00a0: trois demandes sur quatre, 900\u00a0demandes."
    assert findings.sentence(largest, made) == said


def test_extremes_are_named_only_beyond_chance(table) -> None:
    extremes = saying(Find.EXTREMES, found="{low_name}, {high_name}")
    near = table("requests", "month", ("2025-01", 50, 50), ("2025-02", 55, 55), (105, 105))
    far = table("requests", "month", ("2025-01", 50, 50), ("2025-02", 500, 500), (550, 550))
    assert findings.sentence(extremes, near) == "alike"
    assert findings.sentence(extremes, far) == "janvier 2025, février 2025"


def _served(table, **on_time: int) -> DisclosedTable:
    """Each of 400 requests, of which so many were answered in time."""
    rows = [(name, 400, n, 400, n, 400 - n) for name, n in on_time.items()]
    whole, total = 400 * len(rows), sum(on_time.values())
    return table("requests_on_time", "category", *rows,
                 (whole, total, whole, total, whole - total))  # fmt: skip


def test_who_is_alone_in_front_is_told_from_who_may_only_be_there(table) -> None:
    """Planted: two share the lead, three the end, one is alone."""
    extremes = saying(Find.EXTREMES, found="{low_name} ; {high_name} ; {high_value}",
                      spread="{low_name}, {high_name}")  # fmt: skip
    alone = _served(table, Bas=100, Milieu=200, Haut=350)
    assert findings.sentence(extremes, alone).startswith("Bas ; Haut ; 88")
    shared = _served(table, Bas=100, Milieu=200, Haut=350, Aussi=345)
    assert "; Haut ou Aussi ; 86–88 %" in findings.sentence(extremes, shared)
    three = _served(table, Un=100, Deux=103, Trois=98, Haut=350)
    assert findings.sentence(extremes, three).startswith("Trois, Un ou Deux ; Haut")
    many = _served(table, A=100, B=103, C=98, D=101, Haut=350)
    assert findings.sentence(extremes, many) == "highest"
    both = _served(table, A=100, B=103, C=98, D=101, E=350, F=352, G=348, H=351)
    assert findings.sentence(extremes, both) == "C, F", "their gap is proved, not a place"
    silent = Saying(Find.EXTREMES, (("spread", "{low_name}, {high_name}"),))
    assert findings.sentence(silent, many) == "C, Haut", "what is proved of less is said instead"


def test_of_several_who_share_the_lead_the_two_named_are_never_said_to_be_it(table) -> None:
    rows = [("A", 100, 100), ("B", 97, 97), ("C", 95, 95), ("D", 20, 20)]
    tie = saying(Find.LARGEST, tie="{names} ; {quoted}")
    made = table("requests", "category", *rows, (312, 312))
    quoted = "« A », « B » ou « C »"
    assert findings.sentence(tie, made) == f"A, B ou C ; {quoted}"
    more = table("requests", "category", *rows, ("E", 96, 96), (408, 408))
    assert findings.sentence(tie, more) == "crowd"


def test_whoever_is_truly_first_is_among_those_named(table) -> None:
    """Forty draws of a town where one leads by little: it is left out one time in twenty at most,
    and never alone in front by chance more often than that."""
    rng = np.random.default_rng(23)
    rates = np.array([0.50, 0.62, 0.63, 0.66])
    missed = 0
    for _ in range(40):
        made = _served(table, **dict(zip("ABCD", rng.binomial(400, rates).tolist(), strict=True)))
        ranked = sorted(made.cells, key=lambda cell: -(cell.value or 0.0))
        missed += "D" not in {c.keys[0] for c in leading.may_be_first(made.metric, ranked)}
    assert missed <= 6  # the 99th percentile of 40 draws at one in twenty


def test_a_pair_that_reads_both_ways_does_not_tie_with_itself(table) -> None:
    made = table("library_loans", "document_type", ("A", 300, 300), ("B", 200, 200), (500, 500))
    pair = replace(made.cells[0], keys=("A", "B"))
    other = replace(made.cells[1], keys=("A", "C"))
    pairs = [pair, replace(pair, keys=("B", "A")), other, replace(other, keys=("C", "A"))]
    metric = replace(made.metric, kind=Kind.LIFT)
    both = replace(made, metric=metric, by=("document_type", OTHER), cells=tuple(pairs))
    assert findings.sentence(saying(Find.LARGEST, found="{name}"), both) == "A et B"


def test_of_many_values_alike_the_extremes_are_hardly_ever_named(table) -> None:
    """Sixty-four of the same rate, drawn 40 times: the intervals of the farthest are often apart,
    and one in twenty of the draws at most names them."""
    rng = np.random.default_rng(11)
    extremes = saying(Find.EXTREMES)
    named = parted = 0
    for _ in range(40):
        successes = rng.binomial(400, 0.6, 64).tolist()
        rows = [(f"M{n:02}", 400, s, 400, s, 400 - s) for n, s in enumerate(successes)]
        total = sum(successes)
        made = table("requests_on_time", "category", *rows,
                     (25_600, total, 25_600, total, 25_600 - total))  # fmt: skip
        cells = sorted(made.cells, key=lambda cell: cell.value or 0.0)
        parted += leading.apart(cells[0], cells[-1])
        named += findings.sentence(extremes, made) != "alike"
    assert parted > 10
    assert named <= 6  # the 99th percentile of 40 draws at one in twenty


def test_the_noise_of_protection_is_no_lead(table) -> None:
    """A distinct count is wholly counted, then moved by three persons at most."""
    made = table(
        "library_borrowers", "age_band", ("A", 100, 100, 100), ("B", 101, 101, 101), (201, 201, 201)
    )
    near = replace(made.cells[0], low=98.0, high=103.0)
    far = replace(made.cells[1], value=120.0, low=117.0, high=123.0)
    assert not leading.differ(made.metric, near, replace(near, value=101.0))
    assert leading.differ(made.metric, near, far)


def test_who_differs_surely_from_the_whole_is_named_and_nobody_else(table) -> None:
    made = table(
        "requests_on_time", "district",
        ("Bas", 400, 100, 400, 100, 300), ("Moyen", 400, 300, 400, 300, 100),
        ("Haut", 400, 370, 400, 370, 30), (1200, 770, 1200, 770, 430),
    )  # fmt: skip
    outliers = saying(Find.OUTLIERS, both="moins {below}, plus {above}")
    assert findings.sentence(outliers, made) == "moins Bas, plus Haut et Moyen"


def test_of_many_neighbourhoods_alike_chance_alone_names_hardly_any(table) -> None:
    """Twenty of the same rate, drawn 60 times: one in twenty of the draws at most names one."""
    rng = np.random.default_rng(5)
    outliers = saying(Find.OUTLIERS)
    named = 0
    for _ in range(60):
        successes = rng.binomial(400, 0.6, 20).tolist()
        rows = [(f"Q{n:02}", 400, s, 400, s, 400 - s) for n, s in enumerate(successes)]
        total = sum(successes)
        made = table(
            "requests_on_time", "district", *rows, (8000, total, 8000, total, 8000 - total)
        )
        named += findings.sentence(outliers, made) != "alike"
    assert named <= 7  # the 99th percentile of 60 draws at one in twenty


def test_a_neighbourhood_far_from_the_others_is_named_among_many(table) -> None:
    rows = [(f"Q{n:02}", 400, 240, 400, 240, 160) for n in range(19)]
    made = table("requests_on_time", "district", *rows, ("Loin", 400, 190, 400, 190, 210),
                 (8000, 4750, 8000, 4750, 3250))  # fmt: skip
    assert findings.sentence(saying(Find.OUTLIERS, below="{below}"), made) == "Loin"


def test_a_hidden_cell_is_never_named(table) -> None:
    made = table("requests", "category", ("Rare", 3, 3), ("A", 40, 40), ("B", 900, 900), (943, 943))
    for find in Find:
        said = saying(find, **dict.fromkeys((), "{low_name}"))
        assert "Rare" not in findings.sentence(said, made)
    extremes = saying(Find.EXTREMES, found="{low_name}")
    assert findings.sentence(extremes, made) != "Rare"


def test_planning_is_told_against_serving(table) -> None:
    served = table("meals_served", "month", ("2025-01", 9, 90.0), ("2025-02", 9, 99.0), (18, 189.0))
    more = table("meals_planned", "month", ("2025-01", 9, 95.0), ("2025-02", 9, 99.5), (18, 194.5))
    some = table("meals_planned", "month", ("2025-01", 9, 95.0), ("2025-02", 9, 90.0), (18, 185.0))
    none = table("meals_planned", "month", ("2025-01", 9, 80.0), ("2025-02", 9, 90.0), (18, 170.0))
    against = saying(Find.AGAINST, some="{n} mois sur {of}")
    assert findings.sentence(against, served, more) == "all"
    assert findings.sentence(against, served, some) == "1 mois sur 2"
    assert findings.sentence(against, served, none) == "none"


def test_what_stands_between_brackets_leads_to_the_figure(table) -> None:
    made = table("requests", "category", ("A", 300, 300), ("B", 900, 900), (1200, 1200))
    parts = findings.parts(saying(Find.TOTAL, found="On reçoit [{value}]."), made, None, "#motifs")
    assert [(part.text, part.target) for part in parts] == [
        ("On reçoit ", ""), ("1\u202f200\u00a0demandes", "#motifs"), (".", ""),
    ]  # fmt: skip


def test_a_case_without_a_sentence_is_not_said(table) -> None:
    made = table("requests", "category", ("A", 100, 100), ("B", 95, 95), (195, 195))
    assert findings.parts(Saying(Find.LARGEST, (("found", "{name}"),)), made) == ()


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_intervals_that_touch_are_never_apart(a: float, b: float, c: float, d: float) -> None:
    one = Cell(("x",), min(a, b), min(a, b), max(a, b), 1)
    other = Cell(("y",), min(c, d), min(c, d), max(c, d), 1)
    do_touch = max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
    assert leading.apart(one, other) is not do_touch
    assert leading.apart(one, other) is leading.apart(other, one)


def test_an_unknown_end_tells_nothing() -> None:
    known = Cell(("x",), 1.0, 1.0, 2.0, 9)
    assert not leading.apart(known, replace(known, low=5.0, high=None))


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.25, "une demande sur quatre"),
        (0.51, "une demande sur deux"),
        (0.76, "trois demandes sur quatre"),
        (0.45, "45\u202f% des demandes"),
        (0.02, "2\u202f% des demandes"),
    ],
)
def test_shares_are_told_as_fractions_where_one_fits(share: float, said: str) -> None:
    assert words.proportion(share, "demandes") == said


@given(st.floats(0.001, 1))
def test_a_fraction_never_strays_from_its_share(share: float) -> None:
    said = words.proportion(share, "prêts")
    assert said.startswith(("un ", "deux ", "trois ", "quatre ", "neuf ")) or "%" in said


def test_a_period_of_one_day_is_that_day() -> None:
    one = date(2026, 3, 1)
    assert words.days(one, one) == "le 1er mars 2026"
    assert words.days(one, date(2026, 3, 9)) == "du 1er mars 2026 au 9 mars 2026"


def test_both_ends_of_a_delay_read_in_one_unit(published_ports: HomePorts) -> None:
    median = published_ports.metrics()["request_delay_median"]
    cell = Cell(("x",), 60.0, 31.2, 90.0, 50)
    assert words.interval(median, cell) == "entre 1,3 et 3,8\u00a0jours"
    assert words.interval(median, replace(cell, high=None)) == "au moins 31\u00a0h"


def test_what_is_hidden_is_counted_without_saying_which_protects_which(table) -> None:
    made = table("requests", "category", ("A", 3, 3), ("B", 40, 40), ("C", 90, 90), (133, 133))
    assert words.hidden_because(made) == (
        "2, sous 11\u00a0personnes ou qui en trahiraient une autre"
    )


def test_a_breakdown_that_would_point_at_someone_is_said_withheld(table) -> None:
    made = table("requests", "category", *((f"Motif {n}", 1, 1) for n in range(11)), (11, 11))
    assert words.hidden_because(made) == "le détail, qui désignerait quelqu’un"


def test_where_the_chosen_value_stands_is_said_with_its_interval(table) -> None:
    made = table(
        "requests_on_time", "district",
        ("Bas", 400, 100, 400, 100, 300), ("Moyen", 400, 240, 400, 240, 160),
        ("Haut", 400, 370, 400, 370, 30), (1200, 710, 1200, 710, 490),
    )  # fmt: skip
    low = standing(made, frozenset({"Bas"}))
    assert low.startswith("Bas\u00a0: 25\u202f%, entre 21 et 29\u202f%\u202f; nettement moins que")
    assert low.endswith("l’ensemble (59\u202f%).")
    assert "nettement plus que l’ensemble" in standing(made, frozenset({"Haut"}))
    assert "sans écart net avec l’ensemble" in standing(made, frozenset({"Moyen"}))
    for nobody in (frozenset(), {"Bas", "Haut"}, {"Ailleurs"}):
        assert standing(made, frozenset(nobody)) == ""


def test_a_part_that_is_counted_is_not_weighed_against_the_whole(table) -> None:
    made = table("requests", "category", ("A", 100, 100), ("B", 95, 95), (195, 195))
    assert "l’ensemble" not in standing(made, frozenset({"A"}))


def test_a_map_marks_the_area_that_its_page_is_about(
    table, published_ports: HomePorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = table("requests_on_time", "district", ("Bas", 400, 100, 400, 100, 300),
                 ("Haut", 400, 370, 400, 370, 30), (800, 470, 800, 470, 330))  # fmt: skip
    square = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    contours = {name: {"type": "Polygon", "coordinates": [[[x + left, y] for x, y in square]]}
                for left, name in ((0, "Bas"), (1, "Haut"))}  # fmt: skip
    monkeypatch.setattr(wired, "ports", published_ports)
    monkeypatch.setattr(published_ports, "contours", lambda dimension: contours)
    area = map_of("carte", made, "Titre.", frozenset(), frozenset({"Bas"}))
    assert area and "contour très épais\u00a0: Bas" in area.legend
    for size in Size:
        drawn = maps.single(area, size)
        assert drawn.count('class="chosen"') == 1
        assert re.search(r'class="strong"[^>]*>(1\. |2\. )?Bas<', drawn)
        lines = re.findall(r'class="note">([^<]+)<', drawn)
        assert " ".join(lines) == area.legend and max(map(len, lines)) < (90 if size is Size.WIDE
                                                                          else 50)  # fmt: skip
        assert f'height="{maps.box(area, size)[1]}"' in drawn or (
            f"{maps.box(area, size)[1]}" in re.findall(r'viewBox="0 0 \d+ (\d+)"', drawn)
        )
