"""Nothing of one authority is seen from another: tried on every selector of every application.

Two authorities hold one record of each kind. Each selector is called by somebody who holds
every role in the first, then with whatever belongs to the second.
"""

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

import api_records
import casework_records
import controls_records
import factories
import insights_records
import notes_records
import people_records
import portal_records
import simulators_records
from each import each
from parvis.apps.accounts.models import Account, Membership
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.audit.models import JournalEntry
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.casework import models as casework
from parvis.apps.jobs.models import Job
from parvis.apps.sources.models import Delivery, PushToken, Source
from parvis.core.access import OPERATOR, SECTOR_BOUND, Actor, Capability, Role
from parvis.core.errors import NotVisible
from parvis.core.sectors import Sector

APPS = Path(__file__).parents[2] / "src" / "parvis" / "apps"
OURS, THEIRS = "41269", "45234"
NOW = factories.NOW

WITHOUT_ACTOR = portal_records.WITHOUT_ACTOR | {
    "casework.tracked_request": "whoever holds a tracking code follows what it names",
    "casework.public_messages": "whoever holds a tracking code follows what it names",
    "casework.public_events": "whoever holds a tracking code follows what it names",
    "casework.public_attachments": "whoever holds a tracking code follows what it names",
    "audit.verify_chain": "the chain is one for the home; tells an entry's number to the operator",
}
WITHOUT_RECORDS = {"offer", "palmares", "territory"}
"""Applications that read no record: disclosed answers, or published statistics."""


def _selectors() -> dict[str, Callable[..., Any]]:
    found = {}
    for path in sorted(APPS.glob("*/selectors.py")):
        module = import_module(f"parvis.apps.{path.parent.name}.selectors")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{path.parent.name}.{name}"] = function
    return found


SELECTORS = _selectors()
READS = {
    name: function
    for name, function in SELECTORS.items()
    if name not in WITHOUT_ACTOR and name.split(".")[0] not in WITHOUT_RECORDS
}


def membership(place: Authority) -> Membership:
    account = factories.account(code=place.code)
    return Membership.objects.create(
        account=account, authority=place, role=Role.ELU, granted_at=NOW
    )


def entry(place: Authority) -> JournalEntry:
    return record(
        actor=OPERATOR, authority=place, action="role.granted", subject="x", detail={}, now=NOW
    )


def awaited_job(place: Authority) -> Job:
    return Job.objects.create(
        authority=place, name="sources.publish", owner_ref=f"of:{place.code}", enqueued_at=NOW
    )


def source(place: Authority) -> Source:
    return Source.objects.create(
        authority=place, contract="demo_grc", sector=Sector.RELATIONS_USAGERS, title="GRC"
    )


def delivery(place: Authority) -> Delivery:
    origin = Source.objects.filter(authority=place).first() or source(place)
    deliveries = [
        Delivery.objects.create(
            authority=place,
            source=origin,
            sector=origin.sector,
            contract=origin.contract,
            state=state,
            sha256=f"{number}{place.code}".ljust(64, "0"),
            filename=f"{place.code}.csv",
            received_at=NOW,
            rows_read=3,
            rows_kept=2,
            rows_rejected=1,
        )
        for number, state in enumerate(("kept", "waiting", "refused"))
    ]
    Delivery.objects.create(
        authority=place,
        source=origin,
        sector=origin.sector,
        contract=origin.contract,
        state="kept",
        sha256=f"9{place.code}".ljust(64, "0"),
        filename="corrections.csv",
        received_at=NOW,
        corrects=deliveries[0],
    )
    return deliveries[0]


def push_token(place: Authority) -> PushToken:
    return PushToken.objects.create(
        authority=place, label="Concerto", sector=Sector.RELATIONS_USAGERS, digest=place.code,
        created_at=NOW, created_by_label="x",
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    Membership: membership,
    JournalEntry: entry,
    Job: awaited_job,
    Source: source,
    Delivery: delivery,
    PushToken: push_token,
    **portal_records.MAKERS,
    **casework_records.MAKERS,
    **api_records.MAKERS,
    **controls_records.MAKERS,
    **insights_records.MAKERS,
    **people_records.MAKERS,
    **notes_records.MAKERS,
    **simulators_records.MAKERS,
}


GIVEN = {"is_sample": False, "after": 0, "today": NOW.date(), "offset": 0, "limit": 10}


@dataclasses.dataclass(frozen=True)
class Side:
    """One authority, somebody with every role in it, and its records."""

    authority: Authority
    actor: Actor
    account: Account
    records: Mapping[type[models.Model], models.Model]

    def values(self, name: str, annotation: Any) -> list[Any]:
        """What may stand for the parameter `name` of a selector."""
        if name in ("authority", "asked"):
            return [self.authority.code]
        if name == "capability":
            return list(Capability)
        if name == "sector":
            return list(Sector)
        if name == "few":
            return [None, list(Authority.objects.all())]
        if name == "key":
            return [self.records[insights_records.KeptView].key]
        if name in GIVEN:
            return [GIVEN[name]]
        if name == "pk":
            return list({made.pk for made in (*self.records.values(), self.account)})
        kinds = [kind for kind in self.records if name == kind.__name__.lower()]
        return [self.records[kind] for kind in kinds] or list(self.records.values())


