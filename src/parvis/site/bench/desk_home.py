"""A home with a million requests and their events, written by SQL: the verbs would take an hour.

Two years of contacts of a town of 75,000: the newest 2 % are open. What is written is what the
verbs write; a few requests drawn at random are replayed to prove it.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter

from parvis.site.bench.children import tell

SPAN_S, OPEN_SHARE, SAMPLE = 2 * 365 * 86_400, 0.02, 200
BEGAN = datetime.now(UTC)
"""One instant for every statement: what they write of one moment must be the same."""
_CATEGORIES = "voirie proprete eclairage espaces_verts dechets stationnement".split()
_DISTRICTS = "Centre ancien|Saint-Lubin|Les Rottes|Courtiras|Faubourg Chartrain".split("|")
_CHANNELS = ("web", "phone", "counter", "email")
_SENDS = ("received", "assigned", "in_progress")


def fill(count: int) -> None:
    """Write `count` requests into the home of this process, and say how long it took."""
    from django.db import connection, transaction

    began = perf_counter()
    authority = _authority()
    with transaction.atomic(), connection.cursor() as cursor, _unlocked(cursor):
        first = _next_key(cursor)
        cursor.execute(f"CREATE TEMPORARY TABLE seq AS {_series(count)}")
        for statement in _statements(count, authority, first):
            cursor.execute(statement)
        cursor.execute("DROP TABLE seq")
    with connection.cursor() as cursor:
        _renumber(cursor)
        _settle(cursor)
    tell(seconds=perf_counter() - began, replayed=_replayed(first, count))


def _settle(cursor) -> None:
    """What a home filled in two years has done long ago: statistics taken, written to disk."""
    if _is_sqlite():
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        cursor.execute("VACUUM (ANALYZE)")
    os.sync()


def _authority() -> int:
    from parvis.apps.authorities.selectors import principal

    town = principal()
    if town is None:
        sys.exit("a home without authority")
    return town.pk


@contextmanager
def _unlocked(cursor) -> Iterator[None]:
    """Without the triggers that look at each inserted event; they come back in the same breath."""
    from importlib import import_module

    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    lock = import_module("parvis.apps.casework.migrations.0002_append_only")
    for statement in lock.remove_sql("sqlite"):
        cursor.execute(statement)
    yield
    for statement in lock.install_sql("sqlite"):
        cursor.execute(statement)


def _next_key(cursor) -> int:
    cursor.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM casework_servicerequest")
    return int(cursor.fetchone()[0])


def _series(count: int) -> str:
    """1 to `count`."""
    if _is_sqlite():
        numbers = f"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}"
        return f"WITH RECURSIVE n(i) AS ({numbers}) SELECT i FROM n"
    return f"SELECT generate_series(1::bigint, {count}) AS i"


def _is_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def _ago(seconds: str) -> str:
    """The instant so many seconds before `BEGAN`, as each database writes it."""
    if _is_sqlite():
        return f"datetime({int(BEGAN.timestamp())} - ({seconds}), 'unixepoch')"
    return f"to_timestamp({int(BEGAN.timestamp())} - ({seconds}))"


def _pick(values: list[str] | tuple[str, ...], by: str) -> str:
    cases = " ".join(f"WHEN {rank} THEN '{value}'" for rank, value in enumerate(values))
    return f"CASE ({by}) % {len(values)} {cases} END"


def _truth(condition: str) -> str:
    return f"({condition})"


def _statements(count: int, authority: int, first: int) -> Iterator[str]:
    opened = f"i > {int(count * (1 - OPEN_SHARE))}"
    age = f"(({count} - i) * {SPAN_S / count})"
    received = _ago(f"CAST({age} AS INTEGER)")
    closed = _ago(f"CAST({age} * 0.9 AS INTEGER)")
    due = _ago(f"CAST({age} AS INTEGER) - 1300000 + (i * 7919) % 900000")
    key = f"{first} - 1 + i"
    code = _code("i")
    state = f"CASE WHEN {opened} THEN 'assigned' ELSE 'closed' END"
    rank = f"CASE WHEN {opened} THEN 3 ELSE 4 END"
    last = f"CASE WHEN {opened} THEN {received} ELSE {closed} END"
    yield f"""
    INSERT INTO casework_servicerequest (id, authority_id, number, tracking_code, sector, category,
        demarche, audience, channel, subject, place, district, latitude, longitude, state, is_open,
        since, rank, last_at, reopenings, received_at, closed_at, is_late, team, because, promise,
        due_at, regime, external_ref, has_news, is_synthetic)
    SELECT {key}, {authority}, i, {code}, 'police_voirie', {_pick(_CATEGORIES, "i")},
        'signalement_voirie', CASE WHEN i % 50 = 0 THEN 'elu' ELSE 'resident' END,
        {_pick(_CHANNELS, "i")}, 'Signalement ' || i, (i % 120) || ' rue Poterie',
        {_pick(_DISTRICTS, "i / 7")}, 47.75 + (i * 7919 % 100000) / 1000000.0,
        1.02 + (i * 104729 % 100000) / 1000000.0, {state}, {_truth(opened)}, {last}, {rank}, {last},
        0, {received}, CASE WHEN {opened} THEN NULL ELSE {closed} END,
        CASE WHEN {opened} THEN NULL ELSE i % 9 = 0 END, 'voirie', 'Service voirie', '105h',
        CASE WHEN {opened} THEN {due} ELSE NULL END, 'none', '', {_truth("i % 97 = 0")},
        {_truth("1 = 1")} FROM seq"""
    yield f"""
    INSERT INTO casework_requestcontact (authority_id, service_request_id, sector, name, name_key,
        name_back, email, email_key, phone, phone_key, address, prefers, account_ref)
    SELECT {authority}, {key}, 'police_voirie', 'Usager ' || i, 'USAGER N' || (i % 60000),
        'N' || (i % 60000) || ' USAGER', 'u' || (i % 60000) || '@example.org',
        'u' || (i % 60000) || '@example.org', '', '6' || (10000000 + i % 60000), '', 'email', ''
    FROM seq"""
    yield f"""
    INSERT INTO casework_message (authority_id, service_request_id, rank, way, channel, author,
        subject, text, at, sending, message_id)
    SELECT {authority}, {key}, 1, 'in', 'web', 'Usager', 'Signalement ' || i,
        'Le trottoir est abimé devant le numéro ' || (i % 120), {received}, 'none', '' FROM seq"""
    told = '\'{"team": "voirie", "assignee": "", "because": "Service voirie"}\''
    rest = '", "sector": "police_voirie", "demarche": "signalement_voirie"}'
    facts = f"""'{{"category": "' || {_pick(_CATEGORIES, "i")} || '{rest}'"""
    steps = ((1, "registered", facts, "1 = 1", received), (2, "assigned", told, "1 = 1", received),
             (3, "acknowledged", "'{\"article\": \"R112-11-1\"}'", "1 = 1", received),
             (4, "closed", "'{}'", f"NOT ({opened})", closed))  # fmt: skip
    for number, what, detail, kept, at in steps:
        cast = detail if _is_sqlite() else f"({detail})::jsonb"
        yield f"""
        INSERT INTO casework_requestevent (authority_id, service_request_id, rank, what, at,
            actor_ref, actor_label, detail)
        SELECT {authority}, {key}, {number}, '{what}', {at}, 'house', 'Parvis', {cast}
        FROM seq WHERE {kept}"""


def _code(i: str) -> str:
    """A code unlike any that the verbs draw (it holds a Z), unique by its number."""
    padded = f"substr('00000000' || {i}, -8)" if _is_sqlite() else f"lpad({i}::text, 8, '0')"
    return f"'Z' || substr({padded}, 1, 3) || '-' || substr({padded}, 4, 4) || '-' || " \
           f"substr({padded}, 8, 1) || 'ZZ'"  # fmt: skip


def _renumber(cursor) -> None:
    """The next numbers follow those written here."""
    cursor.execute(
        "INSERT INTO casework_numbering (authority_id, last) "
        "SELECT authority_id, MAX(number) FROM casework_servicerequest WHERE authority_id NOT IN "
        "(SELECT authority_id FROM casework_numbering) GROUP BY authority_id"
    )
    cursor.execute(
        "UPDATE casework_numbering SET last = (SELECT MAX(number) FROM casework_servicerequest r "
        "WHERE r.authority_id = casework_numbering.authority_id)"
    )
    if not _is_sqlite():
        for table in ("servicerequest", "requestcontact", "message", "requestevent"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('casework_{table}', 'id'), "
                f"(SELECT MAX(id) FROM casework_{table}))"
            )


def _replayed(first: int, count: int) -> int:
    """How many of a sample of requests their events give back exactly: all of them, or a stop."""
    from parvis.apps.casework.history import projection_of, told
    from parvis.apps.casework.models import ServiceRequest
    from parvis.core.casework.projection import projected

    drawn = [int(hashlib.sha256(str(n).encode()).hexdigest()[:8], 16) % count
             for n in range(SAMPLE)]  # fmt: skip
    for request in ServiceRequest.objects.filter(pk__in=[first + n for n in drawn]):
        kept, replayed = projection_of(request), projected(told(request.events.all()))
        same = kept.standing.state == replayed.standing.state
        same &= kept.standing.last.rank == replayed.standing.last.rank
        if not (same and kept.closed_at == replayed.closed_at):
            sys.exit(f"request {request.pk} is not what its events say")
    return len(set(drawn))
