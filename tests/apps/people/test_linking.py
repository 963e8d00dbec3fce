"""Files linked within their sector: persons, not cards, are counted past the gate."""

from datetime import timedelta

import duckdb

from apps.people.conftest import LESSONS, NOW, Load
from made_readers import AID, LOANS, PERSONS, aided, readers
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import LinkRun, Person, PersonChange, PersonRecord, ReviewPair
from parvis.apps.people.services import link_due, rule_pair, undo_change
from parvis.apps.sources.models import Delivery
from parvis.apps.sources.services import discard_delivery, publish_release
from parvis.core.access import OPERATOR
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.engines.duckdb.manifest import folder_of

CULTURE = Sector.SCOLAIRE_SPORT_CULTURE


def link(town: Authority | None = None) -> list[LinkRun]:
    return link_due(actor=OPERATOR, now=NOW, authority=town or Authority.objects.get())


def test_two_cards_of_one_person_are_one_person_in_the_release(town: Home, load: Load) -> None:
    load("prets.csv", LOANS, readers(second_cards=30))
    manifest = publish_release(actor=OPERATOR, now=NOW)
    path = folder_of(town, manifest.id) / "library_loan/*.parquet"
    ((persons,),) = duckdb.sql(f"SELECT count(DISTINCT person) FROM '{path}'").fetchall()
    run = LinkRun.objects.get()
    assert (run.sector, run.records) == (CULTURE, PERSONS + 30)
    assert persons == run.persons == Person.objects.count()
    assert abs(persons - PERSONS) <= 2
    uids = {str(uid) for uid in Person.objects.values_list("uid", flat=True)}
    pseudonyms = {str(row[0]) for row in duckdb.sql(f"SELECT person FROM '{path}'").fetchall()}
    assert not uids & pseudonyms


def test_sectors_never_meet(town: Home, load: Load) -> None:
    rows = readers(second_cards=0)
    load("prets.csv", LOANS, rows)
    load("aides.csv", AID, aided(rows))
    runs = link()
    assert {run.sector for run in runs} == {CULTURE, Sector.TRAVAIL_SOCIAL}
    shared = Person.objects.filter(records__sector=CULTURE) & Person.objects.filter(
        records__sector=Sector.TRAVAIL_SOCIAL
    )
    assert not shared.exists()
    assert Person.objects.count() == 2 * PERSONS


def test_nothing_is_done_again_while_nothing_changed(library: Home) -> None:
    assert LinkRun.objects.count() == 1
    assert link() == []


def test_a_later_file_keeps_the_persons_known(library: Home, load_more: Load) -> None:
    before = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    load_more("cours.csv", LESSONS, [
        [f"M{n}", row[2], row[3], row[4], "", "2026", "Piano", "120"]
        for n, row in enumerate(readers(0)[:30])
    ])  # fmt: skip
    (run,) = link()
    after = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    assert run.created <= 3
    assert sum(after[r] == uid for r, uid in before.items()) >= len(before) - 3


def test_a_ruling_is_obeyed_logged_and_can_be_undone(library: Home) -> None:
    place = Authority.objects.get()
    one, other = (f"demo_mediatheque\x1f{card}" for card in ("C0", "D0"))
    assert _person(one) == _person(other)
    keeps = _person(one)
    rule_pair(actor=OPERATOR, now=NOW, authority=place, sector=CULTURE, left=one, right=other,
              is_same=False)  # fmt: skip
    link()
    assert _person(one) != _person(other)
    assert keeps in (_person(one), _person(other))
    (change,) = PersonChange.objects.filter(kind="split")
    undo_change(actor=OPERATOR, now=NOW + timedelta(days=1), change=change.pk)
    assert _person(one) == _person(other) == keeps
    link()
    assert _person(one) == _person(other) == keeps
    assert JournalEntry.objects.filter(action="pair.ruled").count() == 2


def _person(reference: str) -> str:
    return str(PersonRecord.objects.get(reference=reference).person.uid)


def test_two_persons_ruled_one_leave_an_alias(library: Home) -> None:
    place = Authority.objects.get()
    one, other = (f"demo_mediatheque\x1f{card}" for card in ("C41", "C42"))
    goes = {_person(one), _person(other)}
    rule_pair(actor=OPERATOR, now=NOW, authority=place, sector=CULTURE, left=one, right=other,
              is_same=True)  # fmt: skip
    (run,) = link()
    assert (run.merged, _person(one)) == (1, _person(other))
    (gone,) = goes - {_person(one)}
    assert str(Person.objects.get(uid=gone).alias_of.uid) == _person(one)
    (change,) = PersonChange.objects.filter(kind="merged")
    undo_change(actor=OPERATOR, now=NOW, change=change.pk)
    link()
    assert {_person(one), _person(other)} == goes
    assert Person.objects.get(uid=gone).alias_of is None


def test_persons_leave_with_the_delivery_that_told_of_them(library: Home) -> None:
    discard_delivery(actor=OPERATOR, now=NOW, delivery=Delivery.objects.get().pk)
    link()
    assert (PersonRecord.objects.count(), Person.objects.count()) == (0, 0)
    assert ReviewPair.objects.count() == 0
