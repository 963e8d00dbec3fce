"""The port of simulators: apart from the others, so that no screen of figures comes near it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, cast

from parvis.apps import wired
from parvis.core.offer.attendance import Attendance, Rolls
from parvis.core.offer.consumption import Consumption, Ledger
from parvis.core.offer.forecast.run import Learner
from parvis.core.offer.grid import Tariff


class SimulatorPorts(Protocol):
    """What the composition root offers besides `wired.Ports`. Definitions are keyed by id."""

    def consumptions(self) -> Mapping[str, Consumption]: ...
    def tariffs(self) -> Mapping[str, Tariff]: ...
    def ledgers(self) -> Callable[[Path], Ledger]: ...
    def noise_key(self) -> bytes: ...
    def attendances(self) -> Mapping[str, Attendance]: ...
    def rolls(self) -> Callable[[Path], Rolls]: ...
    def learner(self) -> Learner: ...


def _ports() -> SimulatorPorts:
    return cast("SimulatorPorts", wired.ports)


def consumptions() -> Mapping[str, Consumption]:
    """Where the files say what families used, shipped and the town's own."""
    return _ports().consumptions()


def tariffs() -> Mapping[str, Tariff]:
    """Tariffs shipped and the town's own, followed as files change."""
    return _ports().tariffs()


def ledgers() -> Callable[[Path], Ledger]:
    """What reads consumptions, given where to spill."""
    return _ports().ledgers()


def noise_key() -> bytes:
    """What the noise of this home is drawn from."""
    return _ports().noise_key()


def attendances() -> Mapping[str, Attendance]:
    """Where the files say how many came, shipped and the town's own."""
    return _ports().attendances()


def rolls() -> Callable[[Path], Rolls]:
    """What reads attendance, given where to spill."""
    return _ports().rolls()


def learner() -> Learner:
    """What learns attendance."""
    return _ports().learner()
