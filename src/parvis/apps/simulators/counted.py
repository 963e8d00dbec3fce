"""The services whose attendance can be forecast: described, or seen in a contract of the town."""

from collections.abc import Mapping

from parvis.apps import wired
from parvis.apps.simulators.port import attendances
from parvis.core.offer.attendance import Attendance
from parvis.core.offer.seen import attendance_seen


def counted() -> Mapping[str, Attendance]:
    """Those of `attendances/`, then each contract that counts by day and that none describes."""
    contracts = wired.contracts()
    described = {name: one for name, one in attendances().items() if one.contract in contracts}
    taken = {one.contract for one in described.values()} | set(described)
    seen = (attendance_seen(one) for one in contracts.values() if one.id not in taken)
    return {**described, **{one.id: one for one in seen if one is not None}}
