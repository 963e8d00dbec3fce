"""Which areas the places of deliveries lie in, found before any row is conformed.

A place is what a file says of where something is: a point, else an address. It stays on the
identified side; only the name of the area crosses.
"""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from parvis.core.facts import Fact, Rule
from parvis.core.rules import PLACE
from parvis.engines.duckdb.connect import name
from parvis.engines.townmap import LAYERS, Place, TownMap
from parvis.gate.columns import ZONES, Rows
from parvis.gate.conform import Deliveries, described, groups_of, union_of
from parvis.gate.inputs import ReleaseInput


def take_zones(
    connection: duckdb.DuckDBPyConnection,
    inputs: Sequence[ReleaseInput],
    facts: Mapping[str, Fact],
    town: TownMap,
) -> None:
    """Create `ZONES` from the places of what feeds a fact with areas; nothing without contours.

    A variable of the same name says that it is there, which is dear to ask of the engine.
    """
    if not town.layers:
        return
    columns = ", ".join(f"{name(layer)} VARCHAR" for layer in LAYERS)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {ZONES} (place VARCHAR, {columns})")
    connection.execute(f"SET VARIABLE {ZONES} = true")
    for fact in facts.values():
        if any(column.rule is Rule.ZONE for column in fact.own):
            for group in groups_of(fact, inputs):
                _take(connection, group, described(connection, group), town)


def _take(
    connection: duckdb.DuckDBPyConnection, group: Deliveries, rows: Rows, town: TownMap
) -> None:
    if not rows.place:
        return
    fields = ", ".join(f"CAST({name(field)} AS VARCHAR) AS {name(field)}" for field in rows.place)
    found = connection.execute(
        f"SELECT DISTINCT {rows.place_key} AS place, {fields} FROM ({union_of(group)}) r "
        f"WHERE NOT EXISTS (SELECT 1 FROM {ZONES} z WHERE z.place = {rows.place_key})"
    ).to_arrow_table()
    if not found.num_rows:
        return
    blank = [None] * found.num_rows
    texts = [found[field].to_pylist() if field in rows.place else blank for field in PLACE]
    placed = town.areas_of([Place(*each) for each in zip(*texts, strict=True)])
    held = {layer: pa.array(placed[layer], pa.string()) for layer in LAYERS}
    connection.register("incoming", pa.table({"place": found["place"], **held}))
    connection.execute(f"INSERT INTO {ZONES} BY NAME FROM incoming")
    connection.unregister("incoming")
