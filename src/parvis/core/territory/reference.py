"""Official statistics side by side: one column per variable, one row per commune."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from parvis.core.territory.codes import Registry, department_of

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.int8]


class Absence(IntEnum):
    """Why a figure is not there; the order says which reason prevails when several do."""

    KNOWN = 0
    UNPUBLISHED = 1
    """The source does not give it, for this commune or at all."""
    MERGED = 2
    """Communes merged since, and the figure cannot be rebuilt from theirs."""
    SECRET = 3
    """The producer withholds it: too few households to publish."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a variable comes from. `url` is the producer's page.

    `geography` is the year of the list of communes it is written in; `relay` as in `Dataset`.
    """

    dataset: str
    title: str
    producer: str
    vintage: str
    licence: str
    url: str
    geography: int = 0
    relay: str = ""


@dataclass(frozen=True, slots=True)
class Iris:
    """One IRIS with its published figures; NaN where withheld."""

    code: str
    name: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Together:
    """An indicator over many communes.

    `is_median`: the median of the communes, where the figure itself cannot be added up.
    `coverage` is the share, from 0 to 1, of their inhabitants whose commune has the figure.
    """

    value: float | None
    is_median: bool
    coverage: float


@dataclass(frozen=True)
class Reference:
    """What is known of every commune.

    `columns` and `marks` are aligned with `codes`; a figure is NaN where its mark is not
    `Absence.KNOWN`. `texts` holds names and zones. `zones` names the zones by kind and code.
    `wider` holds indicators of départements and of France ("FR") where the communes held are too
    few to compute them. `published` holds the producers' own figures of these areas, by area and
    variable, for what cannot be added up from communes. `stamp` changes when the files brought in
    do.
    """

    codes: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Numbers]
    marks: Mapping[str, Marks]
    sources: Mapping[str, Source]
    became: Mapping[str, str]
    zones: Mapping[tuple[str, str], str]
    wider: Mapping[str, Mapping[str, Together]] = field(default_factory=dict)
    published: Mapping[tuple[str, str], float] = field(default_factory=dict)
    is_complete: bool = True
    stamp: str = ""
    rank: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", {code: i for i, code in enumerate(self.codes)})

    @property
    def registry(self) -> Registry:
        """The communes that exist and those that are gone."""
        return Registry(dict(zip(self.codes, self.texts["name"], strict=True)), self.became)

    def column(self, variable: str) -> Numbers:
        """The figures of a variable; NaN everywhere for one that no file brought."""
        found = self.columns.get(variable)
        return np.full(len(self.codes), np.nan) if found is None else found

    def absence(self, variable: str, row: int) -> Absence:
        """Why the figure of `variable` in `row` is missing, or that it is known."""
        marks = self.marks.get(variable)
        return Absence.UNPUBLISHED if marks is None else Absence(int(marks[row]))

    def text(self, variable: str, code: str) -> str:
        """The text of `variable` for a commune; "" where unknown."""
        texts = self.texts.get(variable)
        return texts[self.rank[code]] if texts else ""

    def of_epci(self, siren: str) -> tuple[str, ...]:
        """The communes of an intercommunality, in the order of `codes`; none if it is unknown."""
        return tuple(code for code in self.codes if self.text("epci", code) == siren)

    def rows(self, codes: Iterable[str]) -> npt.NDArray[np.intp]:
        """Row numbers of some communes."""
        return np.array([self.rank[code] for code in codes], dtype=np.intp)

    def of_department(self, code: str) -> npt.NDArray[np.intp]:
        """Row numbers of the communes of the département of `code`."""
        wanted = department_of(code)
        found = [i for i, other in enumerate(self.codes) if department_of(other) == wanted]
        return np.array(found, dtype=np.intp)
