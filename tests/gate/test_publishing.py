"""Publishing: whole or not at all, the same from the same, never what was not asked."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.privacy.pseudonym import EpochKey
from parvis.engines.duckdb.manifest import database_of, folder_of
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.gate.inputs import ReleaseInput
from parvis.gate.shelf import current_id, list_releases, read_manifest, use_release, verify_release
from staged import KEY, NOW, TOWN, facts, metrics, publish, stage_rows

LATER = NOW + timedelta(hours=1)


def _meals(staging: Path, *served: int, **more: Any) -> ReleaseInput:
    rows = [
        {"site": "Verne", "site_type": "M", "date": date(2024, 3, day), "planned": 100, "served": n}
        for day, n in enumerate(served, 1)
    ]
    return stage_rows(rows, staging, "nantes_cantine", **more)


def _served(home: Home) -> float | None:
    question = Question("meals_served", TOWN)
    return answer(question, DuckDBReader(home), metrics(), facts()).total.value


def test_a_release_says_what_went_in_and_its_files_have_their_hash(
    home: Home, staging: Path
) -> None:
    manifest = publish(home, [_meals(staging, 10, 20, received_at=NOW)])
    assert manifest.id == "20261123T041000Z" == current_id(home)
    assert read_manifest(home, manifest.id) == manifest == verify_release(home, manifest.id)
    (table,) = manifest.tables
    assert (table.fact, table.rows) == ("meal_service", 2)
    assert table.extents == {TOWN: (date(2024, 3, 1), date(2024, 3, 2))}
    (entry,) = manifest.inputs
    assert (entry.contract, entry.rows, entry.is_synthetic) == ("nantes_cantine", 2, True)
    assert set(manifest.files) == {"meal_service/all.parquet", "warehouse-20261123T041000Z.duckdb"}


def test_nothing_to_publish_is_refused(home: Home) -> None:
    with pytest.raises(Refused, match="rien à publier"):
        publish(home, [])
    assert current_id(home) is None
    assert list_releases(home) == []


def test_two_releases_of_one_second_have_two_names(home: Home, staging: Path) -> None:
    delivery = _meals(staging, 10)
    names = [publish(home, [delivery]).id for _ in range(3)]
    assert names == ["20261123T041000Z", "20261123T041000Z-2", "20261123T041000Z-3"]
    assert current_id(home) == names[-1]


def test_the_same_deliveries_in_any_order_give_the_same_rows(
    home: Home, staging: Path, tmp_path: Path
) -> None:
    requests = stage_rows(
        [
            {"request_number": f"D{n}", "citizen_number": f"U{n % 40}", "opened_at": NOW}
            | {"category": f"C{n % 3}", "channel": "Guichet"}
            for n in range(300)
        ],
        staging,
        "demo_grc",
    )
    deliveries = [_meals(staging, 3, 1, 2), requests]
    elsewhere = Home(tmp_path / "elsewhere")
    one, other = publish(home, deliveries), publish(elsewhere, deliveries[::-1])
    for fact in ("meal_service", "service_request"):
        contents = [
            duckdb.sql(f"FROM '{folder_of(at, m.id)}/{fact}/*.parquet'").fetchall()
            for at, m in ((home, one), (elsewhere, other))
        ]
        assert contents[0] == contents[1]
        assert one.files[f"{fact}/all.parquet"] == other.files[f"{fact}/all.parquet"]


def test_of_two_rows_of_one_key_the_latest_received_counts(home: Home, staging: Path) -> None:
    first = _meals(staging, 10, 20, sha256="1" * 64, received_at=NOW)
    second = _meals(staging, 90, sha256="2" * 64, received_at=LATER)
    for deliveries in ([first, second], [second, first]):
        (table,) = publish(home, deliveries).tables
        assert _served(home) == 110
        assert (table.rows, table.replaced) == (2, 1)


def test_the_same_key_in_two_authorities_is_two_rows(home: Home, staging: Path) -> None:
    here = _meals(staging, 10, sha256="1" * 64)
    there = _meals(staging, 90, sha256="2" * 64, authority="41018")
    publish(home, [here, there])
    assert _served(home) == 10


def test_rows_without_a_date_stay_out_and_are_counted(home: Home, staging: Path) -> None:
    rows = [{"site": "Verne", "site_type": "M", "date": d, "served": 5} for d in (None, NOW.date())]
    (table,) = publish(home, [stage_rows(rows, staging, "nantes_cantine")]).tables
    assert (table.rows, table.undated) == (1, 1)


def test_going_back_to_an_earlier_release_brings_its_figures_back(
    home: Home, staging: Path
) -> None:
    earlier = publish(home, [_meals(staging, 10)])
    publish(home, [_meals(staging, 70)], now=LATER)
    reader = DuckDBReader(home)
    assert _served(home) == 70
    assert [m.id for m in list_releases(home)] == ["20261123T051000Z", earlier.id]
    use_release(home, earlier.id)
    assert _served(home) == 10
    assert reader.manifest() == earlier


@pytest.mark.parametrize("name", ["20200101T000000Z", "../identified", ".", ""])
def test_an_unknown_release_is_refused(home: Home, staging: Path, name: str) -> None:
    publish(home, [_meals(staging, 10)])
    with pytest.raises(Refused, match="aucune publication"):
        use_release(home, name)


def test_a_damaged_release_is_not_put_in_use(home: Home, staging: Path) -> None:
    earlier = publish(home, [_meals(staging, 10)])
    later = publish(home, [_meals(staging, 70)], now=LATER)
    path = database_of(home, earlier.id)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Refused, match="abîmée"):
        use_release(home, earlier.id)
    assert current_id(home) == later.id


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_manifest_that_cannot_be_read_hides_no_other_release(
    home: Home, staging: Path, text: str
) -> None:
    earlier = publish(home, [_meals(staging, 10)])
    later = publish(home, [_meals(staging, 70)], now=LATER)
    path = database_of(home, earlier.id).with_name("manifest.json")
    path.chmod(0o600)
    path.write_text(text)
    assert [m.id for m in list_releases(home)] == [later.id]
    assert use_release(home, later.id) == later
    with pytest.raises(Refused, match="illisible"):
        use_release(home, earlier.id)


def test_a_manifest_names_no_file_no_line_and_no_key(home: Home, staging: Path) -> None:
    manifest = publish(home, [_meals(staging, 10)])
    text = (folder_of(home, manifest.id) / "manifest.json").read_text("utf-8")
    assert str(staging) not in text
    assert not {"_line", "key", "lines"} & set(json.loads(text)["inputs"][0])


class _StopError(Exception):
    pass


@pytest.mark.parametrize("moment", [0.0, 0.3, 0.9])
def test_an_interrupted_publication_leaves_the_release_in_use(
    home: Home, staging: Path, moment: float
) -> None:
    before = publish(home, [_meals(staging, 10)])

    def interrupt(done: float, label: str) -> None:
        if done >= moment:
            raise _StopError

    with pytest.raises(_StopError):
        publish(home, [_meals(staging, 70)], now=LATER, progress=interrupt)
    assert current_id(home) == before.id
    assert _names(home.releases) == [before.id]
    assert not (home.identified / "gate").exists()
    assert _served(home) == 10


def test_two_publications_at_once_are_one_and_a_refusal(home: Home, staging: Path) -> None:
    delivery = _meals(staging, 10)
    refusals: list[Refused] = []

    def publish_again(done: float, label: str) -> None:
        with pytest.raises(Refused) as refusal:
            publish(home, [delivery])
        refusals.append(refusal.value)

    publish(home, [delivery], progress=lambda d, m: publish_again(d, m) if d < 1 else None)
    assert {refusal.rule for refusal in refusals} == {"release.busy"}
    assert len(list_releases(home)) == 1


KILLED = """
    import os, signal
    from datetime import UTC, datetime
    from pathlib import Path
    from staged import delivery, publish
    from parvis.core.home import Home
    import parvis.gate.release as release

    def die(*arguments, **named):
        os.kill(os.getpid(), signal.SIGKILL)

    {plant}
    publish(Home(Path({home!r})), [delivery(Path({rows!r}), "nantes_cantine")],
            now=datetime(2027, 1, 1, tzinfo=UTC), progress={progress})
