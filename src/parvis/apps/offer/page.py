"""The page "Mon offre est-elle adaptée ?": places judged first, then the figures of metrics."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from parvis.apps.offer.rights import aid_figure, aids_said, peers_figure, peers_said
from parvis.apps.offer.selectors import Judged, estimated, judged, offered
from parvis.apps.ui.question import words
from parvis.apps.ui.question.asked import Asked
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
from parvis.apps.ui.question.sketch import Sketch
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
    aids, peers = estimated(asked.authority, asked.period), offered(asked.authority)
    page = question_page(asked, actor, manifest)
    said = [*(part for one in found for part in _said(one)), *aids_said(aids), *peers_said(peers)]
    figures = [*(_figure(one) for one in found), *(aid_figure(one) for one in aids)]
    return replace(
        page,
        answer=(*said, *page.answer),
        figures=(*figures, *peers_figure(peers), *page.figures),
        also=(*_also(found), *page.also),
        acts=(),
    )


def screens() -> tuple[Link, ...]:
    """What goes further than the question: said before its figures, for they are many."""
    return (
        Link("à combien de minutes", reverse("offer:access")),
        Link("où ouvrir un lieu", reverse("offer:siting")),
        Link("les notes de décision", reverse("offer:notes")),
        Link("les règles publiées", reverse("offer:rules")),
    )


def _said(one: Judged) -> Iterator[Part]:
    """A sentence for each place in retreat; one for neighbourhoods where none is."""
    target, words_ = f"#{one.coverage.id}", one.coverage.words
    if one.places and not one.low and one.coverage.age:
        yield Part(f"{one.coverage.title}{NBSP}: ")
        yield Part(f"aucun {words_.place} ne se distingue", target)
        yield Part(" au-delà de l’âge et du hasard. ")
    for place in one.low:
        yield Part(f"{words_.at} {place.name}, on {one.coverage.sentence} ")
        yield Part("nettement moins qu’attendu", target)
        yield Part(f"{NBSP}: {french.percent(place.share)} des {words_.people}, contre "
                   f"{french.percent(place.expected)} {_at_equal(one)}, sûr à "
                   f"{_sureness(place.low_chance)}. ")  # fmt: skip


def _at_equal(one: Judged) -> str:
    if not one.coverage.age:
        return "pour l’ensemble"
    if not one.circumstances:
        return "à âge égal"
    return f"à âge, {french.enumerate_words(c.lower() for c in one.circumstances)} égaux"


def _also(found: list[Judged]) -> Iterator[str]:
    for one in found:
        if one.places and not one.circumstances and one.coverage.age:
            yield (f"{one.coverage.title}{NBSP}: rien d’autre que l’âge n’est connu par "
                   f"{one.coverage.words.place}.")  # fmt: skip


def _figure(one: Judged) -> Figure | State:
    title = f"{one.coverage.title}{NBSP}: pas de réponse par {one.coverage.words.place}"
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
        how=f"Part des {one.coverage.words.people}, point et intervalle à 95 %. En pâle, ce que le "
        "hasard et ce dont on tient compte suffisent à expliquer.",
        drawing=Sketch(Drawing.DOTS, chart),
        grid=_grid(one),
        proof=_proof(one, one.users),
    )


def _finding(one: Judged) -> str:
    low = [place.name for place in one.low]
    if not low:
        return f"{one.coverage.title}{NBSP}: rien ne se distingue {_at_equal(one)}."
    verb = "est" if len(low) == 1 else "sont"
    names = french.enumerate_words(low)
    return f"{one.coverage.title}{NBSP}: {names} {verb} en retrait, et ce n’est pas un hasard."


def _mark(place: Place) -> Mark:
    low, high = place.interval
    said = f"{french.percent(place.share)}, attendu {french.percent(place.expected)}"
    return Mark(place.name, place.share, low, high, said=said, reference=place.expected,
                is_pale=not (place.is_low or place.is_high))  # fmt: skip


def _grid(one: Judged) -> Grid:
    said = one.coverage.words
    headings = (
        said.place.capitalize(), "Usagers", said.people.capitalize(), "Part", "Intervalle à 95 %",
        "Attendu", "Chances rapportées", "Sûreté d’être en retrait",
    )  # fmt: skip
    rows = tuple(Row(place.name, _cells(place), raw=_raw(place)) for place in one.places)
    caption = f"{one.coverage.title}{NBSP}: part des {said.people}, par {said.place}"
    return Grid(caption, headings, rows)


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
    if chance < 0.01:
        return f"moins de 1{THIN}%"
    return french.percent(chance, 0 if chance <= 0.99 else 1)


def _raw(place: Place) -> tuple[float | str | None, ...]:
    return (place.users, place.residents, place.share, *place.interval, place.expected,
            place.ratio, place.low_chance)  # fmt: skip


def _proof(one: Judged, users: DisclosedTable) -> Proof:
    known = [*(["l’âge"] if one.coverage.age else []), *(c.lower() for c in one.circumstances)]
    margin = one.coverage.margin
    return Proof(
        (
            ("Effectif", f"{french.number(sum(p.users for p in one.places), 0)} usagers dans "
                         f"{french.count(len(one.places), one.coverage.words.place)}"),
            ("Intervalle", f"Wilson, 95{THIN}%"),
            ("Pris en compte", french.enumerate_words(known) or "rien d’autre que l’ensemble"),
            *([("Dénominateur", f"estimé, à {french.percent(margin)} près")] if margin else []),
            ("Fausses alertes", f"5{THIN}% au plus"),
            ("Publication", french.moment(users.published_at)),
            ("Masqué", words.hidden_because(users)),
        ),
        "Régression logistique des usagers sur ce qui est pris en compte, avec un effet par "
        f"{one.coverage.words.place} tiré vers zéro selon leur dispersion. On ne dit un retrait "
        "que si l’effet est négatif au-delà du hasard, le nombre de comparaisons compté.",
    )  # fmt: skip
