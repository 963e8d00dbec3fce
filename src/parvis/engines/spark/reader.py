"""Reading the release in use with Spark: the Parquet files of the release, on one machine or many.

`PARVIS_SPARK_MASTER` names the cluster (`spark://host:7077`); without it Spark runs in this
process. Workers must see the releases under the same path.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.period import key_of
from parvis.core.metrics.query import Plan, RawTable, narrowed
from parvis.core.ports import Written
from parvis.core.release import Manifest
from parvis.engines.duckdb.manifest import check_whole, folder_of, read_manifest
from parvis.engines.duckdb.partitions import folder_of_fact
from parvis.engines.secrets import noise_key
from parvis.engines.spark.words import SPARK
from parvis.engines.sql.compile import ARRAYS, compiled

MASTER = "PARVIS_SPARK_MASTER"
_FIRST = date(1000, 1, 1)
"""Java reads no date whose year has fewer than four digits."""


def session() -> Any:
    """The Spark session of this process; Refused where the extra is not installed."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused("metric.no_spark") from error
    builder = (
        SparkSession.builder.master(os.environ.get(MASTER, "local[*]"))
        .appName("parvis")
        .config("spark.sql.session.timeZone", "UTC")
        # Days go to workers as days: as instants they would be those of the day before wherever the
        # clock of a worker is not that of the command.
        .config("spark.sql.datetime.java8API.enabled", "true")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    return builder.getOrCreate()


class SparkRelease:
    """One immutable release, its Parquet files seen as tables."""

    def __init__(self, home: Home, release: str) -> None:
        self._manifest = read_manifest(home, release)
        check_whole(home, self._manifest)
        self._secret = noise_key(home.noise_key)
        self._folder = folder_of(home, release)

    @cached_property
    def _spark(self) -> Any:
        spark = session()
        for note in self._manifest.tables:
            path = folder_of_fact(self._folder, note.fact)
            spark.read.parquet(str(path)).createOrReplaceTempView(note.fact)
        return spark

    def manifest(self) -> Manifest:
        """What went into this release."""
        return self._manifest

    def secret(self) -> bytes:
        """What the noise of this home is drawn from."""
        return self._secret

    def sql(self, plan: Plan) -> Written:
        """What `run` runs."""
        return Written(*compiled(without_rollups(plan), SPARK))

    def run(self, plan: Plan) -> RawTable:
        """Exact aggregates."""
        sql, values = compiled(without_rollups(plan), SPARK)
        rows = self._spark.sql(sql, args={k: bound(v) for k, v in values.items()}).collect()
        width = len(plan.group_by)
        return RawTable(width, tuple(_row(tuple(row), plan, width) for row in rows))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> Sequence[RawTable]:
        """The same, grouped by the keys of `plan` at each of these places."""
        return [self.run(narrowed(plan, places)) for places in groupings]


def without_rollups(plan: Plan) -> Plan:
    """Roll-ups are tables of DuckDB's file; Spark reads the facts."""
    return replace(plan, rollups=())


def bound(value: object) -> object:
    """A value that Java can hold."""
    if isinstance(value, date):
        return max(value, _FIRST)
    return value


def _row(row: tuple[Any, ...], plan: Plan, width: int) -> tuple[Any, ...]:
    keys = [
        key_of(date.fromisoformat(key), group.grain) if group.grain else key
        for key, group in zip(row, plan.group_by, strict=False)
    ]
    return (*keys, *plain_row(row, plan)[width:])


def plain_row(row: tuple[Any, ...], plan: Plan) -> tuple[Any, ...]:
    """A row with its measures as Python and NumPy have them."""
    width = len(plan.group_by)
    measures = [
        np.array(value, dtype=np.float64) if measure.aggregate in ARRAYS else _plain(value)
        for value, measure in zip(row[width:], plan.measures, strict=True)
    ]
    return (*row[:width], *measures)


def _plain(value: Any) -> Any:
    """A number as Python has it; Spark gives decimals for sums of unsigned integers."""
    return value if value is None or isinstance(value, int | float) else float(value)


class SparkReader:
    """Follows the pointer of a home, as the DuckDB reader does."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._release: SparkRelease | None = None

    def manifest(self) -> Manifest:
        """What went into the release in use; Refused if nothing was ever published."""
        return self.snapshot().manifest()

    def snapshot(self) -> SparkRelease:
        """The release in use now."""
        try:
            release = self._home.current.read_text("utf-8").strip()
        except FileNotFoundError as error:
            raise Refused("release.none") from error
        if self._release is None or self._release.manifest().id != release:
            self._release = SparkRelease(self._home, release)
        return self._release
