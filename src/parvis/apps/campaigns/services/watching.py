"""Watching the town's name in the trademark filings of a file, and keeping what was found."""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.campaigns.models import NameWatch
from parvis.apps.campaigns.rights import authority_of
from parvis.core.access import Actor
from parvis.core.calendar.holidays import calendar_named
from parvis.core.errors import Refused
from parvis.core.loyalty.trademarks import hits_in
from parvis.core.loyalty.watching import check_names, document_of, evidence

MOST_BYTES = 50_000_000


@transaction.atomic
def watch_name(
    *, actor: Actor, now: datetime, authority: str, names: Sequence[str], filename: str, raw: bytes
) -> NameWatch:
    """Read the file `raw` of INPI and keep the marks near `names`, with their evidence; journaled.

    Refused where a name is too short, where the file is too large, or of another schema.
    """
    where = authority_of(actor, authority)
    check_names(names)
    if len(raw) > MOST_BYTES:
        raise Refused("trademarks.too_large", most=MOST_BYTES // 1_000_000)
    with tempfile.TemporaryDirectory(dir=wired.home().identified, prefix="marks-") as place:
        path = Path(place) / Path(filename).name
        path.write_bytes(raw)
        filings = list(wired.filings()(path))
    today = now.date()
    hits = hits_in(filings, names, today, calendar_named("FR", wired.calendars()))
    digest = hashlib.sha256(raw).hexdigest()
    made = NameWatch.objects.create(
        authority=where, names=list(names), filename=Path(filename).name[:255], sha256=digest,
        read=len(filings), hits=[document_of(hit) for hit in hits], at=now,
        evidence=evidence(names, Path(filename).name, digest, today, hits), by_label=actor.label,
    )  # fmt: skip
    record(actor=actor, authority=where, action="name.watched", now=now, subject=f"watch:{made.pk}",
           detail={"rows": len(filings), "marks": len(hits)})  # fmt: skip
    return made
