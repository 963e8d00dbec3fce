"""Actions of the town without a draw, judged against comparable communes from a file of series."""

import csv
import io
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.campaigns.models import TownAction
from parvis.apps.campaigns.rights import authority_of
from parvis.core.access import Actor
from parvis.core.errors import Refused, Where
from parvis.core.loyalty.differences import FEWEST_BEFORE, FEWEST_PEERS

COLUMNS = ("commune", "periode", "valeur")
_MOST_BYTES = 2_000_000


@transaction.atomic
def declare_action(
    *, actor: Actor, now: datetime, authority: str, title: str, goal: str, target: str,
    measure: str, unit: str, since: str, raw: bytes,
) -> TownAction:  # fmt: skip
    """Keep an action with its series: one line per commune and period, `commune;periode;valeur`.

    Refused where the file lacks the town, a value, or enough communes or periods to compare.
    """
    where = authority_of(actor, authority)
    if not title.strip() or not goal.strip() or not measure.strip():
        raise Refused("action.untitled")
    periods, series = read_series(raw, str(where.code))
    if since not in periods:
        raise Refused("action.since", since=since, first=periods[0], last=periods[-1])
    before, peers = periods.index(since), len(series) - 1
    if peers < FEWEST_PEERS:
        raise Refused("effect.few_peers", n=peers, fewest=FEWEST_PEERS)
    if before < FEWEST_BEFORE:
        raise Refused("effect.few_periods", n=before, fewest=FEWEST_BEFORE)
    made = TownAction.objects.create(
        authority=where, title=title, goal=goal, target=target, measure=measure, unit=unit,
        periods=periods, since=since, series=series, created_at=now, created_by_label=actor.label,
    )  # fmt: skip
    record(actor=actor, authority=where, action="action.declared", now=now,
           subject=f"action:{made.pk}", detail={"peers": peers})  # fmt: skip
    return made


def read_series(raw: bytes, town: str) -> tuple[list[str], dict[str, list[float]]]:
    """Periods in their order, and the values of each commune, that of `town` first."""
    if len(raw) > _MOST_BYTES:
        raise Refused("action.too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise Refused("action.columns", expected=";".join(COLUMNS))
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in reader:
        values[row["commune"].strip()][row["periode"].strip()] = _number(row, reader.line_num)
    return _whole(values, town)


def _number(row: dict[str, str], line: int) -> float:
    try:
        return float(row["valeur"].replace(",", "."))
    except (ValueError, AttributeError):
        raise Refused("action.value", where=Where(line=line, field="valeur"),
                      value=row["valeur"]) from None  # fmt: skip


def _whole(
    values: dict[str, dict[str, float]], town: str
) -> tuple[list[str], dict[str, list[float]]]:
    if town not in values:
        raise Refused("action.no_town", town=town)
    periods = sorted(values[town])
    for commune, found in values.items():
        for period in periods:
            if period not in found:
                raise Refused("action.hole", commune=commune, period=period)
    order = [town, *sorted(set(values) - {town})]
    return periods, {c: [values[c][p] for p in periods] for c in order}
