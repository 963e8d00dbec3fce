"""Loading a million rows, beside DuckDB's own typed and de-duplicated reading of the file."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.shapes import DANSMARUE, NANTES, Shape, write_rows

ROUNDS = 3
TIMES, MEMORY = 5, 1_500
YARDSTICK = "DuckDB read_csv, typé, sans double"


def measure_load(place: Path, progress: Progress) -> Iterator[Figure]:
    """Seconds and peak memory for each shape; medians and maxima of interleaved rounds."""
    for done, shape in enumerate((NANTES, DANSMARUE)):
        progress(done / 2, f"Chargement d’un million de lignes ({shape.name})")
        file = place / f"{shape.name}.csv"
        note = write_rows(shape, file)
        yield from _figures(shape, file, place, note)
        file.unlink()
    progress(1.0, "Chargement mesuré")


def _figures(shape: Shape, file: Path, place: Path, note: str) -> Iterator[Figure]:
    ours, plain = [], []
    for rank in range(ROUNDS):
        work = place / f"{shape.name}-{rank}"
        ours.append(measured("loading", "parvis", file, shape.contract, work))
        plain.append(measured("loading", "duckdb", file, ",".join(shape.key), work))
    seconds, beside = (median(r["seconds"] for r in runs) for runs in (ours, plain))
    peak, peak_beside = (max(r["megabytes"] for r in runs) for runs in (ours, plain))
    ratio = seconds / beside
    note = f"{note} ; {ours[0]['rows']} gardées, {plain[0]['rows']} par l’étalon"
    yield Figure(f"load.{shape.name}.seconds", seconds, "s", YARDSTICK, beside,
                 f"<= {TIMES} fois l’étalon", ratio <= TIMES,
                 f"{ratio:.1f} fois ; {note}")  # fmt: skip
    yield Figure(f"load.{shape.name}.memory", peak, "Mo", YARDSTICK, peak_beside,
                 f"< {MEMORY} Mo", peak < MEMORY, note)  # fmt: skip
