"""The atlas of a home: its own files, or the small table shipped until there are any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from parvis.core.home import Home
from parvis.core.territory.dataset import Dataset, Level, Shape, dataset_from
from parvis.core.territory.indicators import Indicator, indicators_from
from parvis.core.territory.peers import Structure, structure_of
from parvis.core.territory.reference import Iris, Reference
from parvis.engines.definitions import read_definitions
from parvis.engines.opendata.contours import read_contours
from parvis.engines.opendata.gather import gather
from parvis.engines.opendata.shelf import kept, parquet_of, read_rows, stamp
from parvis.engines.opendata.shipped import shipped_iris, shipped_reference


@dataclass(frozen=True)
class _Held:
    """What is computed from one set of files, each part when it is first asked for."""

    stamp: str
    reference: Reference
    indicators: tuple[Indicator, ...]

    @cached_property
    def structure(self) -> Structure:
        return structure_of(self.reference, self.indicators)


class FileAtlas:
    """Reads HOME/reference; what it computes is kept until other files come in."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._held: _Held | None = None

    @cached_property
    def datasets(self) -> Mapping[str, Dataset]:
        """Every official file that can be read, by id."""
        read = (dataset_from(data, file) for file, data in read_definitions("territory/datasets"))
        return {dataset.id: dataset for dataset in read}

    @cached_property
    def _indicators(self) -> tuple[Indicator, ...]:
        (found,) = (indicators_from(data, file) for file, data in read_definitions("territory"))
        return found

    def indicators(self) -> tuple[Indicator, ...]:
        return self._indicators

    def reference(self) -> Reference:
        return self._now().reference

    def structure(self) -> Structure:
        return self._now().structure

    def iris(self, commune: str) -> tuple[Iris, ...]:
        found = self._of(Level.IRIS, Shape.VALUES)
        if not found:
            return shipped_iris(commune)
        names = self._iris_names(commune)
        rows = _rows_of(self._home, found[-1], commune)
        variables = [v.id for v in found[-1].variables]
        return tuple(
            Iris(row["code"], names.get(row["code"], f"IRIS {row['code'][5:]}"),
                 {v: _or_nan(row[v]) for v in variables})
            for row in rows
        )  # fmt: skip

    def contours(self, communes: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        return self._contours(Level.COMMUNE, communes)

    def iris_contours(self, iris: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        return self._contours(Level.IRIS, iris)

    def _now(self) -> _Held:
        """What the files of now give; nothing is computed again while they stay."""
        at = stamp(self._home)
        if self._held is None or self._held.stamp != at:
            reference = gather(self._home, self.datasets) if at else shipped_reference()
            self._held = _Held(at, reference, self.indicators())
        return self._held

    def _of(self, level: Level, shape: Shape) -> list[Dataset]:
        held = (self.datasets[name] for name in kept(self._home) if name in self.datasets)
        found = [d for d in held if d.level is level and d.shape is shape]
        return sorted(found, key=lambda d: d.geography)

    def _contours(self, level: Level, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Finer contours first: those of the light file stand in where others are missing."""
        found: dict[str, dict[str, Any]] = {}
        wanted = set(codes)
        for dataset in sorted(self._of(level, Shape.CONTOURS), key=lambda d: "light" in d.id):
            missing = wanted - found.keys()
            found |= read_contours(parquet_of(self._home, dataset.id), missing)
        return found

    def _iris_names(self, commune: str) -> dict[str, str]:
        names: dict[str, str] = {}
        for dataset in self._of(Level.IRIS, Shape.CONTOURS):
            rows = _rows_of(self._home, dataset, commune)
            names |= {row["code"]: row["name"] for row in rows}
        return names


def _rows_of(home: Home, dataset: Dataset, commune: str) -> list[dict[str, Any]]:
    table = read_rows(parquet_of(home, dataset.id))
    chosen = np.array([code.startswith(commune) for code in table["code"].to_pylist()])
    rows: list[dict[str, Any]] = table.filter(chosen).to_pylist()
    return rows


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
