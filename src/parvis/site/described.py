"""Files that describe places, from the command line."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from parvis.core.home import Home
from parvis.engines.placing import Held, chunks_of, held
from parvis.site.start import start_or_make


def keep_files(home: Home, kind: str, files: Sequence[Path], authority: str, now: datetime) -> Held:
    """Keep `files` as what describes `kind`, journaled in the name of `authority`."""
    start_or_make(home, now=now)
    from parvis.apps.offer.services import describe_places
    from parvis.core.access import OPERATOR
    from parvis.site.cli.common import chosen_authority

    describe_places(
        actor=OPERATOR, now=now, authority=chosen_authority(authority or None), kind=kind,
        files=[(path.name, chunks_of(path)) for path in files],
    )  # fmt: skip
    return next(one for one in held(home.access) if one.kind == kind)
