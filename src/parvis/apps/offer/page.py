"""The page "Mon offre est-elle adaptée ?": places judged first, then the figures of metrics."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from parvis.apps.offer.selectors import Judged, judged
from parvis.apps.ui.question import words
from parvis.apps.ui.question.asked import Asked
from parvis.apps.ui.question.figures import draw
from parvis.apps.ui.question.page import page_of as question_page
from parvis.apps.ui.question.shell import (
    Figure,
    Grid,
    Link,
    Part,
    Proof,
    QuestionView,
    Row,
    State,
)
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.charts import Chart, Drawing, Mark
from parvis.core.french import NBSP, THIN
from parvis.core.offer.coverage import Place
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.release import Manifest

ID = "offre"


def page_of(asked: Asked, actor: Actor, manifest: Manifest) -> QuestionView:
    """The page that answers `asked`: who is not reached comes first."""
    found = judged(asked.authority, asked.period)
    page = question_page(asked, actor, manifest)
    said = tuple(part for one in found for part in _said(one))
    return replace(
        page,
        answer=(*said, *page.answer),
        figures=(*(_figure(one) for one in found), *page.figures),
        also=(*_also(found), *page.also),
        acts=_acts(),
    )


def _acts() -> tuple[Link, ...]:
    return (
        Link("où ouvrir un lieu", reverse("offer:siting")),
        Link("les notes de décision", reverse("offer:notes")),
        Link("les règles publiées", reverse("offer:rules")),
    )


def _said(one: Judged) -> Iterator[Part]:
    if not one.places:
        return
    target, low = f"#{one.coverage.id}", one.low
    if not low:
        yield Part(f"{one.coverage.title}{NBSP}: ")
        yield Part("aucun quartier ne se distingue", target)
        yield Part(" au-delà de l’âge et du hasard. ")
        return
    for place in low:
        yield Part(f"À {place.name}, on {one.coverage.sentence} ")
        yield Part("nettement moins qu’attendu", target)
        yield Part(f"{NBSP}: {french.percent(place.share)} des habitants, contre "
                   f"{french.percent(place.expected)} à âge égal. ")  # fmt: skip


def _also(found: list[Judged]) -> Iterator[str]:
    for one in found:
        if one.places and not one.circumstances:
            yield f"{one.coverage.title}{NBSP}: rien d’autre que l’âge n’est connu par quartier."


def _figure(one: Judged) -> Figure | State:
    title = f"{one.coverage.title}{NBSP}: pas de réponse par quartier"
    if one.users is None or not one.places:
        return State("empty", title, one.refusal[:1].upper() + one.refusal[1:], id=one.coverage.id)
    finding = _finding(one)
    chart = Chart(
        id=one.coverage.id, title=one.coverage.title, desc=finding,
        marks=tuple(_mark(place) for place in one.places), is_share=True,
    )  # fmt: skip
    return Figure(
        id=one.coverage.id,
        title=finding,
        how="Part des habitants touchés, point et intervalle à 95 %. Les quartiers pâles ne se "
        "distinguent pas de ce que l’âge de leurs habitants laisse attendre.",
        drawing=draw(Drawing.DOTS, chart),
        grid=_grid(one),
        proof=_proof(one, one.users),
    )


def _finding(one: Judged) -> str:
    low = [place.name for place in one.low]
    if not low:
        return f"{one.coverage.title}{NBSP}: les quartiers se valent, à âge égal."
    verb = "est" if len(low) == 1 else "sont"
    names = french.enumerate_words(low)
    return f"{one.coverage.title}{NBSP}: {names} {verb} en retrait, et ce n’est pas un hasard."


def _mark(place: Place) -> Mark:
    low, high = place.interval
    said = f"{french.percent(place.share)}, attendu {french.percent(place.expected)}"
    return Mark(place.name, place.share, low, high, said=said, reference=place.expected,
                is_pale=not (place.is_low or place.is_high))  # fmt: skip


_HEADINGS = (
    "Quartier", "Usagers", "Habitants", "Part", "Intervalle à 95 %", "Attendu",
    "Chances rapportées", "Sûreté d’être en retrait",
)  # fmt: skip


def _grid(one: Judged) -> Grid:
    rows = tuple(Row(place.name, _cells(place), raw=_raw(place)) for place in one.places)
    caption = f"{one.coverage.title}{NBSP}: part des habitants touchés, par quartier"
    return Grid(caption, _HEADINGS, rows)


def _cells(place: Place) -> tuple[str, ...]:
    low, high = place.interval
    return (
        french.number(place.users, 0), french.number(place.residents, 0),
        french.percent(place.share), french.between(french.percent(low), french.percent(high)),
        french.percent(place.expected),
        f"{french.number(place.ratio, 2)} "
        f"({french.between(*(french.number(end, 2) for end in place.ratio_interval))})",
        _sureness(place.low_chance),
    )  # fmt: skip


def _sureness(chance: float) -> str:
    if chance > 0.999:
        return f"plus de 99,9{THIN}%"
    return french.percent(chance) if chance >= 0.01 else f"moins de 1{THIN}%"


def _raw(place: Place) -> tuple[float | str | None, ...]:
    return (place.users, place.residents, place.share, *place.interval, place.expected,
            place.ratio, place.low_chance)  # fmt: skip


def _proof(one: Judged, users: DisclosedTable) -> Proof:
    considered = french.enumerate_words(["l’âge", *(c.lower() for c in one.circumstances)])
    return Proof(
        (
            ("Effectif", f"{french.number(sum(p.users for p in one.places), 0)} usagers dans "
                         f"{len(one.places)} quartiers"),
            ("Intervalle", f"Wilson, 95{THIN}%"),
            ("Pris en compte", considered),
            ("Fausses alertes", f"5{THIN}% au plus"),
            ("Publication", french.moment(users.published_at)),
            ("Masqué", words.hidden_because(users)),
        ),
        "Régression logistique des usagers sur l’âge et le nombre de personnes par ménage, avec un "
        "effet par quartier tiré vers zéro selon leur dispersion. Un quartier est dit en retrait "
        "quand son effet est négatif au-delà du hasard, le nombre de quartiers compté.",
    )  # fmt: skip
