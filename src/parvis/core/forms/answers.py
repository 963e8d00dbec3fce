"""Whether answers fit what is asked; each that does not, in one sentence that says what to do."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import phonenumbers

from parvis.core.acting import BodyKind, checked_number
from parvis.core.errors import Refused
from parvis.core.forms.definition import SAID, Block, Item, Kind, Page
from parvis.core.forms.evaluate import holds
from parvis.core.forms.reading import date_parts
from parvis.core.forms.walk import Walk, asked_items
from parvis.core.french import NBSP, THIN, number
from parvis.core.messages import typeset

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_REGION = "FR"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer to correct: the path of its control, its label, what is wrong."""

    path: str
    label: str
    message: str


def problems(walk: Walk, page: Page) -> list[Problem]:
    """What is to be corrected on `page` before going on."""
    found = [
        Problem(path, item.label, typeset(item.error or message))
        for path, item, value in asked_items(walk, page)
        if (message := fault(item, value, walk.facts.today))
    ]
    found += _short_blocks(walk, page)
    if found:
        return found
    return [
        Problem("", page.title, typeset(check.message))
        for check in page.checks
        if not holds(check.condition, walk.facts)
    ]


def _short_blocks(walk: Walk, page: Page) -> Iterator[Problem]:
    for part in walk.parts(page):
        if isinstance(part, Block) and len(walk.rows(part)) < part.least:
            yield Problem(part.id, part.label, typeset(f"il en faut {part.least} au moins."))


def fault(item: Item, value: Any, today: date) -> str:
    """What is wrong with `value` as an answer to `item`, "" if nothing is."""
    if item.kind in SAID or item.kind is Kind.COMPUTED:
        return ""
    if value in (None, "", [], False):
        return _missing(item) if item.is_required or item.kind is Kind.STATEMENT else ""
    judge = _JUDGES.get(item.kind)
    return judge(item, value, today) if judge else ""


def _missing(item: Item) -> str:
    if item.kind is Kind.STATEMENT:
        return "cochez cette case pour attester ce qui est écrit."
    if item.kind is Kind.FLAG:
        return "cochez cette case pour continuer."
    if item.kind in (Kind.CHOICE, Kind.CHOICES):
        return "choisissez dans la liste."
    if item.kind is Kind.FILE:
        return "joignez un fichier, ou apportez-le au guichet."
    if item.kind is Kind.DATE:
        return "écrivez le jour, le mois et l’année."
    return "répondez à cette question."


def _text(item: Item, value: Any, _: date) -> str:
    if item.most is not None and len(value) > item.most:
        over = len(value) - int(item.most)
        return f"c’est trop long de {number(over)} signes. Raccourcissez-le."
    if item.least is not None and len(value) < item.least:
        return f"écrivez au moins {number(item.least)} signes."
    if item.pattern and not re.fullmatch(item.pattern, value):
        return "cette réponse n’a pas la forme attendue. Corrigez-la."
    return _body_number(item, value) if item.number_of else ""


def _body_number(item: Item, value: Any) -> str:
    try:
        checked_number(BodyKind(item.number_of), value)
    except Refused as refusal:
        return refusal.sentence()
    return ""


def _email(item: Item, value: Any, today: date) -> str:
    if not _EMAIL.fullmatch(value):
        return "cette adresse n’est pas complète. Elle s’écrit par exemple nom@exemple.fr."
    return _text(item, value, today)


def _phone(item: Item, value: Any, today: date) -> str:
    try:
        parsed = phonenumbers.parse(value, _REGION)
        is_right = phonenumbers.is_possible_number(parsed)
    except phonenumbers.NumberParseException:
        is_right = False
    wrong = "ce numéro n’est pas complet. Il a dix chiffres, ou commence par + et l’indicatif."
    return _text(item, value, today) if is_right else wrong


def _number(item: Item, value: Any, _: date) -> str:
    try:
        found = float(str(value).replace(",", "."))
    except ValueError:
        return "écrivez un nombre, en chiffres."
    if item.least is not None and found < item.least:
        return f"écrivez {number(item.least)} au moins."
    if item.most is not None and found > item.most:
        return f"écrivez {number(item.most)} au plus."
    return ""


def _date(item: Item, value: Any, today: date) -> str:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return _no_such_day(value)
    if item.least is not None and found < today + timedelta(days=item.least):
        return "cette date est trop tôt. Choisissez-en une plus tard."
    if item.most is not None and found > today + timedelta(days=item.most):
        return "cette date est trop tard. Choisissez-en une plus tôt."
    return ""


def _no_such_day(value: Any) -> str:
    """Why three numbers make no date: "le 31 juin n’existe pas : juin a 30 jours."."""
    parts = [int(part) if part.isdecimal() else 0 for part in date_parts(value)]
    day, month, year = parts
    if day and year and not 1 <= month <= 12:
        return "les mois vont de 1 à 12."
    if not (day and month and 1000 <= year <= 9999):
        return "écrivez le jour, le mois et l’année en quatre chiffres."
    length = calendar.monthrange(year, month)[1]
    name = MONTHS[month - 1]
    return f"le {day} {name} n’existe pas : {name} {year} a {length} jours."


def _choice(item: Item, value: Any, _: date) -> str:
    known = {choice.id for choice in item.choices}
    return "choisissez dans la liste." if known and value not in known else ""


def _choices(item: Item, value: Any, _: date) -> str:
    known = {choice.id for choice in item.choices}
    if not isinstance(value, list) or (known and not known.issuperset(value)):
        return "choisissez dans la liste."
    if item.least is not None and len(value) < item.least:
        return f"choisissez-en {number(item.least)} au moins."
    if item.most is not None and len(value) > item.most:
        return f"choisissez-en {number(item.most)} au plus."
    return ""


def _files(item: Item, value: Any, _: date) -> str:
    most = int(item.most or 1)
    return f"joignez {number(most)} fichiers au plus." if len(value) > most else ""


_JUDGES: dict[Kind, Callable[[Item, Any, date], str]] = {
    Kind.TEXT: _text, Kind.LONG_TEXT: _text, Kind.PLACE: _text, Kind.EMAIL: _email,
    Kind.PHONE: _phone, Kind.NUMBER: _number, Kind.DATE: _date, Kind.CHOICE: _choice,
    Kind.CHOICES: _choices, Kind.FILE: _files,
}  # fmt: skip


def heading(found: list[Problem]) -> str:
    """The title of the summary: "3 réponses sont à revoir"."""
    total = len(found)
    verb = "réponse est à revoir" if total == 1 else "réponses sont à revoir"
    return f"{total}{NBSP if total < 1000 else THIN}{verb}"
