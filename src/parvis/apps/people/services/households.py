"""Homes as dated memberships: who lives with whom, since when the files show it."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import HouseholdMember, Person
from parvis.core.people.identity import reconcile
from parvis.core.people.links import SectorLinks
from parvis.core.sectors import Sector

BATCH = 2_000
_Key = tuple[str, str, bool]
"""(person, household, whether it is a child's second home)."""


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of one sector of one authority, on the day of a run."""

    authority: Authority
    sector: Sector
    today: date

    def settle(self, links: SectorLinks, person: Mapping[str, str]) -> None:
        """Close the memberships that no longer hold, open the new ones; `person` of references.

        A home keeps its identifier with most of its members, as a person does with records. One
        who lives alone is in no home.
        """
        kept = {(str(m.person.uid), str(m.household), m.is_second): m for m in self._open()}
        wanted = self._wanted(links, person, kept)
        gone = [m.pk for key, m in kept.items() if key not in wanted]
        for start in range(0, len(gone), 500):
            HouseholdMember.objects.filter(pk__in=gone[start : start + 500]).update(
                valid_to=self.today
            )
        self._create(wanted - kept.keys())

    def _open(self) -> list[HouseholdMember]:
        scope = HouseholdMember.objects.filter(
            authority=self.authority, sector=self.sector, valid_to=None
        )
        return list(scope.select_related("person"))

    def _wanted(
        self, links: SectorLinks, person: Mapping[str, str], kept: Mapping[_Key, HouseholdMember]
    ) -> set[_Key]:
        who = {
            group: person[reference]
            for reference, group in zip(links.references, links.group.tolist(), strict=True)
        }
        size = Counter(links.home[group] for group in who if group in links.home)
        shared = {
            uid: links.home[group] for group, uid in who.items()
            if group in links.home and size[links.home[group]] > 1
        }  # fmt: skip
        known = {uid: household for uid, household, is_second in kept if not is_second}
        named = reconcile(known, shared, {}, lambda: str(uuid.uuid4())).person
        of_home = {links.home[g]: named[uid] for g, uid in who.items() if uid in named}
        second = {
            (who[group], of_home[home], True)
            for group, home in links.second if group in who and home in of_home
        }  # fmt: skip
        return {(uid, household, False) for uid, household in named.items()} | second

    def _create(self, wanted: set[_Key]) -> None:
        mine = Person.objects.filter(authority=self.authority, sector=self.sector)
        pk_of = {str(uid): pk for uid, pk in mine.values_list("uid", "pk")} if wanted else {}
        HouseholdMember.objects.bulk_create(
            (HouseholdMember(
                authority=self.authority, sector=self.sector, person_id=pk_of[uid],
                household=household, valid_from=self.today, is_second=is_second,
            ) for uid, household, is_second in sorted(wanted)),
            batch_size=BATCH,
        )  # fmt: skip
