"""One publication of a million requests, in a process of its own: `HOME ROWS`."""

import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from parvis.core.facts import Fact, fact_from, joined
from parvis.core.home import Home
from parvis.core.ingest.contract import contract_from
from parvis.core.privacy.pseudonym import EpochKey
from parvis.engines.definitions import read_definitions
from parvis.gate.release import ReleaseInput, build
from parvis.site.bench.children import tell
from parvis.site.bench.shapes import DANSMARUE, ROWS

AUTHORITY = "00000"
_KEY = EpochKey(b"a key for measures, not a secret")


@cache
def facts() -> dict[str, Fact]:
    """The facts shipped, by id."""
    read = (fact_from(data, file) for file, data in read_definitions("facts"))
    return joined({fact.id: fact for fact in read})


def publish(rows: Path, home: Home, now: datetime) -> str:
    """Build a release of `rows`, typed by the DansMaRue contract; its id."""
    known = (contract_from(data, file) for file, data in read_definitions("contracts"))
    (contract,) = (c for c in known if c.id == DANSMARUE.contract)
    delivery = ReleaseInput(
        authority=AUTHORITY, sector=contract.sector, contract=contract, rows=rows,
        sha256="0" * 64, received_at=now, observed_until=now, row_count=ROWS, is_synthetic=True,
    )  # fmt: skip
    manifest = build(
        [delivery], home=home, facts=facts(), key=_KEY, now=now, code_version="bench",
        progress=lambda done, label: None,
    )  # fmt: skip
    return manifest.id


def main() -> None:
    """Publish, and tell the id of the release."""
    tell(release=publish(Path(sys.argv[2]), Home(Path(sys.argv[1])), datetime.now(UTC)))


if __name__ == "__main__":
    main()
