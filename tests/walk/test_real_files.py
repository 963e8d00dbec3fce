"""The whole walk with real files: drop, publish, answer, and back to the line of the file."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import transaction

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources.models import Delivery
from parvis.apps.sources.services import (
    consult_lines,
    consult_record,
    load_file,
    publish_release,
)
from parvis.core.access import OPERATOR
from parvis.core.metrics.answer import answer
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from stillness import no_noise

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
TOWN = "41269"
NANTES = "attendance/nantes_frequentation_to_2017-08.csv"
PARIS = "grc/dansmarue_paris_2023-2024.parquet"
BOSTON = "grc/boston_311_2011.parquet"

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, real_data, django_db_setup, django_db_blocker):
    """The three files in one home, published together; what each loading reported."""
    place = home_at(tmp_path_factory.mktemp("real") / "home")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patched,
    ):
        make_home(place, now=NOW)
        patched.setattr(wired, "ports", HomePorts(place))
        Authority.objects.create(
            code=TOWN, name="Vendôme", kind="commune", is_principal=True, created_at=NOW
        )
        reports = {name: load(real_data / name) for name in (NANTES, PARIS, BOSTON)}
        manifest = publish_release(actor=OPERATOR, now=NOW)
        yield reports, manifest
        transaction.set_rollback(True)


def load(path: Path):
    return load_file(actor=OPERATOR, now=NOW, authority=TOWN, path=path, filename=path.name)


def ask(metric: str, **more):
    question = Question(metric, TOWN, **more)
    with no_noise():
        return answer(question, wired.warehouse(), wired.metrics(), wired.facts())


def lines(metric: str, limit: int = 10, **more):
    return consult_lines(
        actor=OPERATOR, now=NOW, question=Question(metric, TOWN, **more), limit=limit
    )


def nantes_rows(real_data: Path) -> list[dict[str, str]]:
    with (real_data / NANTES).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_the_canteen_file_gives_meals_equal_to_an_independent_sum_and_leads_back_to_a_line(
    loaded, db, real_data
):
    report, rows = loaded[0][NANTES], nantes_rows(real_data)
    assert (report.contract, report.rows_read) == ("nantes_cantine", len(rows))

    of_june = [r for r in rows if r["date"].startswith("2016-06") and r["reel"] not in ("", "NA")]
    table = ask("meals_served", period=parse_period("2016-06"))
    assert table.total.value == sum(int(r["reel"]) for r in of_june)

    found = lines("meals_served", period=parse_period("2016-06"))
    assert found.total == len(of_june)
    traced = found.lines[0]
    _, raw = consult_record(actor=OPERATOR, now=NOW, delivery=traced.delivery.pk, line=traced.line)
    with (real_data / NANTES).open(encoding="utf-8-sig") as source:
        assert raw.text == source.readlines()[traced.line - 1].rstrip("\r\n")


def test_the_paris_reports_are_counted_by_month_as_an_independent_reader_counts_them(
    loaded, db, real_data
):
    table = pq.read_table(real_data / PARIS)
    report = loaded[0][PARIS]
    assert (report.contract, report.rows_kept) == ("dansmarue", table.num_rows)
    years = [parse_period(year) for year in ("2023", "2024")]
    assert sum(ask("requests", period=year).total.value for year in years) == table.num_rows
    assert sum(lines("requests", period=year).total for year in years) == table.num_rows


def test_the_boston_requests_lead_from_a_reason_back_to_the_rows_that_have_it(
    loaded, db, real_data
):
    table = pq.read_table(real_data / BOSTON)
    report = loaded[0][BOSTON]
    assert (report.contract, report.rows_kept) == ("boston_311", table.num_rows)
    sources = Counter(table.column("source").to_pylist())
    channel, count = sources.most_common(1)[0]
    found = lines("requests", where=(("channel", channel),))
    assert found.total == count
    traced = found.lines[0]
    _, raw = consult_record(actor=OPERATOR, now=NOW, delivery=traced.delivery.pk, line=traced.line)
    row = dict(zip(raw.header, raw.cells, strict=True))
    assert row["source"] == channel
    assert row == {
        k: str(v) if v is not None else ""
        for k, v in table.slice(traced.line - 1, 1).to_pylist()[0].items()
    }


def test_three_files_of_one_home_load_once_each_and_publish_together(loaded, db, real_data):
    reports, manifest = loaded
    assert not any(report.is_already_loaded for report in reports.values())
    for name in reports:
        assert load(real_data / name).is_already_loaded
    delivered = [i for i in manifest.inputs if i.fact != "official"]
    assert sum(i.rows for i in delivered) == sum(d.rows_kept for d in Delivery.objects.all())
