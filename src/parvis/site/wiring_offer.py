"""The adapters of the offer and of its simulators: a part of `site.wiring` of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from parvis.engines.definitions import read_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from parvis.apps.offer.port import Described
    from parvis.core.home import Home
    from parvis.core.offer.attendance import Attendance, Rolls
    from parvis.core.offer.consumption import Consumption, Ledger
    from parvis.core.offer.forecast.run import Learner
    from parvis.core.offer.grid import Tariff
    from parvis.core.offer.ground import Ground
    from parvis.core.offer.notices import Notice
    from parvis.core.offer.reach import Coverage
    from parvis.core.offer.siting import Solver
    from parvis.core.offer.takeup import Aid


class _Defined(Protocol):
    @property
    def id(self) -> str: ...


D = TypeVar("D", bound=_Defined)


class OfferWiring:
    """Definitions are read each time: a town writes its own while the service runs."""

    _home: Home

    def _read(
        self, folder: str, own: Path, parse: Callable[[dict[str, Any], str], D]
    ) -> Mapping[str, D]:
        found = (parse(data, file) for file, data in read_definitions(folder, own))
        return {one.id: one for one in found}

    def consumptions(self) -> Mapping[str, Consumption]:
        from parvis.core.offer.consumption import consumption_from

        return self._read("consumptions", self._home.consumptions, consumption_from)

    def attendances(self) -> Mapping[str, Attendance]:
        from parvis.core.offer.attendance import attendance_from

        return self._read("attendances", self._home.attendances, attendance_from)

    def rolls(self) -> Callable[[Path], Rolls]:
        from parvis.engines.attendance import DuckRolls

        return DuckRolls

    def learner(self) -> Learner:
        from parvis.engines.forecast import Boosting

        return Boosting()

    def tariffs(self) -> Mapping[str, Tariff]:
        from parvis.core.offer.grid import tariff_from

        return self._read("tariffs", self._home.tariffs, tariff_from)

    def ledgers(self) -> Callable[[Path], Ledger]:
        from parvis.engines.consumption import DuckLedger

        return DuckLedger

    def noise_key(self) -> bytes:
        from parvis.engines.secrets import noise_key

        return noise_key(self._home.noise_key)

    def sited(self) -> tuple[str, ...]:
        from parvis.engines.places import services_of

        return services_of(self._home.access)

    def ground(self, service: str) -> Ground:
        from parvis.engines.places import ground_of

        return ground_of(self._home.access, service)

    def described(self) -> Sequence[Described]:
        from parvis.engines.placing import held

        return held(self._home.access)

    def describe(self, kind: str, files: Sequence[tuple[str, Iterable[bytes]]]) -> None:
        from parvis.engines.placing import keep

        keep(self._home.access, kind, files)

    def forget(self, kind: str) -> None:
        from parvis.engines.placing import forget

        forget(self._home.access, kind)

    def solver(self) -> Solver:
        from parvis.engines.siting import Exact

        return Exact()

    def coverages(self) -> Mapping[str, Coverage]:
        from parvis.core.offer.reach import coverage_from

        return self._read("coverages", self._home.coverages, coverage_from)

    def aids(self) -> Mapping[str, Aid]:
        from parvis.core.offer.takeup import aid_from

        return self._read("aids", self._home.aids, aid_from)

    def notices(self) -> Mapping[str, Notice]:
        from parvis.core.offer.notices import notice_from

        return self._read("algorithms", self._home.algorithms, notice_from)
