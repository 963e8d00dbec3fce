"""The only place where a port meets its adapter.

Adapters are imported when first asked for: a command that reads no file never pays for DuckDB.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from parvis.apps import wired
from parvis.engines.definitions import read_definitions, read_folder
from parvis.site.outreach import OutreachPorts
from parvis.site.wiring_offer import OfferWiring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from parvis.core.calendar.holidays import Calendar
    from parvis.core.casework.law import Law
    from parvis.core.casework.setup import DeskSetup
    from parvis.core.catalogue.bouquet import Florist
    from parvis.core.catalogue.paths import GuidedPath
    from parvis.core.charts import Charts
    from parvis.core.contact import Pusher, Texter
    from parvis.core.controls.definition import Control
    from parvis.core.controls.outcome import Auditors
    from parvis.core.documents import Document
    from parvis.core.facts import Fact
    from parvis.core.home import Home
    from parvis.core.identity import IssuerPort
    from parvis.core.ingest.contract import Contract
    from parvis.core.metrics.definition import Metric
    from parvis.core.palmares.criteria import Criterion
    from parvis.core.palmares.presets import Preset
    from parvis.core.people.links import PeopleEngine
    from parvis.core.ports import AnswerShelf, Intake, Progress, WarehouseReader
    from parvis.core.privacy.disclosure import DisclosedTable
    from parvis.core.privacy.purposes import Governance
    from parvis.core.publics import PublicTable
    from parvis.core.questions import Inquiry
    from parvis.core.release import Manifest
    from parvis.core.sheets import FigureFiles
    from parvis.core.territory.atlas import Atlas


class _Defined(Protocol):
    @property
    def id(self) -> str: ...


D = TypeVar("D", bound=_Defined)

_CONTROLLED = (date(2000, 1, 1), date(2100, 12, 31))
"""The years in which controls count working days."""


class HomePorts(OutreachPorts, OfferWiring):
    """The ports of one home; each adapter is made once and kept."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read_contracts: tuple[int, Mapping[str, Contract]] | None = None

    def home(self) -> Home:
        return self._home

    def intake(self) -> Intake:
        return self._intake

    def warehouse(self) -> WarehouseReader:
        return self._warehouse

    def answers(self) -> AnswerShelf:
        return self._answers

    @cached_property
    def _answers(self) -> AnswerShelf:
        from parvis.engines.answers import FileAnswers

        return FileAnswers(self._home.answers)

    def prepare(self, manifest: Manifest, progress: Progress) -> None:
        from parvis.site.preparing import prepare

        prepare(self._home, manifest, progress)

    def contracts(self) -> Mapping[str, Contract]:
        """Followed as the town describes files of its own: read again when its folder changes."""
        changed_at = _changed_at(self._home.contracts)
        if self._read_contracts is None or self._read_contracts[0] != changed_at:
            self._read_contracts = (changed_at, self._contracts())
        return self._read_contracts[1]

    def controls(self) -> Mapping[str, Control]:
        return self._controls

    def auditors(self) -> Auditors:
        return self._auditors

    def facts(self) -> Mapping[str, Fact]:
        return self._facts

    def metrics(self) -> Mapping[str, Metric]:
        return self._metrics

    def inquiries(self) -> Mapping[str, Inquiry]:
        return self._inquiries

    @cached_property
    def _inquiries(self) -> Mapping[str, Inquiry]:
        from parvis.core.questions import inquiry_from

        return _by_id(read_definitions("questions", self._home.questions), inquiry_from)

    def documents(self) -> Mapping[str, Document]:
        return self._documents

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        from parvis.core.documents import check_documents, document_from

        read = read_definitions("documents", self._home.documents)
        return check_documents(_by_id(read, document_from), self._inquiries)

    def public_tables(self) -> list[tuple[PublicTable, bytes]]:
        from parvis.engines.public import tables_of

        return list(tables_of(self._home.public))

    def contours(self, dimension: str) -> Mapping[str, Mapping[str, Any]]:
        from parvis.engines.contours import read_contours

        path = self._home.maps / f"{dimension}.geojson"
        return read_contours(path, path.stat().st_mtime_ns if path.is_file() else 0)

    def parquet(self) -> Callable[[DisclosedTable], bytes]:
        from parvis.engines.columns import to_parquet

        return to_parquet

    def charts(self) -> Charts:
        return self._charts

    @cached_property
    def _charts(self) -> Charts:
        from parvis.engines.charts import Shelf

        return Shelf(self._home.drawings)

    def figure_files(self) -> FigureFiles:
        from parvis.engines.charts import files

        return files

    def calendars(self) -> Mapping[str, Calendar]:
        return self._calendars

    def law(self) -> Law:
        return self._law

    def default_desk(self) -> tuple[str, DeskSetup]:
        return self._desk

    def governance(self) -> Governance:
        _ = self._contracts
        return self._governance

    @cached_property
    def _governance(self) -> Governance:
        from parvis.core.privacy.purposes import governance_from
        from parvis.engines.definitions import read_one

        path = self._home.purposes
        return governance_from(read_one(path) if path.is_file() else {}, path.name)

    def _governed(self, contracts: Mapping[str, Contract]) -> Mapping[str, Contract]:
        """Contracts in the sectors where the town's data protection officer put them."""
        from dataclasses import replace

        from parvis.core.privacy.purposes import check_sources

        mine = self._governance
        moved = {
            id_: replace(contract, sector=mine.sector_of(id_, contract.sector))
            for id_, contract in contracts.items()
        }
        check_sources(mine, {c.id: c.sector for c in moved.values()}, self._home.purposes.name)
        return moved

    def people(self) -> PeopleEngine:
        from parvis.engines.duckdb.linker.engine import DuckDBPeople
        from parvis.engines.duckdb.linker.ground import Ground

        return DuckDBPeople(Ground(self._home.addresses, lambda: self._atlas.reference().registry))

    def atlas(self) -> Atlas:
        return self._atlas

    def synonyms(self) -> tuple[str, ...]:
        return self._synonyms

    def florist(self) -> Florist:
        return self._florist

    def paths(self) -> Mapping[str, GuidedPath]:
        return self._paths

    @cached_property
    def _paths(self) -> Mapping[str, GuidedPath]:
        from parvis.core.catalogue.paths import path_from

        return _by_id(read_definitions("paths", self._home.paths), path_from)

    def issuers(self) -> Mapping[str, IssuerPort]:
        return self._issuers

    def pusher(self) -> Pusher:
        return self._pusher

    @cached_property
    def _pusher(self) -> Pusher:
        from email.utils import parseaddr

        from django.conf import settings

        from parvis.engines.push import WebPusher

        _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return WebPusher(
            self._home.vapid_key, f"mailto:{address}", allows_local=settings.ALLOWS_LOCAL_ADDRESSES
        )

    def texter(self) -> Texter | None:
        from parvis.engines.sms import texter_from

        return texter_from(self._home.sms)

    @cached_property
    def _issuers(self) -> Mapping[str, IssuerPort]:
        from parvis.core.identity import provider_from
        from parvis.engines.oidc import Issuer

        read = read_definitions("identity", self._home.identity)
        return {p.id: Issuer(p) for p in (provider_from(data, file) for file, data in read)}

    @cached_property
    def _synonyms(self) -> tuple[str, ...]:
        read = read_definitions("synonyms", self._home.synonyms)
        return tuple(group for _, data in read for group in data["groups"])

    @cached_property
    def _florist(self) -> Florist:
        from parvis.core.catalogue.bouquet import Florist

        start: dict[str, Any] = {}
        suggest: dict[str, Any] = {}
        for _, data in read_definitions("bouquets", self._home.bouquets):
            start |= data.get("start", {})
            suggest |= data.get("suggest", {})
        return Florist(start, suggest)

    @cached_property
    def _calendars(self) -> Mapping[str, Calendar]:
        from parvis.core.calendar.holidays import calendar_from

        return _by_id(read_definitions("calendars", self._home.calendars), calendar_from)

    @cached_property
    def _law(self) -> Law:
        from parvis.core.casework.law import law_from

        return law_from(list(read_definitions("rules", self._home.rules)))

    @cached_property
    def _desk(self) -> tuple[str, DeskSetup]:
        from importlib.resources import files

        from parvis.core.casework.setup import setup_from

        ((name, data),) = read_definitions("desks")
        return (files("parvis") / "desks" / name).read_text("utf-8"), setup_from(data, name)

    def criteria(self) -> Mapping[str, Criterion]:
        return self._criteria

    def presets(self) -> Mapping[str, Preset]:
        return self._presets

    @cached_property
    def _criteria(self) -> Mapping[str, Criterion]:
        from parvis.core.palmares.criteria import criteria_from

        read = read_definitions("palmares/criteria")
        return {one.id: one for file, data in read for one in criteria_from(data, file)}

    @cached_property
    def _presets(self) -> Mapping[str, Preset]:
        from parvis.core.palmares.presets import preset_from

        return _by_id(read_definitions("palmares", self._home.palmares), preset_from)

    @cached_property
    def _atlas(self) -> Atlas:
        from parvis.engines.opendata.atlas import FileAtlas

        return FileAtlas(self._home)

    @cached_property
    def _intake(self) -> Intake:
        from parvis.engines.intake.load import FileIntake

        return FileIntake()

    @cached_property
    def _warehouse(self) -> WarehouseReader:
        from parvis.engines.duckdb.reader import DuckDBReader

        return DuckDBReader(self._home)

    def _contracts(self) -> Mapping[str, Contract]:
        from parvis.core.ingest.contract import contract_from

        own = _by_id(read_folder(self._home.contracts), contract_from)
        return self._governed({**_shipped_contracts(), **own})

    @cached_property
    def _controls(self) -> Mapping[str, Control]:
        from parvis.core.controls.definition import control_from

        return _by_id(read_definitions("controls", self._home.controls), control_from)

    @cached_property
    def _auditors(self) -> Auditors:
        from parvis.core.calendar.holidays import calendar_from, calendar_named, days_off
        from parvis.engines.controls.auditor import DuckAuditors

        known = _by_id(read_definitions("calendars", self._home.calendars), calendar_from)
        return DuckAuditors(days_off(calendar_named("FR", known), *_CONTROLLED))

    @cached_property
    def _facts(self) -> Mapping[str, Fact]:
        from parvis.core.facts import fact_from, joined

        return joined(_by_id(read_definitions("facts"), fact_from))

    @cached_property
    def _metrics(self) -> Mapping[str, Metric]:
        from parvis.core.metrics.catalogue import check_catalogue
        from parvis.core.metrics.parsing import metric_from

        parse = partial(metric_from, facts=self._facts)
        return check_catalogue(_by_id(read_definitions("metrics", self._home.metrics), parse))


@lru_cache(maxsize=1)
def _shipped_contracts() -> Mapping[str, Contract]:
    """Read once per process: a town that describes a file of its own has its own read again."""
    from parvis.core.ingest.contract import contract_from

    return _by_id(read_definitions("contracts"), contract_from)


def _changed_at(folder: Path) -> int:
    """When a file last came into `folder`, in nanoseconds; 0 while there is none."""
    return folder.stat().st_mtime_ns if folder.is_dir() else 0


def _by_id(
    definitions: Iterable[tuple[str, dict[str, Any]]], parse: Callable[[dict[str, Any], str], D]
) -> Mapping[str, D]:
    """Definitions keyed by id; a later one (the town's own) replaces an earlier."""
    return {parsed.id: parsed for parsed in (parse(data, file) for file, data in definitions)}


@lru_cache(maxsize=1)
def ports_of(home: Home) -> HomePorts:
    """The ports of `home`, made once per process."""
    return HomePorts(home)


def wire(home: Home) -> None:
    """Give the applications their ports."""
    wired.ports = ports_of(home)
