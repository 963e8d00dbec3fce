"""Reads of the official statistics: public figures, the same for everybody."""

from functools import lru_cache

from parvis.apps import wired
from parvis.core.errors import Refused
from parvis.core.territory.codes import commune_of
from parvis.core.territory.maps import Map, Shape, draw, schematic
from parvis.core.territory.peers import Peer
from parvis.core.territory.portrait import Portrait, peer_group, portrait_of
from parvis.core.territory.reference import Iris

PEERS = 20
KEPT_PORTRAITS = 256
MAPPED, MAPPED_IRIS = "median_income_2021", "declared_median_2021"


def commune(text: str) -> str:
    """The code of an existing commune; Refused, saying why, for anything else."""
    reference = wired.atlas().reference()
    try:
        return commune_of(text, reference.registry)
    except Refused as refusal:
        if refusal.rule == "territory.unknown" and not reference.is_complete:
            raise Refused("territory.not_shipped", code=text.strip().upper()) from refusal
        raise


def portrait(text: str, group: tuple[str, ...] = (), k: int = PEERS) -> Portrait:
    """The portrait of the commune `text`, against `group` or its `k` comparable communes."""
    code = commune(text)
    chosen = tuple(commune(other) for other in group)
    return _portrait(wired.atlas().reference().stamp, code, chosen, k)


def intercommunality(text: str) -> tuple[str, dict[str, str]]:
    """The name of the EPCI whose SIREN is `text`, and its communes' names by code; Refused,
    saying why, when no commune is known to belong to it."""
    reference = wired.atlas().reference()
    if not reference.is_complete:
        raise Refused("territory.epci_not_shipped", code=text)
    communes = {code: reference.text("name", code) for code in reference.of_epci(text)}
    if not communes:
        raise Refused("territory.no_epci", code=text)
    return reference.zones.get(("EPCI", text), f"Intercommunalité {text}"), communes


def epci_of(code: str) -> str:
    """The SIREN of the EPCI of a commune; "" where the statistics of the home do not say."""
    found = wired.atlas().reference().text("epci", code)
    return found if found.isdecimal() else ""


@lru_cache(maxsize=KEPT_PORTRAITS)
def _portrait(stamp: str, code: str, group: tuple[str, ...], k: int) -> Portrait:
    """Kept as long as the files stay: `stamp` tells one set of files from another."""
    atlas = wired.atlas()
    reference = atlas.reference()
    peers = peer_group(code, group, reference, atlas.structure(), k)
    return portrait_of(code, reference, atlas.indicators(), peers, is_picked=bool(group))


@lru_cache(maxsize=KEPT_PORTRAITS)
def department_map(stamp: str, code: str) -> Map | None:
    """The median income of the communes of the département; None without contours."""
    atlas = wired.atlas()
    reference = atlas.reference()
    codes = [reference.codes[row] for row in reference.of_department(code)]
    contours = atlas.contours(codes)
    figures = reference.column(MAPPED)
    shapes = [
        Shape(c, reference.text("name", c), contours[c], float(figures[reference.rank[c]]))
        for c in codes
        if c in contours
    ]
    return draw(shapes, code)


@lru_cache(maxsize=KEPT_PORTRAITS)
def iris_map(stamp: str, code: str) -> tuple[Map, tuple[Iris, ...]] | None:
    """The median declared income of the IRIS of a commune; None where it has none.

    Without contours the map is a schematic partition, and says so.
    """
    atlas = wired.atlas()
    found = atlas.iris(code)
    if not found:
        return None
    contours = atlas.iris_contours([iris.code for iris in found])
    shapes = [Shape(i.code, i.name, contours[i.code], i.values[MAPPED_IRIS])
              for i in found if i.code in contours]  # fmt: skip
    drawn = draw(shapes, "") if len(shapes) == len(found) else None
    named = [(i.code, i.name, i.values[MAPPED_IRIS]) for i in found]
    return drawn or schematic(named), found


def stamp() -> str:
    """What changes when other files come in."""
    return wired.atlas().reference().stamp


def comparable(text: str, group: tuple[str, ...], k: int) -> tuple[Peer, ...]:
    """The communes comparable to `text`, or the distances of the `group` picked by hand."""
    code = commune(text)
    chosen = tuple(commune(other) for other in group)
    atlas = wired.atlas()
    return peer_group(code, chosen, atlas.reference(), atlas.structure(), k)
