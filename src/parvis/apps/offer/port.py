"""The port of the offer: definitions that only these screens read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, cast

from parvis.apps import wired
from parvis.core.offer.grid import Tariff
from parvis.core.offer.ground import Ground
from parvis.core.offer.notices import Notice
from parvis.core.offer.reach import Coverage
from parvis.core.offer.siting import Solver
from parvis.core.offer.takeup import Aid


class Described(Protocol):
    """What the town described of one kind: zones, stops, streets or a service."""

    @property
    def kind(self) -> str: ...
    @property
    def files(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> int | None: ...
    @property
    def octets(self) -> int: ...
    @property
    def changed_at(self) -> datetime: ...


class OfferPorts(Protocol):
    """What the composition root offers besides `wired.Ports`. Definitions are keyed by id."""

    def coverages(self) -> Mapping[str, Coverage]: ...
    def aids(self) -> Mapping[str, Aid]: ...
    def tariffs(self) -> Mapping[str, Tariff]: ...
    def notices(self) -> Mapping[str, Notice]: ...
    def sited(self) -> tuple[str, ...]: ...
    def ground(self, service: str) -> Ground: ...
    def solver(self) -> Solver: ...
    def described(self) -> Sequence[Described]: ...
    def describe(self, kind: str, files: Sequence[tuple[str, Iterable[bytes]]]) -> None: ...
    def forget(self, kind: str) -> None: ...


def _ports() -> OfferPorts:
    return cast("OfferPorts", wired.ports)


def coverages() -> Mapping[str, Coverage]:
    """The services whose reach is judged place by place."""
    return _ports().coverages()


def aids() -> Mapping[str, Aid]:
    """The local aids whose non-recipients are estimated."""
    return _ports().aids()


def tariffs() -> Mapping[str, Tariff]:
    """Tariffs shipped and the town's own."""
    return _ports().tariffs()


def sited() -> tuple[str, ...]:
    """The services whose places the town has described."""
    return _ports().sited()


def ground(service: str) -> Ground:
    """Zones, places and streets of a service."""
    return _ports().ground(service)


def solver() -> Solver:
    """What proves where a place helps most."""
    return _ports().solver()


def notices() -> Mapping[str, Notice]:
    """The rules that are described by a file; tariffs describe themselves."""
    return _ports().notices()


def described() -> Sequence[Described]:
    """What the town described of its zones, places, stops and streets."""
    return _ports().described()


def describe(kind: str, files: Sequence[tuple[str, Iterable[bytes]]]) -> None:
    """Keep `files` as what describes `kind`, once they can be used; Refused otherwise."""
    _ports().describe(kind, files)


def forget(kind: str) -> None:
    """Take away what describes `kind`."""
    _ports().forget(kind)
