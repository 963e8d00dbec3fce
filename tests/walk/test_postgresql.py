"""The same house on PostgreSQL: histories locked, authorities kept apart by the database itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parvis.site.bench.cluster import temporary_cluster

pytestmark = pytest.mark.long
STEPS = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from parvis.site.home import home_at
from parvis.site.start import start_or_make
now = datetime.now(UTC)
start_or_make(home_at({home!r}), now=now)
from django.db import DatabaseError, connection, connections, transaction
from parvis.apps.accounts.consents import give_consent
from parvis.apps.accounts.contacting import write_to_resident
from parvis.apps.accounts.models import Account, ContactPreference, Membership
from parvis.apps.audit.models import JournalEntry
from parvis.apps.audit.selectors import verify_chain
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority, Kind
from parvis.apps.authorities.scope import lift, limit_to
from parvis.apps.authorities.selectors import principal
from parvis.apps.authorities.services import create_authority
from parvis.apps.casework import services
from parvis.apps.casework.models import RequestEvent, ServiceRequest
from parvis.core.access import OPERATOR, VISITOR
from parvis.core.errors import Refused

create_authority(actor=OPERATOR, now=now, code="45234", name="Orléans", kind=Kind.COMMUNE)
def ask(code):
    return services.register_service_request(actor=VISITOR, now=now, authority=code,
        category="voirie", channel="web", text="Un trou")
def closed(pk):
    try:
        services.close(actor=OPERATOR, now=datetime.now(UTC), request=pk)
        return True
    except Refused:
        return False
    finally:
        connections.close_all()
def asked(code):
    try:
        return ask(code).number
    finally:
        connections.close_all()
ada = Account.objects.create_user("ada@exemple.fr", created_at=now)
give_consent(now=now, authority=principal(), account=ada, source="portail", purpose="rappels",
             is_given=True)
ContactPreference.objects.create(authority=principal(), account=ada, most_a_month=2)
def wrote(rank):
    try:
        write_to_resident(actor=OPERATOR, now=now, authority=principal(), account=ada,
            source="portail", purpose="rappels", title=f"Message {{rank}}", text="Bonjour")
        return True
    except Refused:
        return False
    finally:
        connections.close_all()
ours, theirs = ask(principal().code), ask("45234")
told = {{"vendor": connection.vendor}}
limit_to([ours.authority_id])
told["seen"] = list(ServiceRequest.objects.values_list("authority__code", flat=True))
told["updated_elsewhere"] = ServiceRequest.objects.filter(pk=theirs.pk).update(subject="x")
limit_to([])
told["nothing"] = ServiceRequest.objects.count()
lift()
try:
    with transaction.atomic():
        RequestEvent.objects.update(what="closed")
    told["locked"] = False
except DatabaseError as error:
    told["locked"] = "only grows" in str(error)
with ThreadPoolExecutor(8) as many:
    told["closings"] = sum(many.map(closed, [ours.pk] * 8))
    told["written"] = sum(many.map(wrote, range(8)))
    told["numbers"] = sorted(many.map(asked, [principal().code] * 24))
def write(n):
    try:
        record(actor=OPERATOR, authority=Authority.objects.get(code="45234"), action="x",
               subject=str(n), detail={{}}, now=now)
    finally:
        connections.close_all()
with ThreadPoolExecutor(8) as many:
    list(many.map(write, range(24)))
told["chain"] = verify_chain() is None
print(json.dumps(told))
"""


def test_authorities_are_walled_histories_locked_and_two_agents_do_not_close_twice(
    tmp_path: Path,
) -> None:
    with temporary_cluster() as url:
        source = str(Path(__file__).parents[2] / "src")
        environment = {**os.environ, "PARVIS_DATABASE": url, "PYTHONPATH": source,
                       "DJANGO_SETTINGS_MODULE": "parvis.site.settings",
                       "PARVIS_HOME": str(tmp_path / "home")}  # fmt: skip
        script = STEPS.format(home=str(tmp_path / "home"))
        done = subprocess.run([sys.executable, "-c", script], env=environment,
                              capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["vendor"] == "postgresql"
    assert (told["seen"], told["updated_elsewhere"], told["nothing"]) == (["00000"], 0, 0)
    assert told["locked"]
    assert told["closings"] == 1
    assert told["numbers"] == list(range(2, 26))
    assert told["written"] == 2, "the cap holds whoever writes at once"
    assert told["chain"]
