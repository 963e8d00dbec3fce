"""Which benchmarks exist, and running those that are asked for."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from parvis.core.errors import Refused
from parvis.core.ports import Progress
from parvis.site.bench.figures import Figure

Measure = Callable[[Path, Progress], Iterator[Figure]]

BENCHMARKS: Mapping[str, str] = {
    "load": "load:measure_load",
    "intake": "intake:measure_intake",
    "release": "release:measure_release",
    "portal": "portal:measure_portal",
    "insights": "insights:measure_insights",
    "territory": "territory:measure_territory",
    "palmares": "palmares:measure_palmares",
    "offer": "offer:measure_offer",
    "clock": "clock:measure_clock",
    "desk": "desk:measure_desk",
    "synth": "synth:measure_synth",
    "link": "link:measure_link",
    "link-million": "link:measure_link_million",
    "protection": "protection:measure_protection",
    "metrics": "metrics:measure_metrics",
    "publication": "metrics:measure_publication",
    "loyalty": "loyalty:measure_loyalty",
    "screens": "screens:measure_screens",
}
"""Each name with the module and the function that yields its figures."""


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
            figures += _measure(name)(Path(place), progress)
    return figures


def _measure(name: str) -> Measure:
    """The function that measures, imported when it is asked for: some need much."""
    module, function = BENCHMARKS[name].split(":")
    return cast(Measure, getattr(import_module(f"parvis.site.bench.{module}"), function))