def _side(code: str) -> Side:
    account = factories.account(code=code)
    place = Authority.objects.get(code=code)
    Membership.objects.bulk_create(
        Membership(account=account, authority=place, role=role, sector=sector, granted_at=NOW)
        for role in Role
        for sector in (Sector if role in SECTOR_BOUND else (None,))
    )
    records = {kind: make(place) for kind, make in MAKERS.items()}
    Job.objects.update(owner_ref="someone")
    Job.objects.filter(authority=place).update(owner_ref=account.ref)
    casework.BulkAction.objects.filter(authority=place).update(actor_ref=account.ref)
    casework.RequestContact.objects.filter(authority=place).update(account_ref=account.ref)
    for kept in (casework_records.SavedView, insights_records.KeptView):
        kept.objects.filter(authority=place).update(account=account)
    return Side(place, actor_of(account), account, records)


@pytest.fixture(scope="module")
def sides(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Side, Side]]:
    """Both, made once. Theirs come second, numbered far from ours: none fits by chance."""
    with django_db_blocker.unblock(), transaction.atomic():
        ours = _side(OURS)
        for kind in (*MAKERS, Account):
            _start_numbers_at(kind, 900_000)
        yield ours, _side(THEIRS)
        transaction.set_rollback(True)


@pytest.fixture
def ours(sides: tuple[Side, Side], db: None) -> Side:
    return sides[0]


@pytest.fixture
def theirs(sides: tuple[Side, Side], db: None) -> Side:
    return sides[1]


def _start_numbers_at(kind: type[models.Model], number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [number, kind._meta.db_table]
        )


def _answers(function: Callable[..., Any], actor: Actor, side: Side) -> Iterable[Any]:
    """The answers of `function` to `actor`, asked in every way about what `side` holds."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    choices = [side.values(p.name, p.annotation) for p in parameters]
    for arguments in product(*choices):
        try:
            yield function(actor, *arguments)
        except (NotVisible, AttributeError):
            # A record of another kind than the selector reads is no argument of it.
            continue


def _records(answer: Any) -> list[models.Model]:
    """Every record inside an answer, whatever holds it."""
    if isinstance(answer, models.Model):
        return [answer, *getattr(answer, "roles_here", [])]
    if isinstance(answer, models.QuerySet | list | tuple | set | frozenset):
        return [found for item in answer for found in _records(item)]
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        fields = dataclasses.fields(answer)
        return [found for f in fields for found in _records(getattr(answer, f.name))]
    return []


def _belongs(found: models.Model, side: Side) -> bool:
    if isinstance(found, AuthorityScoped):
        return found.authority_id == side.authority.pk
    return found in (side.authority, side.account)


@each(SELECTORS)
def test_a_selector_takes_its_actor_first(name: str) -> None:
    if name in READS:
        first = next(iter(inspect.signature(SELECTORS[name]).parameters.values()), None)
        assert first is not None, f"{name} filters for nobody"
        assert first.name == "actor"


@each(sorted(WITHOUT_RECORDS))
def test_an_application_without_records_imports_none(app: str) -> None:
    module = import_module(f"parvis.apps.{app}.selectors")
    held = [v for v in vars(module).values() if inspect.isclass(v) and issubclass(v, models.Model)]
    assert held == []


def test_every_kind_of_record_takes_part_in_this_trial() -> None:
    scoped = {model for model in apps.get_models() if issubclass(model, AuthorityScoped)}
    assert scoped == set(MAKERS)


def test_every_record_of_ours_belongs_to_an_authority() -> None:
    ours = {
        model
        for config in apps.get_app_configs()
        if config.name.startswith("parvis.apps.")
        for model in config.get_models()
    }
    loose = {model.__name__ for model in ours if not issubclass(model, AuthorityScoped)}
    # An account may serve several authorities; a daily work's hour says nothing of anybody.
    # A key of pseudonyms is one for the home.
    assert loose == {"Authority", "Account", "DueDate", "KeyEpoch"}


@each(READS)
def test_nothing_of_one_authority_is_seen_from_another(name: str, ours: Side, theirs: Side) -> None:
    for asked in (ours, theirs):
        for answer in _answers(READS[name], ours.actor, asked):
            leaked = [found for found in _records(answer) if _belongs(found, theirs)]
            assert leaked == [], f"{name} shows {leaked}"


def _is_nothing(answer: Any) -> bool:
    """None, empty, zero, or a summary of nothing."""
    if dataclasses.is_dataclass(answer):
        return not any(getattr(answer, field.name) for field in dataclasses.fields(answer))
    return not answer


SILENT_ABOUT_OTHERS = {"authorities.authority_for": "answers one of the actor's own authorities"}


@each(sorted(set(READS) - set(SILENT_ABOUT_OTHERS)))
def test_asking_about_another_authority_answers_nothing(
    name: str, ours: Side, theirs: Side
) -> None:
    if len(inspect.signature(READS[name]).parameters) == 1:
        return
    for answer in _answers(READS[name], ours.actor, theirs):
        assert _is_nothing(answer), f"{name} answers {answer!r}"


@each(READS)
def test_the_trial_is_not_an_empty_one(name: str, ours: Side, theirs: Side) -> None:
    """Whoever belongs there does get answers, but for what this trial cannot put in place."""
    needs_files = controls_records.NEEDS_FILES | {
        "simulators.simulables_of",
        "simulators.simulable_for",
        "people.already_known",
        "people.keys_of",
        "people.purposes_of",
        "sources.releases_of",
        "sources.current_release",
        "sources.is_in_use",
    }
    answers = [answer for answer in _answers(READS[name], theirs.actor, theirs) if answer]
    assert answers or name in needs_files