"""
MOMENTS: dict[str, Callable[[], tuple[str, str]]] = {
    "rehearsing": lambda: ("", "die"),
    "writing": lambda: ("", "lambda done, label: die() if done > 0.2 else None"),
    "sealing": lambda: ("release.sha256_of = die", "lambda done, label: None"),
    "before the pointer": lambda: ("release.point_to = die", "lambda done, label: None"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_publication_leaves_the_old_release_and_the_next_sweeps(
    home: Home, staging: Path, moment: str
) -> None:
    before = publish(home, [_meals(staging, 10)])
    later = _meals(staging, 70, sha256="2" * 64)
    plant, progress = MOMENTS[moment]()
    script = textwrap.dedent(KILLED).format(
        plant=plant, home=str(home.root), rows=str(later.rows), progress=progress
    )
    path = os.pathsep.join(p for p in sys.path if p)
    died = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path})
    assert died.returncode == -signal.SIGKILL
    assert current_id(home) == before.id
    assert _served(home) == 10
    after = publish(home, [later], now=LATER)
    assert _served(home) == 70
    assert {before.id, after.id} <= set(_names(home.releases))
    assert not [name for name in _names(home.releases) if name.startswith(".")]
    assert not (home.identified / "gate").exists()


FULL = """
    import resource
    from pathlib import Path
    from staged import delivery, publish
    from parvis.core.errors import Refused
    from parvis.core.home import Home

    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        publish(Home(Path({home!r})), [delivery(Path({rows!r}), "nantes_cantine")])
    except Refused as refusal:
        print(refusal.rule)
