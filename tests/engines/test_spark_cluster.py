"""A stand-alone Spark cluster of two workers, started from the extra as docs/operations.md says."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread, Timer

import pytest

from synthetic import write_feeding

pytestmark = pytest.mark.long
LONGEST = 900
"""Seconds after which a process is held to be stuck, and ended."""
HERE = "127.0.0.1"
DEPLOY = "org.apache.spark.deploy"
ASKED = (
    ("requests", ("year",), ""), ("request_users", ("district", "channel"), "2025"),
    ("channel_moves", ("channel", "other"), ""), ("request_cohorts", ("cohort",), ""),
    ("request_delay_median", ("category",), ""), ("library_borrowers", ("target",), "2025"),
    ("meals_overplanned", ("month",), ""), ("returning", ("year",), ""),
    ("satisfied", ("quarter",), "2025"), ("quality_gap", (), "2025"),
    ("overdue_requests", ("category",), ""), ("channel_entropy", (), "2025"),
)  # fmt: skip
"""Counts, persons, pairs of years, cohorts, arrays of durations, ages, ratios, states, derived."""


@contextmanager
def serving(home: str, said: str, role: str, *words: str) -> Iterator[str]:
    """A process of the cluster; what it wrote at the place of the group of `said`."""
    command = [f"{home}/bin/spark-class", f"{DEPLOY}.{role.lower()}.{role}", "--host", HERE,
               "--webui-port", "0", *words]  # fmt: skip
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        lines = process.stderr or ()
        end, reading = Timer(LONGEST, process.kill), Thread(target=lambda: [None for _ in lines])
        end.start()
        try:
            found = next(filter(None, (re.search(said, line) for line in lines)))
            reading.start()
            yield found[0] if not found.groups() else found[1]
        finally:
            end.cancel()
            process.terminate()
            reading.join()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master to which two workers of one core are registered."""
    pyspark = pytest.importorskip("pyspark")
    home, place = str(Path(pyspark.__file__).parent), tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        master = stack.enter_context(
            serving(home, r"Starting Spark master at (spark://\S+)", "Master", "--port", "0")
        )
        for rank in range(2):
            stack.enter_context(
                serving(home, "Successfully registered with master", "Worker", "--cores", "1",
                        "--memory", "1g", "--work-dir", str(place / str(rank)), master)
            )  # fmt: skip
        yield master


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the exports of a town were loaded and published."""
    folder = tmp_path_factory.mktemp("town")
    write_feeding(folder, persons=900, seed=4)
    for export in sorted(folder.iterdir()):
        said(folder / "home", "load", str(export))
    said(folder / "home", "publish", "--quiet")
    return folder / "home"


def said(home: Path, *words: str, **settings: str) -> str:
    """What `parvis` writes."""
    done = subprocess.run(
        [sys.executable, "-c", "from parvis.site.cli import main; main()", "--home", str(home),
         *words],
        env={**os.environ, "SPARK_LOCAL_IP": HERE, **settings}, capture_output=True, text=True,
        timeout=LONGEST,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_command_asks_the_cluster_as_the_operations_page_says(cluster: str, town: Path) -> None:
    words = ("metric", "compute", "requests", "--by", "year", "--format", "json")
    ours = json.loads(said(town, *words))
    theirs = json.loads(said(town, *words, "--engine", "spark", PARVIS_SPARK_MASTER=cluster))
    assert theirs == ours
    assert ours["total"]


def test_two_workers_find_what_this_machine_does(cluster: str, town: Path) -> None:
    """In a process of its own: a session of Spark is of one master."""
    code = f"from engines.test_spark_cluster import compared; compared({str(town)!r})"
    environment = {**os.environ, "SPARK_LOCAL_IP": HERE, "PARVIS_SPARK_MASTER": cluster,
                   "PYTHONPATH": str(Path(__file__).parents[1])}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True,
                          text=True, timeout=LONGEST)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("shown") > 50
    assert found == {name: True for name, *_ in ASKED}


def compared(place: str) -> None:
    """Say of each question whether the two engines give the same protected table."""
    from parvis.core.home import Home
    from parvis.core.metrics.answer import answer
    from parvis.core.metrics.period import parse_period
    from parvis.core.metrics.query import Question
    from parvis.engines.duckdb.reader import DuckDBReader
    from parvis.engines.spark.reader import SparkReader
    from staged import facts, metrics

    home, found, shown = Home(Path(place)), {}, 0
    readers = DuckDBReader(home), SparkReader(home)
    (town,) = {delivery.authority for delivery in readers[0].manifest().inputs}
    for name, by, period in ASKED:
        where = (("sector", "relations_usagers"),) if name == "returning" else ()
        question = Question(name, town, by, parse_period(period) if period else None, where)
        ours, theirs = (answer(question, reader, metrics(), facts()) for reader in readers)
        found[name] = ours == theirs
        shown += sum(cell.value is not None for cell in (*ours.cells, ours.total))
    print(json.dumps({**found, "shown": shown}))  # noqa: T201  read by the process that asked
