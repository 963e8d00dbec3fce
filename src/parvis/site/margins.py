"""The margins of a commune: shipped, written by the town, or found in its open data."""

from collections.abc import Iterable
from itertools import pairwise
from math import isfinite, nan
from typing import Any

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.population.margins import Margins, Source, check_totals, margins_from
from parvis.core.population.open_margins import HOMES, IRIS_DECILES, Known, missing, open_margins
from parvis.core.territory.codes import commune_of
from parvis.core.territory.dataset import Dataset, dataset_from
from parvis.core.territory.reference import Reference
from parvis.engines.definitions import read_definitions
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.shelf import kept
from parvis.engines.opendata.shipped import shipped_reference


def margins_of(code: str, home: Home | None = None) -> Margins:
    """The margins of the commune `code`: the town's own file, the shipped one, or open data.

    Refused if nobody bears the code, or if figures lack: those, and the files that give them,
    are named. Without a `home`, only what is shipped is known.
    """
    own = home.margins if home else None
    written = (margins_from(data, name) for name, data in read_definitions("margins", own))
    known = {margins.code: margins for margins in written}
    return known[code] if code in known else _from_open_data(code, home)


def _from_open_data(text: str, home: Home | None) -> Margins:
    atlas = FileAtlas(home) if home else None
    reference = atlas.reference() if atlas else shipped_reference()
    code = _commune(text, reference)
    row = reference.rank[code]
    figures = {v: float(column[row]) for v, column in reference.columns.items()}
    if not isfinite(figures.get(HOMES, nan)):
        figures[HOMES] = figures.get("households_2018", nan)
    name = reference.text("name", code)
    if lacking := missing(figures):
        raise Refused("synth.figures_missing", code=code, name=name, missing=", ".join(lacking),
                      files=_files(lacking, home), own=f"margins/{code}.toml")  # fmt: skip
    known = Known(
        code, name, figures,
        {v: _source(reference, v) for v in figures if v in reference.sources},
        _iris(atlas, code), _centre(atlas, code),
    )  # fmt: skip
    (france,) = (data for _, data in read_definitions("margins/france"))
    margins = open_margins(known, france)
    check_totals(margins, name)
    return margins


def _commune(text: str, reference: Reference) -> str:
    try:
        return commune_of(text, reference.registry)
    except Refused as refusal:
        if refusal.rule == "territory.unknown" and not reference.is_complete:
            raise Refused("territory.not_shipped", code=text.strip().upper()) from refusal
        raise


def _files(lacking: Iterable[str], home: Home | None) -> str:
    """The fewest files not brought in yet that give the variables `lacking`, with their page."""
    wanted, found = set(lacking), []
    held = kept(home) if home else {}
    given = {f"«\u00a0{d.title}\u00a0» ({d.page})": {v.id for v in d.variables} & wanted
             for d in _datasets() if d.id not in held}  # fmt: skip
    while wanted & set().union(*given.values()):
        best = max(given, key=lambda name: len(given[name] & wanted))
        wanted -= given[best]
        found.append(best)
    return ", ".join(found)


def _datasets() -> Iterable[Dataset]:
    return (dataset_from(data, file) for file, data in read_definitions("territory/datasets"))


def _source(reference: Reference, variable: str) -> Source:
    found = reference.sources[variable]
    return Source(found.producer, found.title, int(found.vintage), found.licence)


def _iris(atlas: FileAtlas | None, code: str) -> dict[str, tuple[float, ...]]:
    """Nine rising deciles of each IRIS of the commune; none where one of them is withheld."""
    found = {}
    for iris in atlas.iris(code) if atlas else ():
        deciles = tuple(float(iris.values.get(v, nan)) for v in IRIS_DECILES)
        rises = all(a < b for a, b in pairwise(deciles))
        found[iris.code] = deciles if rises else ()
    return found


def _centre(atlas: FileAtlas | None, code: str) -> tuple[float, float] | None:
    """The middle of the commune's contour, where there is one."""
    shape = atlas.contours([code]).get(code) if atlas else None
    if shape is None:
        return None
    points = list(_points(shape["coordinates"]))
    lon, lat = ([p[axis] for p in points] for axis in (0, 1))
    return (min(lat) + max(lat)) / 2, (min(lon) + max(lon)) / 2


def _points(nested: Any) -> Iterable[tuple[float, float]]:
    if isinstance(nested[0], int | float):
        yield nested[0], nested[1]
        return
    for inner in nested:
        yield from _points(inner)
