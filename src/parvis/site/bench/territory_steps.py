"""One measured step about territories, in a process of its own.

Arguments: `bring FOLDER`, `hash FOLDER`, `peers real|made-up` or `neighbours real|made-up`.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

from parvis.core.territory.peers import Structure, all_peers, made_of
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import bring_folder
from parvis.engines.opendata.published import sha256_of
from parvis.site.bench.children import tell
from parvis.site.home import home_at

K, COMMUNES, VARIABLES, SEED = 20, 35_000, 8, 41_269


def bring(folder: Path) -> None:
    """Every official file of the folder, into the home in PARVIS_HOME."""
    home = home_at(os.environ["PARVIS_HOME"])
    datasets = FileAtlas(home).datasets
    started = perf_counter()
    found = bring_folder(home, folder, datasets, now=datetime.now(UTC), progress=_silent)
    tell(seconds=perf_counter() - started, rows=sum(entry.rows for entry in found.kept))


def hashed(folder: Path) -> None:
    """The yardstick of bringing in: the same bytes, read and hashed."""
    started = perf_counter()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        sha256_of(file)
    tell(seconds=perf_counter() - started)


def peers(kind: str) -> None:
    """The comparable communes of every commune, windows and all."""
    structure = _structure(kind)
    started = perf_counter()
    found = all_peers(structure, K)
    tell(seconds=perf_counter() - started, rows=len(found), k=K)


def neighbours(kind: str) -> None:
    """The yardstick: plain nearest neighbours in the same whitened space."""
    from sklearn.neighbors import NearestNeighbors

    space = _structure(kind).whitened
    started = perf_counter()
    NearestNeighbors(n_neighbors=K + 1).fit(space).kneighbors(space)
    tell(seconds=perf_counter() - started)


def _structure(kind: str) -> Structure:
    if kind == "real":
        return FileAtlas(home_at(os.environ["PARVIS_HOME"])).structure()
    draw = np.random.default_rng(SEED)
    raw = draw.normal(size=(COMMUNES, VARIABLES))
    return made_of(raw, tuple(f"x{i}" for i in range(VARIABLES)), raw[:, 0], raw[:, 1])


def _silent(done: float, label: str) -> None:
    """A measure shows nothing while it runs."""


STEPS = {"peers": peers, "neighbours": neighbours}
FOLDER_STEPS = {"bring": bring, "hash": hashed}


def main() -> None:
    """Run the step named on the command line."""
    step, argument = sys.argv[1:3]
    if step in FOLDER_STEPS:
        FOLDER_STEPS[step](Path(argument))
    else:
        STEPS[step](argument)


if __name__ == "__main__":
    main()
