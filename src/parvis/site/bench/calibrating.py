"""How estimates hold: `SEEDS FOLDER` links a small town for each seed, the two designs of error in
turn, and counts those where precision and recall both lie within their own intervals."""

import sys
from collections import Counter
from pathlib import Path

from parvis.engines.duckdb.linker.link import link_people
from parvis.site.bench.children import tell
from parvis.site.bench.scores import clusters
from parvis.site.bench.towns import DESIGNS, write_towns

RECORDS = 1_600
_FIRST = 100


def holds(place: Path, seed: int) -> bool:
    """Whether the town of this seed has its precision and its recall where they are said to be."""
    file, out = place / f"seed{seed}.csv", place / f"seed{seed}.out"
    errors = DESIGNS[seed % len(DESIGNS)]
    truth = write_towns(file, records=RECORDS, seed=_FIRST + seed, errors=errors).person.tolist()
    said = link_people(file, out=out, progress=lambda done, label: None)
    found = clusters(out)
    both, ours, theirs = (
        sum(n * (n - 1) // 2 for n in Counter(labels).values())
        for labels in (zip(found, truth, strict=True), found, truth)
    )
    return (
        said.precision.low <= both / ours <= said.precision.high
        and said.recall.low <= both / theirs <= said.recall.high
    )


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    tell(held=sum(holds(folder, seed) for seed in range(int(sys.argv[1]))))
