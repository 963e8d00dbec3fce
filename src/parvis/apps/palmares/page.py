"""A commune's palmarès as the page writes it: French figures, findings first, proofs beside."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.apps.palmares import drawing, selectors
from parvis.apps.palmares.around import Around, around
from parvis.apps.palmares.drawing import Drawing
from parvis.apps.palmares.selectors import Town
from parvis.core.french import ABSENT, MINUS, NBSP, THIN, number, percent
from parvis.core.palmares.criteria import Criterion, Lever
from parvis.core.palmares.distinct import Difference
from parvis.core.palmares.doubt import MISSING, NOISE, SCALE, WEIGHTS
from parvis.core.palmares.levers import Push, Step
from parvis.core.palmares.sentences import (
    Part,
    carried,
    counted,
    is_told,
    place,
    places,
    standing,
    ties,
)
from parvis.core.palmares.standing import ALL_DRAWS, DRAWS, Band
from parvis.core.territory.indicators import source_of

LEVERS = 12
_LEVERS = {Lever.YES: "oui", Lever.PARTLY: "en partie", Lever.NO: "non"}


@dataclass(frozen=True, slots=True)
class LeverRow:
    """One line of the table of levers, in words."""

    title: str
    value: str
    lost: str
    needed: str
    gain: str
    lever: str


@dataclass(frozen=True, slots=True)
class Apart:
    """One difference, in words."""

    title: str
    value: str
    mean: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The band in one group: how it is called, what it says."""

    title: str
    said: str


@dataclass(frozen=True)
class Page:
    """Everything the template writes."""

    town: Town
    answer: tuple[Part, ...]
    also: tuple[str, ...]
    scopes: tuple[Scope, ...]
    counted: str
    tied: str
    categories: tuple[Drawing, Drawing]
    rows: tuple[tuple[str, str, str], ...]
    rivals: tuple[Drawing, Drawing]
    rival_rows: tuple[tuple[str, str, str, str], ...]
    levers: tuple[LeverRow, ...]
    own_lever: str
    apart: tuple[Apart, ...]
    best: str
    rarity: str
    doubt: tuple[tuple[str, str, str], ...]
    around: Around | None
    history: tuple[tuple[int, str, int], ...]
    sources: str
    years: str


def page_of(town: Town) -> Page:
    """The page of a commune."""
    preset, name = town.preset, town.name
    titles = [category.title for category in preset.categories]
    named = [(_name(town, rival.unit), rival) for rival in town.rivals]
    tied = [_name(town, rival.unit) for rival in town.tied]
    return Page(
        town=town,
        answer=(*standing(name, town.group, town.is_picked),
                *carried(preset.categories, town.categories), Part(" " + ties(tied, name))),
        also=tuple(_also(town)),
        scopes=tuple(_scopes(town)),
        counted=counted(town.categories),
        tied=_tied(len(tied), name),
        categories=(drawing.categories(titles, town.categories, is_narrow=False),
                    drawing.categories(titles, town.categories, is_narrow=True)),
        rows=tuple((title, places(band), number(band.middle, 0))
                   for title, band in zip(titles, town.categories, strict=True)),
        rivals=(drawing.rivals(name, town.group, named, is_narrow=False),
                drawing.rivals(name, town.group, named, is_narrow=True)),
        rival_rows=tuple((label, places(rival.band), percent(rival.ahead),
                          "à égalité" if rival.is_tied else "") for label, rival in named),
        levers=tuple(_lever(push, town) for push in town.pushes[:LEVERS]),
        own_lever=_own(town),
        apart=tuple(_apart(one) for one in town.differences),
        best=_best(town), rarity=_rarity(town),
        doubt=tuple(_doubt(town)), around=around(town),
        history=tuple((then.year, f"{number(then.rank, 0)}{THIN}/{THIN}{number(then.n, 0)}",
                       then.moved) for then in town.history),
        sources=_sources(town), years=_years(town),
    )  # fmt: skip


def _name(town: Town, unit: int) -> str:
    return selectors.reference().text("name", town.field.figures.codes[unit])


def _also(town: Town) -> Iterator[str]:
    yield (
        f"Parmi les {number(town.all.n, 0)} communes de France{NBSP}: {place(town.all)}. "
        "Un rang unique serait faux."
    )
    low, high = (number(rank, 0) for rank in town.sure)
    yield (
        "Prouvé, les chiffres étant pris tels que publiés"
        f"{NBSP}: aucun jeu de poids à 25{THIN}% près ne la sort de l’intervalle {low} à {high}."
    )
    if town.secret or town.missing:
        yield (
            f"{number(town.secret, 0)} critères secrets et {number(town.missing, 0)} non publiés "
            "pour elle, tirés au sort et jamais mis à zéro."
        )


def _scopes(town: Town) -> Iterator[Scope]:
    yield Scope("communes de France", said(town.all))
    yield Scope(f"communes {town.stratum_title}", said(town.stratum))
    yield Scope(f"communes du département ({town.department_title})", said(town.department))
    title = "communes du groupe choisi" if town.is_picked else "communes comparables"
    yield Scope(title, said(town.group))


