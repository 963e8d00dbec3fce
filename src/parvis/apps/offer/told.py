"""A note as its page tells it: French figures, the finding of each alternative first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.apps.notes.models import DecisionNote, Kind
from parvis.apps.offer.shown import Line
from parvis.core import french
from parvis.core.french import NBSP, THIN

HIDDEN = "masqué"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a note."""

    caption: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each line's name, and its cells with the heading that a phone sets before them."""
        return [(line.name, list(zip(self.headings[1:], line.cells, strict=False)))
                for line in self.lines]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative: its rule in its own words, what it does in a sentence, its tables."""

    name: str
    rule: tuple[str, ...]
    said: str
    also: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole note; `is_choice`: one of its alternatives may be retained."""

    pk: int
    title: str
    kind: str
    authority: str
    made_at: datetime
    made_by: str
    release: str
    purpose: str
    assumptions: tuple[tuple[str, str], ...]
    summary: Table
    alternatives: tuple[Alternative, ...]
    chosen: str
    reasons: str
    decided_at: datetime | None
    is_choice: bool
    protection: str


def told(note: DecisionNote) -> Told:
    """The note in words."""
    sums, tell = _TELLERS[Kind(note.kind)]
    return Told(
        pk=note.pk, title=note.title, kind=note.get_kind_display(), authority=note.authority.name,
        made_at=note.made_at, made_by=note.made_by_label, release=note.release,
        purpose=note.purpose, assumptions=tuple((t, s) for t, s in note.assumptions),
        summary=sums(note.alternatives),
        alternatives=tuple(tell(one) for one in note.alternatives),
        chosen=note.chosen, reasons=note.reasons, decided_at=note.decided_at,
        is_choice=note.kind != Kind.ACCESS, protection=_PROTECTION[Kind(note.kind)],
    )  # fmt: skip


def _count(value: float | None) -> str:
    return HIDDEN if value is None else french.number(value, 0)


def _euros(value: float | None, decimals: int = 0) -> str:
    return HIDDEN if value is None else f"{french.number(value, decimals)}{NBSP}€"


def _moved(value: float | None) -> str:
    if value is None:
        return HIDDEN
    return f"{'+' if value > 0 else ''}{_euros(value)}"


def _share(value: float | None, decimals: int = 1) -> str:
    return HIDDEN if value is None else french.percent(value, decimals)


def _tariffs(alternatives: Sequence[Mapping[str, Any]]) -> Table:
    lines = []
    if alternatives:
        first = alternatives[0]["revenue"]
        now = (_euros(first["before"]), _share(first["coverage_before"]), "", "", "", "")
        lines.append(Line("Grille en vigueur", now))
    lines += [Line(one["name"], _summed(one)) for one in alternatives]
    return Table("Les grilles comparées", (
        "Grille", "Recette", "Part du coût couverte", "Paient moins", "Autant", "Paient plus",
        "Plus grand saut"), tuple(lines))  # fmt: skip


def _summed(one: Mapping[str, Any]) -> tuple[str, ...]:
    sides, jumps, revenue = one["sides"], one["jumps"], one["revenue"]
    jump = _euros(abs(jumps[0]["cents"]) / 100, 2) if jumps else "aucun"
    counts = (_count(sides[side]) for side in ("moins", "autant", "plus"))
    return _euros(revenue["after"]), _share(revenue["coverage_after"]), *counts, jump


def _tariff(one: Mapping[str, Any]) -> Alternative:
    return Alternative(one["name"], tuple(one["grid"].splitlines()), _tariff_said(one),
                       tuple(_tariff_also(one)), tuple(_tariff_tables(one)))  # fmt: skip


def _tariff_said(one: Mapping[str, Any]) -> str:
    revenue, sides = one["revenue"], one["sides"]
    before, after = revenue["before"], revenue["after"]
    if before is None or after is None:
        return "Trop peu de familles pour montrer une recette."
    gap = after - before
    moved = f"{_euros(abs(gap))} de {'plus' if gap >= 0 else 'moins'}"
    return (f"La recette passe de {_euros(before)} à {_euros(after)}, soit {moved} à usage égal"
            f"{THIN}; {_families(sides['plus'])} paieraient plus, {_families(sides['moins'])} "
            "moins.")  # fmt: skip


def _families(value: float | None) -> str:
    return (
        "un nombre masqué de familles" if value is None else french.count(round(value), "famille")
    )


def _tariff_also(one: Mapping[str, Any]) -> Iterator[str]:
    least, most = one["behaviour"]
    if most:
        revenue = one["revenue"]
        losses = f"{french.number(-10 * least, 1)} à {french.number(-10 * most, 1)}{THIN}%"
        yield (f"Si une hausse de 10{THIN}% faisait baisser l’usage de {losses}, la recette "
               f"serait de {_euros(revenue['most'])} à {_euros(revenue['least'])}. C’est une "
               "hypothèse.")  # fmt: skip
    for crowd in one["crowds"]:
        if crowd["is_avoided"]:
            yield (f"Sous le seuil en vigueur de {french.number(crowd['at'], 0)}, "
                   f"{_count(crowd['below'])} familles, et {_count(crowd['above'])} juste au-dessus"
                   f"{NBSP}: {_share(crowd['share'], 0)} sont dessous, contre "
                   f"{_share(crowd['expected'], 0)} attendus. Le seuil est évité.")  # fmt: skip
    for check in one["checks"]:
        yield f"{_ANSWERS[check['answer']]}{NBSP}: {check['title'].lower()} ({check['reason']}). " \
              f"{check['source']}."  # fmt: skip
    for unpriced in one["unpriced"]:
        yield f"Sans prix, {_count(unpriced['families'])} familles{NBSP}: {unpriced['reason']}"


