"""What a tile says today: one's own request or draft first, else whether the door is open."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from parvis.apps.casework.models import ServiceRequest
from parvis.apps.catalogue.models import Demarche, Place
from parvis.apps.portal import following
from parvis.apps.portal.models import Draft
from parvis.apps.portal.town import Door, door, town
from parvis.apps.portal.who import account_id


@dataclass(frozen=True, slots=True)
class News:
    """One sentence, and where it leads; "" where it leads nowhere."""

    sentence: str
    url: str = ""


_READ = ("code", "demarche", "request_code", "saved_at")
"""Of a draft: not its answers."""


def news(
    request: HttpRequest, tiles: Mapping[str, Demarche], codes: Collection[str],
    places: Iterable[Place],
) -> Mapping[str, News]:  # fmt: skip
    """What there is to say today of the demarches `codes` among `tiles`: of its place at least."""
    at = {code: tiles[code].at_place for code in codes}  # type: ignore[attr-defined]
    now, used = datetime.now(UTC), set(at.values())
    doors = {place.pk: door(place, now) for place in places if place.pk in used}
    told = {code: _door(doors.get(place)) for code, place in at.items()}
    return {code: said for code, said in {**told, **_begun(request, codes)}.items() if said}


def _door(found: Door | None) -> News | None:
    if found is None or not found.now:
        return None
    return News(f"{found.place.title}\u00a0: {found.now[:1].lower()}{found.now[1:]}.")


def _begun(request: HttpRequest, codes: Collection[str]) -> dict[str, News]:
    """The latest of what this person began or asked: known by their account, or their browser."""
    own = account_id(request.actor)  # type: ignore[attr-defined]
    followed = following.remembered(request)
    if not own and not followed:
        return {}
    mine = Q(request_code__in=followed) | (Q(account_id=own) if own else Q())
    drafts = Draft.objects.filter(mine, authority=town(request), demarche__in=codes)
    latest = {draft.demarche: draft for draft in drafts.only(*_READ).order_by("saved_at")}
    sent = [draft.request_code for draft in latest.values() if draft.request_code]
    return {code: said for code, said in _all_told(latest, sent).items() if said}


def _all_told(latest: Mapping[str, Draft], sent: Sequence[str]) -> dict[str, News | None]:
    if not sent:
        return {code: _told(draft, None) for code, draft in latest.items()}
    asked = ServiceRequest.objects.filter(tracking_code__in=sent).select_related("authority")
    requests = {request_.tracking_code: request_ for request_ in asked}
    return {code: _told(draft, requests.get(draft.request_code)) for code, draft in latest.items()}


def _told(draft: Draft, request: ServiceRequest | None) -> News | None:
    if request is not None:
        said = following.answer_of(request, following.team_of(request))
        return News(said, reverse("portal:follow", args=[request.tracking_code]))
    if draft.request_code:
        return None
    return News("Un brouillon vous attend.", reverse("portal:resume", args=[draft.code]))
