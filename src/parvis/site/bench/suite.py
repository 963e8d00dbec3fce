"""Which benchmarks exist, and running those that are asked for."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from parvis.core.errors import Refused
from parvis.core.ports import Progress
from parvis.site.bench.clock import measure_clock
from parvis.site.bench.desk import measure_desk
from parvis.site.bench.figures import Figure
from parvis.site.bench.insights import measure_insights
from parvis.site.bench.intake import measure_intake
from parvis.site.bench.link import measure_link, measure_link_million
from parvis.site.bench.load import measure_load
from parvis.site.bench.loyalty import measure_loyalty
from parvis.site.bench.metrics import measure_metrics
from parvis.site.bench.offer import measure_offer
from parvis.site.bench.palmares import measure_palmares
from parvis.site.bench.portal import measure_portal
from parvis.site.bench.protection import measure_protection
from parvis.site.bench.release import measure_release
from parvis.site.bench.synth import measure_synth
from parvis.site.bench.territory import measure_territory

BENCHMARKS: Mapping[str, Callable[[Path, Progress], Iterator[Figure]]] = {
    "load": measure_load,
    "intake": measure_intake,
    "release": measure_release,
    "portal": measure_portal,
    "insights": measure_insights,
    "territory": measure_territory,
    "palmares": measure_palmares,
    "offer": measure_offer,
    "clock": measure_clock,
    "desk": measure_desk,
    "synth": measure_synth,
    "link": measure_link,
    "link-million": measure_link_million,
    "protection": measure_protection,
    "metrics": measure_metrics,
    "loyalty": measure_loyalty,
}


def run(names: Sequence[str], progress: Progress) -> list[Figure]:
    """The figures of the benchmarks `names`, all of them if none is named.

    Everything is measured on a home of its own in the machine's temporary folder, removed
    afterwards. Refused if a name is not one of `BENCHMARKS`.
    """
    for name in names:
        if name not in BENCHMARKS:
            raise Refused("bench.unknown", name=name, known=", ".join(BENCHMARKS))
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="parvis-bench-") as place:
            figures += BENCHMARKS[name](Path(place), progress)
    return figures
