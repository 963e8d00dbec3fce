"""The bouquet of whoever is here: in the account of who is signed in, in the browser otherwise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase

from parvis.apps import wired
from parvis.apps.catalogue.models import Demarche
from parvis.apps.portal.cookies import put_cookie
from parvis.apps.portal.selectors import own_bouquets
from parvis.apps.portal.services import keep_bouquets
from parvis.apps.portal.tiles import News
from parvis.apps.portal.town import town
from parvis.apps.portal.who import account_id
from parvis.core.catalogue.bouquet import PROFILE_OF, Bouquet, Profile, bouquets_from, written
from parvis.core.catalogue.words import Audience

COOKIE, DECLINED, AUDIENCE = "bouquet", "refus", "je_suis"
NEWCOMER = Audience.HABITANT
"""Whose bouquet somebody sees who has said nothing yet."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The bouquets of somebody, and the one that is shown.

    `audience` is what they said they are; `is_own` is False while what is shown is only what
    one may begin with.
    """

    bouquets: Mapping[Profile, Bouquet]
    profile: Profile
    audience: Audience
    is_own: bool
    declined: frozenset[str]

    @property
    def shown(self) -> Bouquet:
        """The bouquet of the profile one is in."""
        return self.bouquets.get(self.profile, Bouquet())

    def with_shown(self, bouquet: Bouquet) -> dict[Profile, Bouquet]:
        """All the bouquets, the one shown replaced and put first."""
        others = {p: b for p, b in self.bouquets.items() if p != self.profile}
        return {self.profile: bouquet, **others}


def chosen(request: HttpRequest, known: Collection[str]) -> Chosen:
    """What this person chose, cut to the demarches of `known`."""
    audience = _audience(request)
    held = _held(request)
    asked = request.GET.get("profil") or request.POST.get("profil", "")
    profile = Profile(asked) if asked in list(Profile) else _profile(request, audience, held)
    kept = {p: b.kept(known) for p, b in held.items()}
    is_own = profile in held
    if not is_own:
        kept[profile] = wired.florist().starting(audience, known)
    return Chosen(kept, profile, audience, is_own, _declined(request))


def _held(request: HttpRequest) -> dict[Profile, Bouquet]:
    actor = request.actor  # type: ignore[attr-defined]
    if account_id(actor):
        return own_bouquets(actor, town(request).code)
    return bouquets_from(request.COOKIES.get(COOKIE, ""))


def in_browser(request: HttpRequest) -> dict[Profile, Bouquet]:
    """What this browser holds, whoever is signed in."""
    return bouquets_from(request.COOKIES.get(COOKIE, ""))


def _audience(request: HttpRequest) -> Audience:
    asked = request.GET.get("pour") or request.COOKIES.get(AUDIENCE, "")
    return Audience(asked) if asked in list(Audience) else NEWCOMER


def _profile(request: HttpRequest, audience: Audience, held: Mapping[Profile, Bouquet]) -> Profile:
    """The profile of the audience just named; else the one that was last composed."""
    meant = PROFILE_OF.get(audience, Profile.MOI)
    return meant if "pour" in request.GET else next(iter(held), meant)


def _declined(request: HttpRequest) -> frozenset[str]:
    return frozenset(filter(None, request.COOKIES.get(DECLINED, "").split(",")))


def keep(
    request: HttpRequest, response: HttpResponseBase, bouquets: dict[Profile, Bouquet]
) -> None:
    """Keep `bouquets` where this person's are kept."""
    actor = request.actor  # type: ignore[attr-defined]
    if account_id(actor):
        keep_bouquets(actor=actor, authority=town(request), bouquets=bouquets)
    else:
        put_cookie(request, response, COOKIE, written(bouquets))


@dataclass(frozen=True, slots=True)
class Slab:
    """A tile as it is drawn: `why` says why it is there."""

    demarche: Demarche
    size: int
    why: str
    is_first: bool = False
    suggested: bool = False
    news: News | None = None


def slabs(
    chosen: Chosen, demarches: Mapping[str, Demarche], told: Mapping[str, News] | None = None
) -> list[Slab]:
    """The tiles of the bouquet shown, with what is `told` of them today, then one suggestion with
    its reason."""
    today = told or {}
    laid = [
        Slab(
            demarches[tile.code],
            tile.size,
            _why(chosen, rank),
            is_first=rank == 0,
            news=today.get(tile.code),
        )
        for rank, tile in enumerate(chosen.shown.tiles)
    ]
    proposed = wired.florist().suggestions(chosen.shown, demarches, chosen.declined)
    for suggestion in list(proposed)[:1] if chosen.is_own else ():
        followed = demarches[suggestion.because].title
        why = f"Proposé parce que vous suivez «\u00a0{followed}\u00a0»."
        laid.append(Slab(demarches[suggestion.code], 2, why, suggested=True))
    return laid


def _why(chosen: Chosen, rank: int) -> str:
    if not chosen.is_own:
        return f"Pour commencer, d’après «\u00a0{chosen.audience.label}\u00a0»."
    return "Vous l’avez mis en premier." if rank == 0 else "Vous l’avez ajouté."