_ANSWERS = {"holds": "Conforme", "fails": "NON CONFORME", "unknown": "À vérifier"}


def _tariff_tables(one: Mapping[str, Any]) -> Iterator[Table]:
    yield Table("Par dixième de quotient", (
        "Quotient", "Moins", "Autant", "Plus", "Évolution", "Effort avant", "Effort après"),
        tuple(Line(_tenth(row["tenth"]), (*_sides(row), _moved(row["change"]),
              _share(row["effort_before"]), _share(row["effort_after"])))
              for row in one["tenths"]))  # fmt: skip
    headings = ("Enfants", "Moins", "Autant", "Plus", "Évolution")
    yield Table("Par nombre d’enfants inscrits", headings,
                tuple(Line(row["children"], (*_sides(row), _moved(row["change"])))
                      for row in one["children"]))  # fmt: skip
    if one["jumps"]:
        yield Table("Sauts de la grille", ("À un quotient de", "Le prix change de"),
                    tuple(Line(_jump_at(jump, one["jumps"]), (_euros(jump["cents"] / 100, 2),))
                          for jump in one["jumps"]))  # fmt: skip


def _jump_at(jump: Mapping[str, Any], jumps: Sequence[Mapping[str, Any]]) -> str:
    """Where a price jumps, and for whom where prices are several."""
    at = french.number(jump["at"], 0)
    return f"{at} ({jump['rate']})" if len({one["rate"] for one in jumps}) > 1 else at


def _tenth(text: str) -> str:
    return text.partition(" : ")[2] or text


def _sides(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return _count(row["moins"]), _count(row["autant"]), _count(row["plus"])


def _number(value: float | None, decimals: int) -> str:
    return french.ABSENT if value is None else french.number(value, decimals)


def _fifths(one: Mapping[str, Any]) -> tuple[str, str]:
    """Minutes of the poorest and of the richest fifth; notes of before do not say them."""
    return _number(one.get("poorest"), 1), _number(one.get("richest"), 1)


def _sitings(alternatives: Sequence[Mapping[str, Any]]) -> Table:
    lines = tuple(Line(one["name"], (
        _number(one["mean_minutes"], 1), _count(one["beyond"]), *_fifths(one),
        french.ABSENT if one["behind"] is None else _share(one["behind"]),
        _number(one["gini"], 2))) for one in alternatives)  # fmt: skip
    return Table("Les implantations comparées", (
        "Choix", "Minutes en moyenne", "Habitants trop loin", "Minutes, cinquième pauvre",
        "Minutes, cinquième riche", "Écart au meilleur", "Inégalité (Gini)"), lines)  # fmt: skip


def _siting(one: Mapping[str, Any]) -> Alternative:
    said = (f"En moyenne {_number(one['mean_minutes'], 1)} minutes{THIN}; "
            f"{_count(one['beyond'])} habitants restent à plus de "
            f"{french.number(one['reach'], 0)} minutes.")  # fmt: skip
    return Alternative(one["name"], tuple(one["sites"]), said, tuple(one["also"]), ())


def _accesses(alternatives: Sequence[Mapping[str, Any]]) -> Table:
    lines = tuple(Line(one["name"], (
        _number(one["mean_minutes"], 1), _count(one["beyond"]), *_fifths(one),
        _number(one["gini"], 2))) for one in alternatives)  # fmt: skip
    return Table("Selon la façon de s’y rendre", (
        "Déplacement", "Minutes en moyenne", "Habitants trop loin", "Minutes, cinquième pauvre",
        "Minutes, cinquième riche", "Inégalité (Gini)"), lines)  # fmt: skip


def _access(one: Mapping[str, Any]) -> Alternative:
    return Alternative(one["name"], (), one["said"], tuple(one["also"]), tuple(_places(one)))


def _places(one: Mapping[str, Any]) -> Iterator[Table]:
    if one["facts"]:
        yield Table("Dans toute la commune", ("Mesure", "Valeur"), tuple(map(_line, one["facts"])))
    if one["zones"]:
        headings = ("Zone", *one["headings"])
        yield Table("Les zones les plus éloignées", headings, tuple(map(_line, one["zones"])))


def _line(row: Sequence[str]) -> Line:
    return Line(row[0], tuple(row[1:]))


_TELLERS = {
    Kind.TARIFF: (_tariffs, _tariff), Kind.SITING: (_sitings, _siting),
    Kind.ACCESS: (_accesses, _access),
}  # fmt: skip
_OF_PLACES = "Habitants par zone, tels que la commune les décrit ; aucune personne n’y figure."
_PROTECTION = {
    Kind.TARIFF: "Les effectifs sont décalés au hasard de trois familles au plus, les petits sont "
                 f"masqués{THIN}; les montants suivent.",
    Kind.SITING: _OF_PLACES, Kind.ACCESS: _OF_PLACES,
}  # fmt: skip
