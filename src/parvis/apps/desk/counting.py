"""How many requests each standing view holds, in one question to the database.

It is written in SQL: as expressions of Django, it took longer to write out than to answer, and
read every open request for each view. `tests/apps/desk` compares it with the views themselves.
"""

from datetime import datetime

from django.db import connection
from django.utils.timezone import localtime

from parvis.apps.casework.dispatch import covered_by
from parvis.apps.desk.queue import CLOSED_VIEW, WAITING_VIEW, monday, tomorrow
from parvis.core.access import Actor, Capability

NOBODY = 0
_UNDER_WAY = "is_open AND due_at IS NOT NULL"
_KEPT = {
    "moi": f"{_UNDER_WAY} AND assignee_id IN ({{covered}})",
    "jour": "is_open AND due_at >= %(now)s AND due_at < %(tomorrow)s",
    "nouvelles": "is_open AND has_news",
    WAITING_VIEW: "is_open AND state = 'waiting_citizen'",
    "rouvertes": "is_open AND reopenings > 0",
    "elus": "is_open AND audience = 'elu'",
    CLOSED_VIEW: "NOT is_open AND state = 'closed' AND closed_at >= %(monday)s",
}
"""What each small view keeps: word for word the condition of its partial index, if it has one."""
_LARGE = {"equipe": "TRUE", "sans": "assignee_id IS NULL", "retard": "due_at < %(now)s"}
"""What the large views keep of all that is to do: they are counted in one reading of it."""
_NAMES = (*_LARGE, *_KEPT)


def counts(actor: Actor, authority: str, now: datetime) -> dict[str, int]:
    """How many requests of `authority` (a code), in the actor's sectors, each view holds."""
    sectors = sorted(actor.sectors(Capability.SEE_DESK, authority))
    if not sectors:
        return dict.fromkeys(_NAMES, 0)
    covered = covered_by(actor, authority, localtime(now).date()) or [NOBODY]
    instants = {"now": now, "tomorrow": tomorrow(now), "monday": monday(now)}
    adapted = connection.ops.adapt_datetimefield_value
    asked = {
        "authority": authority,
        **{name: adapted(instant) for name, instant in instants.items()},
        **{f"sector_{rank}": sector for rank, sector in enumerate(sectors)},
        **{f"covered_{rank}": key for rank, key in enumerate(covered)},
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql(len(sectors), len(covered)), asked)
        return dict(zip(_NAMES, cursor.fetchone(), strict=True))


def _sql(sectors: int, covered: int) -> str:
    """One row, a column for each view; nothing but names of parameters is put in."""
    here = f"""FROM casework_servicerequest WHERE sector IN ({_named("sector", sectors)})
        AND authority_id = (SELECT id FROM authorities_authority WHERE code = %(authority)s)
        """  # noqa: S608  see above
    large = ", ".join(f"COUNT(*) FILTER (WHERE {kept}) AS {view}" for view, kept in _LARGE.items())
    small = ", ".join(f"(SELECT COUNT(*) {here} AND {kept})" for kept in _KEPT.values())
    asked = f"SELECT todo.*, {small} FROM (SELECT {large} {here} AND {_UNDER_WAY}) todo"  # noqa: S608
    return asked.replace("{covered}", _named("covered", covered))


def _named(name: str, count: int) -> str:
    return ", ".join(f"%({name}_{rank})s" for rank in range(count))
