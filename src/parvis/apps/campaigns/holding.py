"""What campaigns hold of persons: told, erased with them, and forgotten at its term."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.models import Recipient
from parvis.apps.people.holdings import Erased, Held, Purge, declare
from parvis.core.people.concerned import Concerned, References
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector

KEPT_DAYS = 1095
"""As long as the effect of a campaign may be judged again; addresses go when it is over."""


class Drawn:
    """The recipients of the campaigns, known by their references in the file of the rule."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return []

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        return [
            Held(
                f"Campagne {one.campaign.title}", Sector(one.campaign.sector),
                {"adresse": one.contact, "groupe témoin": "oui" if one.is_held_out else "non",
                 "envoyé le": one.sent_at.isoformat() if one.sent_at else ""},
                one.campaign.decision.get("legal", ""),
                (one.campaign.created_at + timedelta(days=KEPT_DAYS)).date().isoformat(),
            )
            for one in _concerned(authority, concerned.references)
        ]  # fmt: skip

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        found = list(_concerned(authority, concerned.references))
        Recipient.objects.filter(pk__in=[one.pk for one in found]).delete()
        return Erased(len(found), tuple(sorted({one.campaign.title for one in found})))

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        limit = now - timedelta(days=KEPT_DAYS)
        purged = []
        for sector in Sector:
            past = Recipient.objects.filter(
                authority=authority, campaign__sector=sector, campaign__created_at__lt=limit
            )
            count = past.count()
            if count and not is_rehearsal:
                past.delete()
            if count:
                purged.append(Purge("Destinataires des campagnes", sector, count, limit.date(),
                                    is_published=False))  # fmt: skip
        return purged


def _concerned(authority: Authority, references: References) -> Iterator[Recipient]:
    contracts = wired.contracts()
    for sector, known in references.items():
        mine = Recipient.objects.filter(authority=authority, campaign__sector=sector)
        for one in mine.select_related("campaign"):
            contract = contracts.get(one.campaign.contract)
            numbering = contract.numbering or contract.id if contract else ""
            if _is_of(one, numbering, known):
                yield one


def _is_of(recipient: Recipient, numbering: str, known: Collection[str]) -> bool:
    return any(f"{numbering}\x1f{reference}" in known for reference in recipient.references)


declare("campaigns", Drawn())