def said(band: Band) -> str:
    """A band in a table: how many, where, or that it cannot be told."""
    text = f"{places(band)} sur {number(band.n, 0)}"
    return text if is_told(band) else f"{text}, rang non distinguable"


def _tied(n: int, name: str) -> str:
    if n == 0:
        return f"Aucune commune n’est à égalité avec {name}."
    verb = "Une commune est" if n == 1 else f"{number(n, 0)} communes sont"
    return f"{verb} à égalité avec {name}."


def worded(criterion: Criterion, value: float) -> str:
    """A figure in the unit of its criterion."""
    shown, unit = criterion.indicator, criterion.indicator.unit
    text = number(value, shown.decimals)
    if not unit:
        return text
    return f"{text}{THIN if unit == '%' else NBSP}{unit}"


def _lever(push: Push, town: Town) -> LeverRow:
    actor = push.criterion.actor
    lever = _LEVERS[push.criterion.lever]
    return LeverRow(
        title=push.criterion.indicator.title,
        value=worded(push.criterion, push.value),
        lost=f"{MINUS}{number(push.lost, 1)}" if push.lost else "0",
        needed=_needed(push, push.step) if push.step else "au plus haut palier",
        gain=_gain(push.step) if push.step else ABSENT,
        lever=f"{lever} ({actor})" if actor else lever,
    )


def _needed(push: Push, step: Step) -> str:
    """ "22 de plus" where things are counted, else the gap in the unit of the criterion."""
    way = "de plus" if step.distance > 0 else "de moins"
    shown = push.criterion.indicator
    decimals = shown.decimals if abs(step.distance) >= 0.5 * 10**-shown.decimals else 3
    unit = "point" if shown.unit == "%" else shown.unit
    text = " ".join(filter(None, [number(abs(step.distance), decimals), unit, way]))
    if step.count is None or step.count == 0:
        return text
    return f"{text}, soit {number(abs(step.count), 0)} {way}"


def _gain(step: Step) -> str:
    low, middle, high = step.gain
    return f"+{THIN}{middle} ({low} à {high})"


def _own(town: Town) -> str:
    """The sentence of the levers: the best one that is the commune's own."""
    own = [(push, push.step) for push in town.pushes
           if push.step and push.criterion.lever is Lever.YES]  # fmt: skip
    if not own:
        return ""
    best, step = max(own, key=lambda pair: (pair[1].gain[1], pair[1].gain_in_all))
    return (
        f"Le premier levier à sa main{NBSP}: {best.criterion.indicator.title.lower()}, "
        f"{_needed(best, step)}. Toutes choses égales, ce palier vaudrait "
        f"{number(step.gain_in_all, 0)} places parmi toutes les communes."
    )


def _apart(one: Difference) -> Apart:
    return Apart(one.criterion.indicator.title, worded(one.criterion, one.value),
                 worded(one.criterion, one.mean), one.is_better)  # fmt: skip


def _best(town: Town) -> str:
    """The sentence of the triple, "" when nobody is beaten on any three."""
    names = [one.indicator.title.lower() for one in town.rarity.best]
    if not names:
        return ""
    return (
        f"Aucune des {number(town.rarity.n, 0)} autres communes {town.stratum_title} ne fait aussi "
        f"bien à la fois pour{NBSP}: {names[0]}{THIN}; {names[1]}{THIN}; {names[2]}."
    )


def _rarity(town: Town) -> str:
    found = town.rarity
    return (
        f"Un triplet de ce genre n’est pas rare{NBSP}: sur {number(found.possible, 0)} possibles, "
        f"{town.name} en possède {number(found.owned, 0)}. Sur {found.witnesses} communes de la "
        f"même strate tirées au hasard, {percent(found.as_many)} en possèdent au moins autant."
    )


_CAUSES = {
    WEIGHTS: "les poids des catégories, à 25 % près",
    SCALE: "la façon de noter (cinq)",
    MISSING: "les valeurs manquantes ou secrètes",
    NOISE: "l’erreur de mesure",
}


def _doubt(town: Town) -> Iterator[tuple[str, str, str]]:
    """Each cause, what it explains alone, and all it takes part in; each with its interval."""
    for index in sorted(town.doubt.indices, key=lambda index: -index.total):
        yield (
            _CAUSES[index.name].replace(" %", f"{THIN}%"),
            _share(index.first, index.first_interval),
            _share(index.total, index.total_interval),
        )


def _share(value: float, interval: tuple[float, float]) -> str:
    low, high = (number(100 * max(end, 0.0), 0) for end in interval)
    return f"{percent(max(value, 0.0))} ({low} à {high})"


def _sources(town: Town) -> str:
    points = town.field.figures.points
    held = selectors.reference()
    sources = (source_of(point, held) for point in points)
    return ", ".join(sorted({source.producer.split(",")[0] for source in sources if source}))


def _years(town: Town) -> str:
    years = [point.year for point in town.field.figures.points]
    return f"{min(years)} à {max(years)}"


DRAWN = (
    f"{number(DRAWS, 0)} tirages ({number(ALL_DRAWS, 0)} pour la France) sur les poids à "
    f"25{THIN}% près, six façons de noter, l’erreur de mesure et les valeurs manquantes"
)
