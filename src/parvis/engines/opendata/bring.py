"""Bringing official files in: recognise, check, keep; each file stands alone."""

import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.core.territory.codes import commune_of_iris
from parvis.core.territory.dataset import Dataset, Level, Shape
from parvis.engines.opendata.contours import keep_contours
from parvis.engines.opendata.gather import commune_names, known_codes
from parvis.engines.opendata.keep import keep
from parvis.engines.opendata.published import Table, sha256_of, tables_of
from parvis.engines.opendata.recognise import likeness, recognise
from parvis.engines.opendata.shelf import Kept, completed, kept, parquet_of, read_rows, write_kept


@dataclass
class Brought:
    """What came of a folder: kept datasets, refused files, files that are something else."""

    kept: list[Kept] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def bring_folder(
    home: Home,
    folder: Path,
    datasets: Mapping[str, Dataset],
    *,
    now: datetime,
    progress: Progress,
) -> Brought:
    """Bring in every official file of `folder` and below, whatever the files are called.

    Refused when `folder` is no folder or when nothing in it is an official file.
    """
    if not folder.is_dir():
        raise Refused("territory.no_folder", where=Where(str(folder)))
    files = sorted((p for p in folder.rglob("*") if p.is_file()), key=_order)
    outcome = bring_files(home, files, datasets, now=now, progress=progress)
    if not outcome.kept and not outcome.refused:
        raise Refused("territory.nothing_known", where=Where(str(folder)))
    return outcome


def _order(path: Path) -> tuple[bool, str]:
    """Contours last: the names of the communes tell theirs from those of cantons."""
    return path.suffix.lower() in (".geojson", ".json"), str(path)


def bring_files(
    home: Home,
    files: Sequence[Path],
    datasets: Mapping[str, Dataset],
    *,
    now: datetime,
    progress: Progress,
) -> Brought:
    """Bring `files` in; those already kept, by their hash, are not read again."""
    home.reference.mkdir(parents=True, exist_ok=True)
    outcome = Brought()
    for done, file in enumerate(files):
        progress(done / len(files), file.name)
        try:
            found = _bring(home, file, datasets, now)
        except Refused as refusal:
            outcome.refused.append(refusal)
            continue
        outcome.kept += found
        if not found:
            outcome.ignored.append(file.name)
    progress(1.0, "Statistiques officielles")
    return outcome


def _bring(home: Home, file: Path, datasets: Mapping[str, Dataset], now: datetime) -> list[Kept]:
    with tempfile.TemporaryDirectory(dir=home.reference, prefix=".work-") as place:
        scratch = Path(place)
        tables = list(tables_of(file, scratch))
        pairs = [(t, d) for t in tables for d in recognise(t, datasets.values())]
        if not pairs:
            _refuse_likeness(tables, datasets.values())
            return []
        sha256 = sha256_of(file)
        return [_keep(home, t, d, sha256, now, scratch) for t, d in pairs]


def _refuse_likeness(tables: Iterable[Table], datasets: Iterable[Dataset]) -> None:
    for table in tables:
        near = likeness(table, datasets)
        if near is not None:
            rule = "territory.other_vintage" if near.is_other_vintage else "territory.other_layout"
            raise Refused(
                rule,
                where=Where(table.name),
                title=near.dataset.title,
                vintage=near.dataset.vintage,
                missing=", ".join(near.missing),
                unknown=", ".join(near.unknown) or "—",
            )


def _check_iris(draft: Path, communes: Collection[str], table: Table) -> None:
    """Every IRIS lies in a commune of the lists kept, present or gone; without list, no check."""
    if not communes:
        return
    for code in read_rows(draft, ["code"])["code"].to_pylist():
        try:
            commune_of_iris(code, communes)
        except Refused as refusal:
            where = Where(table.name, field=table.columns[0])
            raise Refused(refusal.rule, where=where, code=code) from refusal


def _holds(target: Path, dataset: Dataset) -> bool:
    """Whether the Parquet kept has every variable of the definition as it is now."""
    if not target.is_file():
        return False
    return {variable.id for variable in dataset.variables} <= set(pq.read_schema(target).names)


def _keep(
    home: Home, table: Table, dataset: Dataset, sha256: str, now: datetime, scratch: Path
) -> Kept:
    known = kept(home)
    target, before = parquet_of(home, dataset.id), known.get(dataset.id)
    if before is not None and before.sha256 == sha256 and _holds(target, dataset):
        return before
    draft = scratch / target.name
    if dataset.shape is Shape.CONTOURS:
        if target.is_file():
            draft.write_bytes(target.read_bytes())
        names = commune_names(home, known)
        rows = keep_contours(table, dataset, draft, names)
    else:
        rows = keep(table, dataset, draft)
        if dataset.level is Level.IRIS:
            _check_iris(draft, known_codes(home, known), table)
    draft.replace(target)
    entry = Kept(dataset.id, table.name, sha256, rows, now.isoformat())
    if dataset.shape is Shape.CONTOURS and before is not None:
        entry = completed(entry, before.file)
    write_kept(home, known | {dataset.id: entry})
    return entry
