"""The offer: tariffs by the hundred thousand, access, siting, and Nantes's meals forecast."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.figures import Figure
from parvis.site.bench.offer_forecast import measure_forecast
from parvis.site.bench.offer_steps import (
    measure_access,
    measure_notice,
    measure_siting,
    measure_streets,
    measure_sweep,
)


def measure_offer(place: Path, progress: Progress) -> Iterator[Figure]:
    """Prices, access and siting on made-up towns; forecasts on the real series of Nantes."""
    progress(0.0, "offer: tarifs")
    yield from measure_sweep()
    yield from measure_notice()
    progress(0.2, "offer: accès")
    yield from measure_access()
    yield from measure_streets()
    progress(0.4, "offer: implantation")
    yield from measure_siting()
    progress(0.6, "offer: prévision")
    yield from measure_forecast(place)
    progress(1.0, "offer: fait")
