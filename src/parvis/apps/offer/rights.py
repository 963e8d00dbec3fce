"""Figures of the offer beside those of places: aids not taken up, and comparable communes."""

from collections.abc import Iterator, Sequence

from parvis.apps.offer.selectors import Estimated, Offered
from parvis.apps.ui.question import words
from parvis.apps.ui.question.shell import Figure, Grid, Part, Proof, Row, State
from parvis.apps.ui.question.sketch import Sketch
from parvis.core import french
from parvis.core.charts import Chart, Drawing, Mark
from parvis.core.french import NBSP, THIN
from parvis.core.offer.peers import Beside
from parvis.core.offer.takeup import Aid, Unreached
from parvis.core.privacy.disclosure import DisclosedTable

PEERS = "comparables"


def aids_said(found: Sequence[Estimated]) -> Iterator[Part]:
    """The aid least taken up, with how sure it is."""
    every = [(one, *pair) for one in found for pair in one.found]
    if not every:
        return
    one, name, least = max(every, key=lambda each: each[2].share)
    yield Part(f"{name}{NBSP}: ")
    yield Part(
        f"{_about(least)} habitants qui pourraient y prétendre ne l’ont pas", f"#{one.aid.id}"
    )
    yield Part(". ")


def _about(found: Unreached) -> str:
    low, high = (french.number(_rounded(end), 0) for end in (found.low, found.high))
    return f"entre {low} et {high}"


def _rounded(value: float) -> float:
    """To the ten: the eligible are an estimate."""
    return round(value / 10) * 10


def aid_figure(one: Estimated) -> Figure | State:
    """Those who could have each aid and do not."""
    title = f"{one.aid.title}{NBSP}: non-recours inconnu"
    if one.recipients is None or not one.found:
        return State("empty", title, one.refusal[:1].upper() + one.refusal[1:], id=one.aid.id)
    name, least = one.found[0]
    finding = (f"{name}{NBSP}: {french.percent(least.share)} de ceux qui y ont droit n’y ont pas "
               f"recours, entre {french.percent(least.share_low)} et "
               f"{french.percent(least.share_high)}.")  # fmt: skip
    chart = Chart(
        id=one.aid.id, title=one.aid.title, desc=finding,
        marks=tuple(_mark(name, found) for name, found in one.found), is_share=True,
    )  # fmt: skip
    return Figure(
        id=one.aid.id, title=finding,
        how="Part des éligibles estimés qui n’ont pas reçu l’aide, point et intervalle à 95 %.",
        drawing=Sketch(Drawing.DOTS, chart), grid=_aid_grid(one),
        proof=_aid_proof(one.aid, one.recipients),
    )  # fmt: skip


def _mark(name: str, found: Unreached) -> Mark:
    said = f"{french.percent(found.share)}, {_about(found)} personnes"
    return Mark(name, found.share, found.share_low, found.share_high, said=said)


def _aid_grid(one: Estimated) -> Grid:
    rows = tuple(
        Row(name, (
            french.number(found.recipients, 0), french.number(_rounded(found.eligible), 0),
            french.number(_rounded(found.without), 0),
            french.between(*(french.number(_rounded(end), 0) for end in (found.low, found.high))),
            french.percent(found.share)),
            raw=(found.recipients, found.eligible, found.without, found.low, found.high,
                 found.share))
        for name, found in one.found
    )  # fmt: skip
    headings = ("Aide", "Bénéficiaires", "Éligibles estimés", "Sans l’aide", "Intervalle à 95 %",
                "Non-recours")  # fmt: skip
    return Grid(f"{one.aid.title}{NBSP}: éligibles qui ne l’ont pas", headings, rows)


def _aid_proof(aid: Aid, users: DisclosedTable) -> Proof:
    return Proof(
        (
            ("Éligibilité", aid.conditions),
            ("Source", aid.source),
            ("Intervalle", f"95{THIN}%, erreurs des éligibles et des bénéficiaires composées"),
            ("Publication", french.moment(users.published_at)),
            ("Masqué", words.hidden_because(users)),
        ),
        "Éligibles estimés moins bénéficiaires. Un ordre de grandeur pour chercher qui prévenir, "
        "jamais une liste de personnes.",
    )  # fmt: skip


