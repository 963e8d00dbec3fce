"""The doors of the masthead: few sections, and within the one a page is in, its screens."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import get_script_prefix, reverse

from parvis.core.access import Actor, Capability

Door = tuple[str, str, Capability]
"""URL name, label, capability that shows it."""

SECTIONS: tuple[tuple[str, tuple[Door, ...]], ...] = (
    (
        "Demandes",
        (
            ("desk:queue", "File", Capability.SEE_DESK),
            ("desk:new", "Nouvelle demande", Capability.HANDLE_REQUESTS),
            ("desk:quality", "Qualité de service", Capability.SEE_SERVICE_QUALITY),
            ("desk:absences", "Absences", Capability.SEE_DESK),
            ("desk:setup", "Configuration", Capability.CONFIGURE_DESK),
            ("channels:doors", "Portes", Capability.CONFIGURE_DESK),
        ),
    ),
    (
        "Décider",
        (
            ("insights:home", "Questions", Capability.SEE_INSIGHTS),
            ("territory:home", "Territoire", Capability.SEE_INSIGHTS),
            ("palmares:town", "Se comparer", Capability.SEE_INSIGHTS),
            ("offer:home", "Offre", Capability.SEE_INSIGHTS),
            ("insights:explore", "Explorer", Capability.SEE_INSIGHTS),
            ("insights:documents", "Documents", Capability.SEE_INSIGHTS),
            ("insights:metrics", "Définitions", Capability.SEE_INSIGHTS),
        ),
    ),
    (
        "Agir",
        (
            ("campaigns:list", "Campagnes", Capability.SEE_CAMPAIGNS),
            ("campaigns:surveys", "Enquêtes", Capability.SEE_CAMPAIGNS),
            ("campaigns:fidelity", "Fidélité", Capability.SEE_LINES),
            ("campaigns:evaluation", "Évaluation", Capability.SEE_CAMPAIGNS),
            ("campaigns:names", "Nom de la ville", Capability.SEE_CAMPAIGNS),
            ("campaigns:oppositions", "Oppositions", Capability.SEE_CAMPAIGNS),
        ),
    ),
    (
        "Données",
        (
            ("sources:list", "Sources", Capability.SEE_SOURCES),
            ("controls:list", "Contrôles", Capability.SEE_CONTROLS),
            ("people:reviews", "Personnes", Capability.REVIEW_PERSONS),
            ("simulators:home", "Simuler", Capability.SIMULATE),
            ("sources:releases", "Publications", Capability.SEE_INSIGHTS),
        ),
    ),
    (
        "Administrer",
        (
            ("portal:edit_catalogue", "Catalogue", Capability.MANAGE_CATALOGUE),
            ("portal:brand", "Marque", Capability.MANAGE_CATALOGUE),
            ("accounts:manage", "Comptes", Capability.MANAGE_ACCOUNTS),
            ("people:purposes", "Finalités", Capability.GOVERN_PERSONS),
            ("people:rights", "Droits", Capability.GOVERN_PERSONS),
            ("people:retention", "Conservation", Capability.GOVERN_PERSONS),
            ("audit:journal", "Journal", Capability.SEE_JOURNAL),
        ),
    ),
)
"""In the order of the masthead. A section leads to its first door that the actor may open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link; `current` is its `aria-current`: the page itself, one below it, or ""."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the masthead shows: the sections, then the doors of the section one is in."""

    sections: tuple[Entry, ...]
    doors: tuple[Entry, ...]
    section: str


def navigation(actor: Actor | None, authority: str, path: str) -> Navigation:
    """The doors that `actor` may open in `authority`, seen from the page at `path`."""
    reachable = list(_reachable(actor, authority))
    urls = [url for _, doors in reachable for _, url in doors if path.startswith(url)]
    here = max(urls, key=len, default="")
    sections, inside, section = [], (), ""
    for title, doors in reachable:
        is_here = here in [url for _, url in doors]
        single = len(doors) == 1
        label, url = doors[0] if single else (title, doors[0][1])
        current = _mark(here, path) if is_here and single else "true" if is_here else ""
        sections.append(Entry(label, url, current))
        if is_here and not single:
            inside, section = _entries(doors, here, path), title
    return Navigation(tuple(sections), inside, section)


def _reachable(actor: Actor | None, authority: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each section that has a door for `actor`, with these doors as (label, address)."""
    prefix = get_script_prefix()
    for title, doors in SECTIONS if actor is not None else ():
        allowed = [
            (label, _address(name, prefix))
            for name, label, need in doors
            if actor.may(need, authority)
        ]
        if allowed:
            yield title, allowed


@cache
def _address(name: str, prefix: str) -> str:
    """The address of a screen in a house that answers under `prefix`: each page shows them all."""
    return reverse(name)


def _entries(doors: list[tuple[str, str]], here: str, path: str) -> tuple[Entry, ...]:
    return tuple(Entry(label, url, _mark(url, path) if url == here else "") for label, url in doors)


def _mark(url: str, path: str) -> str:
    return "page" if url == path else "true"
