"""What is published of a commune: margins, structures to bend to them, incomes, sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.errors import Refused, Where

DECILES = 9
AGE_GROUPS = ("0-14", "15-29", "30-44", "45-59", "60-74", "75-89", "90+")
SEXES = ("M", "F")
TYPES = ("man_alone", "woman_alone", "couple", "couple_children", "lone_parent", "other")
TENURES = ("owner", "social", "private", "free")
SIZES = ("1", "2", "3", "4", "5", "6+")
_NEEDED = {
    "published": ("age", "sex", "tenure", "households"),
    "structure": ("age_sex", "type", "type_persons"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: producer, title, year they describe, licence."""

    producer: str
    title: str
    vintage: int
    licence: str


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one margin, in persons, households, euros or shares; `source` is a key."""

    margin: str
    source: str
    cells: dict[str, float]


@dataclass(frozen=True, slots=True)
class Also:
    """Another published figure of a kept cell, and why the two differ."""

    margin: str
    cell: str
    source: str
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class Iris:
    """A neighbourhood: share of households (modelled), deciles of declared income per unit.

    `deciles` is empty where they are under statistical secrecy, and where the neighbourhood
    `is_made_up`, for the commune has too few IRIS.
    """

    code: str
    name: str
    share: float
    deciles: tuple[float, ...]
    is_made_up: bool = False


@dataclass(frozen=True, slots=True)
class Margins:
    """All that is known of the commune `code`, `persons` of whom `in_households` (a share).

    `modelled` says what was borrowed elsewhere; `centre` is latitude and longitude, in degrees.
    """

    code: str
    name: str
    postcode: str
    persons: float
    in_households: float
    sources: dict[str, Source]
    published: dict[str, Table]
    structure: dict[str, Table]
    unfitted: dict[str, Table]
    also: tuple[Also, ...]
    income: dict[float, float]
    iris: tuple[Iris, ...]
    modelled: tuple[str, ...] = ()
    centre: tuple[float, float] | None = None


def margins_from(data: Mapping[str, Any], file: str) -> Margins:
    """The margins written in `data` (one TOML file); Refused where one is missing or wrong."""
    try:
        margins = _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        detail = f"{type(error).__name__} {error}"
        raise Refused("definition.invalid", where=Where(file), detail=detail) from error
    for kind, needed in _NEEDED.items():
        for name in needed:
            if name not in getattr(margins, kind):
                raise Refused("synth.margin_missing", where=Where(file), margin=name)
    check_totals(margins, file)
    _check_iris(margins, file)
    return margins


def check_totals(margins: Margins, file: str) -> None:
    """Refuse parts that exceed their whole, and households that are not of one to six persons."""
    age, women = margins.published["age"].cells, margins.published["sex"].cells["F"]
    homes = margins.published["households"].cells["all"]
    parts = {"age": sum(age.values()), "sex": women}
    for margin, part in parts.items():
        if not 0 < part < margins.persons:
            raise Refused("synth.margin_impossible", where=Where(file), margin=margin,
                          value=part, whole=margins.persons)  # fmt: skip
    housed = margins.persons * margins.in_households
    if not homes < housed < homes * len(SIZES):
        raise Refused("synth.margin_impossible", where=Where(file), margin="households",
                      value=homes, whole=margins.persons)  # fmt: skip


def _read(data: Mapping[str, Any]) -> Margins:
    return Margins(
        code=str(data["code"]),
        name=str(data["name"]),
        postcode=str(data["postcode"]),
        persons=float(data["persons"]),
        in_households=float(data["in_households"]),
        sources={key: Source(**found) for key, found in data["sources"].items()},
        published=tables_of(data["published"]),
        structure=tables_of(data["structure"]),
        unfitted=tables_of(data.get("unfitted", [])),
        also=tuple(Also(**found) for found in data.get("also", [])),
        income={int(p) / 100: float(v) for p, v in data["income"]["deciles"].items()},
        iris=tuple(
            Iris(str(i["code"]), str(i["name"]), float(i["share"]), tuple(map(float, i["deciles"])))
            for i in data["iris"]
        ),
        centre=_pair(data["centre"]) if "centre" in data else None,
    )


def _pair(found: list[float]) -> tuple[float, float]:
    latitude, longitude = map(float, found)
    return latitude, longitude


def tables_of(found: list[dict[str, Any]]) -> dict[str, Table]:
    """The tables written in `found`, by the margin they give."""
    tables = (
        Table(t["margin"], t["source"], {c: float(v) for c, v in t["cells"].items()}) for t in found
    )
    return {t.margin: t for t in tables}


def _check_iris(margins: Margins, file: str) -> None:
    known = [i for i in margins.iris if i.deciles]
    if not known:
        raise Refused("synth.income_missing", where=Where(file))
    for iris in known:
        is_rising = all(a < b for a, b in zip(iris.deciles, iris.deciles[1:], strict=False))
        if len(iris.deciles) != DECILES or not is_rising:
            raise Refused("synth.iris_deciles", where=Where(file), iris=iris.code)