"""


def test_a_full_disk_is_one_sentence_and_leaves_the_release_in_use(
    home: Home, staging: Path
) -> None:
    before = publish(home, [_meals(staging, 10)])
    later = _meals(staging, 70, sha256="2" * 64)
    script = textwrap.dedent(FULL).format(home=str(home.root), rows=str(later.rows))
    path = os.pathsep.join(p for p in sys.path if p)
    environment = {**os.environ, "PYTHONPATH": path}
    said = subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE)
    assert said.stdout.decode().strip() == "release.disk_full"
    assert _names(home.releases) == [before.id]
    assert _served(home) == 10


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_persons_change_name_with_the_key_and_keep_it_otherwise(home: Home, staging: Path) -> None:
    def persons(key: EpochKey, now: datetime) -> set[Any]:
        manifest = publish(home, [loans], key=key, now=now)
        path = folder_of(home, manifest.id) / "library_loan/all.parquet"
        return {row[0] for row in duckdb.sql(f"SELECT person FROM '{path}'").fetchall()}

    rows = [
        {"loan_number": f"P{n}", "card": f"C{n}", "loaned_on": date(2024, 3, 1)} for n in range(20)
    ]
    loans = stage_rows(rows, staging, "demo_mediatheque")
    assert len(persons(KEY, NOW)) == 20
    assert persons(KEY, NOW) == persons(KEY, LATER)
    assert not persons(KEY, NOW) & persons(EpochKey(KEY.secret[::-1]), NOW)


@pytest.mark.parametrize("how", ["gone", "short"])
def test_a_release_half_copied_gives_no_figure(home: Home, staging: Path, how: str) -> None:
    manifest = publish(home, [_meals(staging, 10, 20)])
    path = folder_of(home, manifest.id) / "meal_service/all.parquet"
    if how == "gone":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-1])
    for read in (_served, lambda home: use_release(home, manifest.id)):
        with pytest.raises(Refused, match="n’est pas entière") as refusal:
            read(home)
        assert "meal_service/all.parquet" in str(refusal.value)
    publish(home, [_meals(staging, 30)], now=LATER)
    assert _served(home) == 30
