"""One measured load of a million attendances, followed by every control, in its own process.

Arguments: ATTENDANCE INVOICES HOME. The invoices are loaded before, and not counted.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.core.access import OPERATOR
from parvis.site.bench.children import peak_megabytes, tell
from parvis.site.home import home_at
from parvis.site.start import UNNAMED_CODE, start_or_make


def main() -> None:
    """Load both files; measure the attendance and the controls."""
    attendance, invoices, work = (Path(a) for a in sys.argv[1:4])
    now = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
    start_or_make(home_at(work), now=now)
    from parvis.apps.authorities.models import Authority
    from parvis.apps.controls.models import Verdict
    from parvis.apps.controls.services import run_controls
    from parvis.apps.sources.services import load_file
    from parvis.apps.sources.services.loading import silent

    def load(path: Path) -> None:
        load_file(actor=OPERATOR, now=now, authority=UNNAMED_CODE, path=path, filename=path.name)

    load(invoices)
    duckdb.execute("SELECT ?", [1]).fetchall()
    started = perf_counter()
    load(attendance)
    town = Authority.objects.get(code=UNNAMED_CODE)
    verdicts = run_controls(actor=OPERATOR, now=now, authority=town, progress=silent)
    seconds = perf_counter() - started
    found = Verdict.objects.get(control="presences_facturees", is_current=True)
    tell(
        seconds=seconds,
        megabytes=peak_megabytes(),
        controls=len(verdicts),
        unbilled=found.lines,
    )


if __name__ == "__main__":
    main()
