"""What an application holds of persons, declared in its module `holding`.

Linking reads what holdings offer; rights of access and erasure pass through all of them. An
application that keeps persons outside the municipal files declares one more.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Protocol

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from parvis.apps.authorities.models import Authority
from parvis.core.people.concerned import Concerned
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class Held:
    """A row held of a person: where it comes from in French, its sector, and its values."""

    origin: str
    sector: Sector
    values: Mapping[str, str]
    legal_basis: str = ""
    kept_until: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: rows, and the deliveries or records touched; and what the law keeps."""

    rows: int = 0
    places: tuple[str, ...] = field(default_factory=tuple)
    kept: tuple[str, ...] = field(default_factory=tuple)

    @property
    def said(self) -> str:
        """Where rows were erased, and what is kept and why, to follow a sentence."""
        where = f" Effacé de : {', '.join(self.places)}." if self.places else ""
        return where + (f" Gardé : {' ; '.join(self.kept)}." if self.kept else "")


@dataclass(frozen=True, slots=True)
class Purge:
    """Rows past their time: of which source, how many, dated before which day.

    `is_published`: they are of files that releases and linkages hold, and leave them too.
    """

    origin: str
    sector: Sector
    rows: int
    before: date
    is_published: bool = True


class Holding(Protocol):
    """One application's part. All is told with the authority whose persons they are."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        """Typed rows that may tell who people are; to be read inside `reading()`."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Keeps the files in place while the block reads them."""
        ...

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        """All rows of one person."""
        ...

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        """Erase all rows of one person, in the caller's transaction where that is possible."""
        ...

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        """Erase the rows past the time that their contract gives them, or only say which."""
        ...


_DECLARED: dict[str, Holding] = {}


def declare(label: str, holding: Holding) -> None:
    """Add the holding of the application of this label."""
    _DECLARED[label] = holding


@cache
def holdings() -> dict[str, Holding]:
    """Every holding, in the order of the applications, whose modules `holding` are then imported.

    Most commands ask for none, and do without all that holds persons.
    """
    autodiscover_modules("holding")
    labels = [config.label for config in apps.get_app_configs()]
    return {label: _DECLARED[label] for label in labels if label in _DECLARED}