def peers_said(found: Offered) -> Iterator[Part]:
    """What the commune has credibly less of than comparable ones."""
    low = [one for one in found.found if one.is_low]
    if not low:
        return
    yield Part(f"À côté de communes comparables, on a nettement moins de{NBSP}: ")
    yield Part(french.enumerate_words(_short(one) for one in low), f"#{PEERS}")
    yield Part(". ")


def _short(one: Beside) -> str:
    name = one.title.partition(" pour ")[0]
    return name[:1].lower() + name[1:]


def peers_figure(found: Offered) -> tuple[Figure | State, ...]:
    """Places counted in the commune, beside those of comparable ones; nothing where unknown."""
    if not found.found:
        return (State("empty", f"Communes comparables{NBSP}: pas de chiffres", "Faites entrer les "
                      "statistiques officielles (parvis town data).", id=PEERS),)  # fmt: skip
    finding = _peers_finding(found)
    chart = Chart(
        id=PEERS, title="Lieux pour 10 000 habitants", desc=finding,
        marks=tuple(_peer_mark(one) for one in found.found),
    )  # fmt: skip
    return (Figure(
        id=PEERS, title=finding,
        how="Lieux pour 10 000 habitants, point et intervalle à 95 %, à côté de ce qu’auraient des "
        "communes comparables. En pâle, ce que le hasard suffit à expliquer.",
        drawing=Sketch(Drawing.DOTS, chart), grid=_peers_grid(found), proof=_peers_proof(found),
    ),)  # fmt: skip


def _peers_finding(found: Offered) -> str:
    low = [_short(one) for one in found.found if one.is_low]
    if not low:
        return "L’offre est celle de communes comparables, au hasard près."
    return f"Moins que des communes comparables{NBSP}: {french.enumerate_words(low)}."


def _peer_mark(one: Beside) -> Mark:
    low, high = one.interval
    said = f"{french.number(one.rate, 1)}, attendu {french.number(one.expected, 1)}"
    return Mark(_short(one).capitalize(), one.rate, low, high, said=said, reference=one.expected,
                is_pale=not (one.is_low or one.is_high))  # fmt: skip


def _peers_grid(found: Offered) -> Grid:
    headings = ("Lieux", "Nombre", "Pour 10 000 habitants", "Intervalle à 95 %", "Attendu",
                "Attendu entre", "Hasard")  # fmt: skip
    rows = tuple(
        Row(_short(one).capitalize(), (
            french.number(one.count, 0), french.number(one.rate, 1),
            french.between(*(french.number(end, 1) for end in one.interval)),
            french.number(one.expected, 1),
            french.between(*(french.number(end, 1) for end in one.expected_interval)),
            french.percent(one.chance)),
            raw=(one.count, one.rate, *one.interval, one.expected, *one.expected_interval,
                 one.chance))
        for one in found.found
    )  # fmt: skip
    return Grid("Lieux pour 10 000 habitants, à côté de communes comparables", headings, rows)


def _peers_proof(found: Offered) -> Proof:
    years = sorted({one.year for one in found.found})
    return Proof(
        (
            ("Effectif", french.count(found.peers, "commune comparable", "communes comparables")),
            ("Comparables", "même structure d’âges, de revenus et de ménages, jamais choisies "
                            "sur ce que l’on compare"),
            ("Millésime", french.enumerate_words(map(str, years))),
            ("Source", "INSEE, base permanente des équipements"),
            ("Fausses alertes", f"5{THIN}% au plus (Benjamini et Hochberg)"),
        ),
        f"Loi binomiale négative ajustée sur les communes comparables{NBSP}: ce qu’aurait la "
        "commune si elle leur ressemblait.",
    )  # fmt: skip
