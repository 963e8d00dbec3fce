"""INSEE codes of communes: their shape, their département, and what an old one became."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from parvis.core.errors import Refused
from parvis.core.french import number

_COMMUNE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-58]|2[AB]|97)\d{3}")
_DEPARTMENT = re.compile(r"(?:0?[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8])")
_IRIS = re.compile(r"(?:\d{2}|2[AB])\d{7}")
_OVERSEAS = "97"
COMMUNE_LENGTH = 5

_DISTRICTS = (("751", "75056"), ("6938", "69123"), ("132", "13055"))
"""Arrondissements of Paris, Lyon and Marseille: their codes begin so; the commune they are of."""

STRATA = (200, 500, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Populations that separate the nine classes of communes, in inhabitants."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The communes that exist, and those that no longer do.

    `names` gives the name of each commune by its code; `became` the code that took over each
    code that is gone.
    """

    names: Mapping[str, str]
    became: Mapping[str, str]


def commune_of(text: str, registry: Registry) -> str:
    """The code of the commune that `text` designates.

    Refused, saying why: a département, an arrondissement, a wrong shape, a commune that is gone
    (and what it became), a code nobody bears.
    """
    code = text.strip().upper()
    if _DEPARTMENT.fullmatch(code):
        raise Refused("territory.department", code=code)
    if not _COMMUNE.fullmatch(code):
        zeroed = f"0{code}" in registry.names
        raise Refused("territory.zero_lost" if zeroed else "territory.shape", code=text.strip())
    if code in registry.names:
        return code
    if (city := city_of_district(code)) in registry.names:
        raise Refused("territory.district", code=code, city=city, name=registry.names[city])
    heir = heir_of(code, registry.became)
    if heir in registry.names:
        raise Refused("territory.merged", code=code, heir=heir, name=registry.names[heir])
    raise Refused("territory.unknown", code=code)


def heir_of(code: str, became: Mapping[str, str]) -> str:
    """The last code in the chain of those that took over `code`; `code` itself if none did."""
    seen = {code}
    while (later := became.get(code, code)) not in seen:
        seen.add(later)
        code = later
    return code


def city_of_district(code: str) -> str:
    """The commune of an arrondissement of Paris, Lyon or Marseille; "" for any other code."""
    return next((city for start, city in _DISTRICTS if code.startswith(start)), "")


def department_of(code: str) -> str:
    """The département of a commune or an IRIS: two characters, three overseas."""
    return code[:3] if code.startswith(_OVERSEAS) else code[:2]


def commune_of_iris(code: str, communes: Collection[str]) -> str:
    """The commune of an IRIS (nine characters, the first five are its commune's).

    Refused when the shape is wrong or when nobody bears that commune code.
    """
    commune = code[:COMMUNE_LENGTH]
    is_known = commune in communes or city_of_district(commune) in communes
    if not _IRIS.fullmatch(code) or not is_known:
        raise Refused("territory.iris_without_commune", code=code)
    return code[:COMMUNE_LENGTH]


def stratum_of(population: float) -> int:
    """The class of a commune by its population: 0 (fewer than 200 inhabitants) to 8."""
    return sum(population >= limit for limit in STRATA)


def stratum_title(stratum: int) -> str:
    """How a class of communes is called: "de 10 000 à 20 000 habitants"."""
    if stratum == 0:
        return f"moins de {number(STRATA[0], 0)} habitants"
    if stratum == len(STRATA):
        return f"{number(STRATA[-1], 0)} habitants ou plus"
    low, high = number(STRATA[stratum - 1], 0), number(STRATA[stratum], 0)
    return f"de {low} à {high} habitants"
