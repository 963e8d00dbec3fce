"""The ports as the applications reach them; `site.wiring` sets `ports` at start-up."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from parvis.core.calendar.holidays import Calendar
    from parvis.core.casework.law import Law
    from parvis.core.casework.setup import DeskSetup
    from parvis.core.catalogue.bouquet import Florist
    from parvis.core.catalogue.paths import GuidedPath
    from parvis.core.charts import Charts
    from parvis.core.controls.definition import Control
    from parvis.core.controls.outcome import Auditors
    from parvis.core.documents import Document
    from parvis.core.facts import Fact
    from parvis.core.home import Home
    from parvis.core.identity import IssuerPort
    from parvis.core.ingest.contract import Contract
    from parvis.core.loyalty.filings import Filing
    from parvis.core.loyalty.outreach import Matrix
    from parvis.core.loyalty.questionnaire import Questionnaire
    from parvis.core.loyalty.verbatims import Listening
    from parvis.core.metrics.definition import Metric
    from parvis.core.palmares.criteria import Criterion
    from parvis.core.palmares.notice import Election
    from parvis.core.palmares.presets import Preset
    from parvis.core.ports import AnswerShelf, Intake, Progress, WarehouseReader
    from parvis.core.privacy.disclosure import DisclosedTable
    from parvis.core.publics import PublicTable
    from parvis.core.questions import Inquiry
    from parvis.core.release import Manifest
    from parvis.core.sheets import FigureFiles
    from parvis.core.territory.atlas import Atlas


class Ports(Protocol):
    """What the composition root offers. Definitions are keyed by their id."""

    def home(self) -> Home: ...
    def intake(self) -> Intake: ...
    def warehouse(self) -> WarehouseReader: ...
    def answers(self) -> AnswerShelf: ...
    def prepare(self, manifest: Manifest, progress: Progress) -> None: ...
    def contracts(self) -> Mapping[str, Contract]: ...
    def controls(self) -> Mapping[str, Control]: ...
    def auditors(self) -> Auditors: ...
    def facts(self) -> Mapping[str, Fact]: ...
    def metrics(self) -> Mapping[str, Metric]: ...
    def inquiries(self) -> Mapping[str, Inquiry]: ...
    def contours(self, dimension: str) -> Mapping[str, Mapping[str, Any]]: ...
    def documents(self) -> Mapping[str, Document]: ...
    def public_tables(self) -> list[tuple[PublicTable, bytes]]: ...
    def charts(self) -> Charts: ...
    def figure_files(self) -> FigureFiles: ...
    def parquet(self) -> Callable[[DisclosedTable], bytes]: ...
    def calendars(self) -> Mapping[str, Calendar]: ...
    def law(self) -> Law: ...
    def default_desk(self) -> tuple[str, DeskSetup]: ...
    def synonyms(self) -> tuple[str, ...]: ...
    def florist(self) -> Florist: ...
    def paths(self) -> Mapping[str, GuidedPath]: ...
    def issuers(self) -> Mapping[str, IssuerPort]: ...
    def outreach(self) -> Matrix: ...
    def questionnaires(self) -> Mapping[str, Questionnaire]: ...
    def listening(self) -> Listening: ...
    def filings(self) -> Callable[[Path], Iterator[Filing]]: ...


ports = cast("Ports", None)
"""Set once, before anything is served."""


def home() -> Home:
    """The home this process serves."""
    return ports.home()


def intake() -> Intake:
    """The reader of municipal files."""
    return ports.intake()


_held: ContextVar[WarehouseReader | None] = ContextVar("held", default=None)


def warehouse() -> WarehouseReader:
    """The release in use, followed as it changes; within `holding`, the one held."""
    return _held.get() or ports.warehouse()


@contextmanager
def holding(reader: WarehouseReader) -> Iterator[None]:
    """Within this, and in this thread alone, figures are those of the release of `reader`."""
    token = _held.set(reader)
    try:
        yield
    finally:
        _held.reset(token)


def answers() -> AnswerShelf:
    """The answers of each release, kept for every process."""
    return ports.answers()


def prepare(manifest: Manifest, progress: Progress) -> None:
    """Answer from a release, before it is in use, what its first readers will ask."""
    ports.prepare(manifest, progress)


def contracts() -> Mapping[str, Contract]:
    """Shipped contracts, replaced or completed by the town's own."""
    return ports.contracts()


def controls() -> Mapping[str, Control]:
    """Shipped controls, replaced or completed by the town's own."""
    return ports.controls()


def auditors() -> Auditors:
    """What judges controls over the rows of the deliveries."""
    return ports.auditors()


def facts() -> Mapping[str, Fact]:
    """What crosses the wall, by fact id."""
    return ports.facts()


def metrics() -> Mapping[str, Metric]:
    """Shipped metrics, replaced or completed by the town's own."""
    return ports.metrics()


def inquiries() -> Mapping[str, Inquiry]:
    """Shipped questions, replaced or completed by the town's own."""
    return ports.inquiries()


def contours(dimension: str) -> Mapping[str, Mapping[str, Any]]:
    """GeoJSON geometries of the values of a dimension, by name; none where the town gave none."""
    return ports.contours(dimension)


def parquet() -> Callable[[DisclosedTable], bytes]:
    """The writer of protected tables as Parquet."""
    return ports.parquet()


def charts() -> Charts:
    """The chart engine."""
    return ports.charts()


def figure_files() -> FigureFiles:
    """The writer of figures as files."""
    return ports.figure_files()


def public_tables() -> list[tuple[PublicTable, bytes]]:
    """The frozen tables shown to anybody, each with its CSV."""
    return ports.public_tables()


def documents() -> Mapping[str, Document]:
    """Shipped documents, replaced or completed by the town's own."""
    return ports.documents()


def atlas() -> Atlas:
    """Official statistics of every commune, followed as files come in."""
    return ports.atlas()


def calendars() -> Mapping[str, Calendar]:
    """Calendars of days off, shipped and the town's own, by id."""
    return ports.calendars()


def law() -> Law:
    """Legal delays and what silence means, shipped and the town's own."""
    return ports.law()


def default_desk() -> tuple[str, DeskSetup]:
    """The desk as shipped: its file and what it says."""
    return ports.default_desk()


def synonyms() -> tuple[str, ...]:
    """Groups of words that mean the same to who searches the catalogue."""
    return ports.synonyms()


def florist() -> Florist:
    """What bouquets start with, and what goes with what."""
    return ports.florist()


def criteria() -> Mapping[str, Criterion]:
    """What a palmarès may count, by id."""
    return ports.criteria()


def presets() -> Mapping[str, Preset]:
    """Shipped palmarès, replaced or completed by the town's own."""
    return ports.presets()


def elections() -> tuple[Election, ...]:
    """Local elections whose days are known."""
    return ports.elections()


def issuers() -> Mapping[str, IssuerPort]:
    """The identity providers that the town declared, by id."""
    return ports.issuers()


def paths() -> Mapping[str, GuidedPath]:
    """The guided paths, shipped and the town's own, by id."""
    return ports.paths()


def outreach() -> Matrix:
    """The matrix of sources by purposes, the town's own or that shipped."""
    return ports.outreach()


def questionnaires() -> Mapping[str, Questionnaire]:
    """Surveys, shipped and the town's own, by id."""
    return ports.questionnaires()


def listening() -> Listening:
    """What sorts and masks the texts that people write."""
    return ports.listening()


def filings() -> Callable[[Path], Iterator[Filing]]:
    """The reader of trademark filings."""
    return ports.filings()
