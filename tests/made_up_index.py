"""Small made-up indices, as COINr's two tables."""

from collections.abc import Sequence

import numpy as np

from parvis.core.palmares.hierarchy import Framework, framework_from
from parvis.core.palmares.units import Units, units_from
from parvis.engines.tables import Columns

META = ("Level", "iCode", "Parent", "Direction", "Type", "Weight", "Denominator", "Target")
TREE = [
    "1 a p 1 Indicator 1", "1 b p -1 Indicator 2", "1 c q 1 Indicator 1", "1 d q 1 Indicator 3",
    "2 p top 1 Aggregate 1", "2 q top 1 Aggregate 2", "3 top  1 Aggregate 1",
]  # fmt: skip


def sheet(header: Sequence[str], rows: Sequence[Sequence[object]], file: str = "x.csv") -> Columns:
    """A table in memory, its lines numbered as in a file."""
    cells = [[str(cell) for cell in row] for row in rows]
    values = {name: [row[rank] for row in cells] for rank, name in enumerate(header)}
    return Columns(file, list(range(2, len(rows) + 2)), values)


def meta(lines: Sequence[str] = TREE) -> Columns:
    """A table iMeta from lines of words; the columns they lack are blank."""
    rows = [line.split(" ") for line in lines]
    return sheet(META, [row + [""] * (len(META) - len(row)) for row in rows], "iMeta.csv")


def framework(lines: Sequence[str] = TREE) -> Framework:
    """The index of these lines."""
    return framework_from(meta(lines))


def data(values: np.ndarray, names: Sequence[str] = "abcd", **more: Sequence[object]) -> Columns:
    """A table iData; NaN is written NA."""
    texts = [["NA" if np.isnan(cell) else repr(float(cell)) for cell in row] for row in values]
    codes = [f"U{rank:03}" for rank in range(len(values))]
    rows = [[code, *row, *(column[rank] for column in more.values())]
            for rank, (code, row) in enumerate(zip(codes, texts, strict=True))]  # fmt: skip
    return sheet(("uCode", *names, *more), rows, "iData.csv")


def units(values: np.ndarray, names: Sequence[str] = "abcd", **more: Sequence[object]) -> Units:
    """The units of `data`, in the index of TREE unless `names` are its own."""
    return units_from(data(values, names, **more), framework())


def random_values(seed: int, n: int = 30) -> np.ndarray:
    """Values of no particular shape."""
    return np.random.default_rng(seed).normal(50, 12, size=(n, 4))
