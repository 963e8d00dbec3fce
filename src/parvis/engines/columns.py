"""A disclosed table as Parquet, for tools that read columns: Excel, QGIS, other BI."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.privacy.disclosure import DisclosedTable


def to_parquet(table: DisclosedTable) -> bytes:
    """One row per cell, or the total alone when nothing breaks it down; what is hidden is null."""
    cells = table.cells if table.by else (table.total,)
    columns = {
        name: pa.array([cell.keys[place] for cell in cells], pa.string())
        for place, name in enumerate(table.by)
    }
    for name in ("value", "low", "high"):
        columns[name] = pa.array([getattr(cell, name) for cell in cells], pa.float64())
    columns["n"] = pa.array([cell.n for cell in cells], pa.int64())
    columns["hidden"] = pa.array([str(c.hidden) if c.hidden else None for c in cells], pa.string())
    notes = {"metric": table.metric.id, "release": table.release, "unit": table.metric.unit}
    out = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(notes), out, compression="zstd")
    return out.getvalue()
