"""Records of persons within sealed sectors, for the law of selectors."""

from collections.abc import Callable
from uuid import uuid4

from factories import NOW
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.people.models import (
    Erasure,
    HouseholdMember,
    LinkRun,
    PairRuling,
    Person,
    PersonChange,
    PersonRecord,
    ReviewPair,
)
from parvis.core.sectors import Sector


def person(place: Authority) -> Person:
    return Person.objects.create(authority=place, sector=Sector.RELATIONS_USAGERS, created_at=NOW)


def person_record(place: Authority) -> PersonRecord:
    return PersonRecord.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, reference="r", person=person(place)
    )


def link_run(place: Authority) -> LinkRun:
    return LinkRun.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, at=NOW, inputs="x", records=2, persons=1
    )


def person_change(place: Authority) -> PersonChange:
    return PersonChange.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, at=NOW, kind="merged",
        before=person(place), after=person(place),
    )  # fmt: skip


def pair_ruling(place: Authority) -> PairRuling:
    return PairRuling.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, left="a", right="b", is_same=True, at=NOW
    )


def review_pair(place: Authority) -> ReviewPair:
    return ReviewPair.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, run=link_run(place), left="a", right="b",
        odds=0.0, is_linked=False, gain=1.0,
    )  # fmt: skip


def judged_pair(place: Authority) -> ReviewPair:
    """Beside a pair that waits, one that was judged."""
    judged = review_pair(place)
    ReviewPair.objects.filter(pk=judged.pk).update(is_same=True, judged_at=NOW)
    return review_pair(place)


def household_member(place: Authority) -> HouseholdMember:
    return HouseholdMember.objects.create(
        authority=place, sector=Sector.RELATIONS_USAGERS, person=person(place),
        household=uuid4(), valid_from=NOW.date(),
    )  # fmt: skip


def erasure(place: Authority) -> Erasure:
    return Erasure.objects.create(authority=place, at=NOW, rows=1)


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    Person: person,
    PersonRecord: person_record,
    LinkRun: link_run,
    PersonChange: person_change,
    PairRuling: pair_ruling,
    ReviewPair: judged_pair,
    Erasure: erasure,
    HouseholdMember: household_member,
}
