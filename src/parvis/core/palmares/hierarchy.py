"""The structure of an index: which indicators, with what weights, gathered into what groups.

Read from the table that COINr calls iMeta: `Level`, `iCode`, `Parent`, `Direction`, `Type`,
`Weight`, and optionally `iName`, `Denominator`, `Target` and the parameters of a normalisation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.palmares.sheet import MISSING, Floats, Sheet, number, require

COLUMNS = ("Level", "iCode", "Parent", "Direction", "Type", "Weight")
INDICATOR, AGGREGATE = "Indicator", "Aggregate"
KINDS = (INDICATOR, AGGREGATE, "Group", "Denominator", "Other")


@dataclass(frozen=True, slots=True)
class Element:
    """An indicator (level 1) or a group of the elements just below.

    `direction` is 1 where more is better, -1 where less is; `parent` is blank at the top;
    `extra` holds the other columns of its row as text.
    """

    code: str
    level: int
    parent: str
    direction: int
    weight: float
    where: Where
    extra: Mapping[str, str]

    @property
    def denominator(self) -> str:
        """The column of units it is divided by, blank if none."""
        named = self.extra.get("Denominator", "")
        return "" if named in MISSING else named


@dataclass(frozen=True, slots=True)
class Framework:
    """Every element of an index, and the columns of units that only describe."""

    elements: tuple[Element, ...]
    groups: tuple[str, ...]

    @property
    def indicators(self) -> tuple[Element, ...]:
        """Elements of level 1, in the order of the table."""
        return tuple(element for element in self.elements if element.level == 1)

    @property
    def height(self) -> int:
        """The highest level."""
        return max(element.level for element in self.elements)

    def at(self, level: int) -> tuple[Element, ...]:
        """Elements of one level."""
        return tuple(element for element in self.elements if element.level == level)

    def children(self, code: str) -> tuple[Element, ...]:
        """Elements gathered by that one."""
        return tuple(element for element in self.elements if element.parent == code)

    @property
    def top(self) -> Element:
        """The one element above all; refused if there are several."""
        tops = self.at(self.height)
        if len(tops) != 1:
            raise Refused("palmares.tops", codes=", ".join(top.code for top in tops))
        return tops[0]

    def effective(self) -> dict[str, float]:
        """The share of each element in the whole: weights multiplied from the top down."""
        shares = dict.fromkeys([""], 1.0)
        for level in range(self.height, 0, -1):
            for element in self.at(level):
                family = [one.weight for one in self.elements if _is_sibling(one, element)]
                shares[element.code] = element.weight / sum(family) * shares[element.parent]
        del shares[""]
        return shares

    def without(self, codes: Collection[str]) -> "Framework":
        """The same index less these elements, what they gather, and groups left empty."""
        known = {element.code for element in self.elements}
        for code in codes:
            if code not in known:
                raise Refused("palmares.element_unknown", code=code)
        kept = [element for element in self.elements if element.code not in codes]
        while True:
            left = [element for element in kept if _has_family(element, kept)]
            if len(left) == len(kept):
                break
            kept = left
        if not kept:
            raise Refused("palmares.nothing_left")
        return checked(Framework(tuple(kept), self.groups))


def _is_sibling(one: Element, other: Element) -> bool:
    return one.parent == other.parent and one.level == other.level


def _has_family(element: Element, kept: Sequence[Element]) -> bool:
    has_parent = not element.parent or any(one.code == element.parent for one in kept)
    has_child = element.level == 1 or any(one.parent == element.code for one in kept)
    return has_parent and has_child


def weights(elements: Sequence[Element]) -> Floats:
    """The weights of elements, as given."""
    return np.array([element.weight for element in elements], dtype=np.float64)


def framework_from(sheet: Sheet) -> Framework:
    """The index that a table iMeta describes; refused, with its line, where it cannot stand."""
    require(sheet, COLUMNS)
    kinds = sheet.values["Type"]
    for rank, kind in enumerate(kinds):
        if kind not in KINDS:
            raise Refused("palmares.kind", where=sheet.where(rank, "Type"), kind=kind,
                          known=", ".join(KINDS))  # fmt: skip
    in_index = [rank for rank, kind in enumerate(kinds) if kind in (INDICATOR, AGGREGATE)]
    elements = tuple(_element(sheet, rank) for rank in in_index)
    named = sheet.values["iCode"]
    groups = tuple(named[rank] for rank in range(len(kinds)) if rank not in set(in_index))
    return checked(Framework(elements, groups))


def _element(sheet: Sheet, rank: int) -> Element:
    row = {name: column[rank] for name, column in sheet.values.items()}
    is_indicator = row["Type"] == INDICATOR
    level, weight = number(sheet, rank, "Level"), number(sheet, rank, "Weight")
    direction = number(sheet, rank, "Direction")
    if row["iCode"] in MISSING:
        raise Refused("palmares.no_code", where=sheet.where(rank, "iCode"))
    if not level >= 1 or level % 1 or is_indicator != (level == 1):
        raise Refused("palmares.level", where=sheet.where(rank, "Level"), code=row["iCode"])
    if direction not in (1, -1) and (is_indicator or direction == direction):
        raise Refused("palmares.direction", where=sheet.where(rank, "Direction"))
    if not weight >= 0:
        raise Refused("palmares.weight", where=sheet.where(rank, "Weight"), code=row["iCode"])
    parent = "" if row["Parent"] in MISSING else row["Parent"]
    return Element(row["iCode"], int(level), parent, -1 if direction == -1 else 1, weight,
                   sheet.where(rank, "iCode"), row)  # fmt: skip


def checked(framework: Framework) -> Framework:
    """The same index; refused, with its line, where it cannot stand."""
    known: dict[str, Element] = {}
    for element in framework.elements:
        if element.code in known:
            raise Refused("palmares.element_twice", where=element.where, code=element.code)
        known[element.code] = element
    for element in framework.elements:
        _check_lineage(element, known, framework.height)
    for element in framework.elements:
        if element.level > 1:
            _check_children(element, framework.children(element.code))
    if sum(one.weight for one in framework.at(framework.height)) == 0:
        raise Refused("palmares.no_weight", code=framework.at(framework.height)[0].code)
    return framework


def _check_lineage(element: Element, known: Mapping[str, Element], height: int) -> None:
    met = [element.code]
    here = element
    while here.parent:
        if here.parent not in known:
            raise Refused("palmares.parent", where=here.where, code=here.code, parent=here.parent)
        here = known[here.parent]
        if here.code in met:
            raise Refused("palmares.cycle", where=here.where, codes=" → ".join([*met, here.code]))
        met.append(here.code)
    expected = known[element.parent].level - 1 if element.parent else height
    if element.level != expected:
        raise Refused("palmares.floating", where=element.where, code=element.code,
                      level=element.level, expected=expected)  # fmt: skip


def _check_children(element: Element, children: Sequence[Element]) -> None:
    if not children:
        raise Refused("palmares.childless", where=element.where, code=element.code)
    if not sum(child.weight for child in children):
        raise Refused("palmares.no_weight", where=element.where, code=element.code)
