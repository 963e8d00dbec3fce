"""What each column of a file of people says, from its header and from what it contains."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parvis.core.people.contacts import email, phone
from parvis.core.people.dates import birth_date
from parvis.core.people.names import unaccented, words


class PersonRole(StrEnum):
    """What a column says of a person. A file may have several telephones, one of each other.

    A whole name is SURNAME_FIRST where its header says "nom, prénom", and FULL_NAME otherwise.
    """

    RECORD_ID = "record_id"
    FULL_NAME = "full_name"
    SURNAME_FIRST = "surname_first"
    GIVEN_NAME = "given_name"
    OTHER_NAMES = "other_names"
    SURNAME = "surname"
    USAGE_NAME = "usage_name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE = "birth_place"
    STREET_NUMBER = "street_number"
    ADDRESS = "address"
    COMPLEMENT = "complement"
    POSTCODE = "postcode"
    CITY = "city"
    PHONE = "phone"
    EMAIL = "email"
    UPDATED_ON = "updated_on"
    DISTRICT = "district"


_HEADERS: Mapping[PersonRole, str] = {
    PersonRole.RECORD_ID: r"record_?id",
    PersonRole.USAGE_NAME: r"(nom|name)_?(d_?)?(usage|usuel|marital|epouse|married)|usage_name|"
    r"married_name|(deuxieme|second)_nom",
    PersonRole.SURNAME: r"noms?(_(de_)?(famille|naiss(ance)?|patronymique|jeune_fille|jf))?|"
    r"patronyme|(sur|last_?|family_?|birth_?|maiden_?)name|lname|nom_(usager|personne|enfant|eleve)"
    r"|"
    r"name_(last|family)|(?!prenoms?_(et_)?nom$).*_nom",
    PersonRole.GIVEN_NAME: r"(pre_?noms?|pnom)(_?(1|usuel|usager|personne|enfant|eleve|principal))?"
    r"|(?!autres?_|deuxieme_|second_|(.*_)?noms?_(et_)?prenoms?$).*_prenoms?|"
    r"(first|given|fore)_?names?|fname|name_(first|given)|given",
    PersonRole.OTHER_NAMES: r"(autres?_|deuxieme_|second_)prenoms?|prenoms?_?[23]|"
    r"(middle|second|other)_?names?",
    PersonRole.SURNAME_FIRST: r"(.*_)?noms?_(et_)?prenoms?",
    PersonRole.FULL_NAME: r"(full_?|complete_)?name|nom_complet|prenoms?_(et_)?nom|"
    r"identite|usager|personne|person",
    PersonRole.SEX: r"sexe?|gender|genre|civilite|civ|titre|title",
    PersonRole.BIRTH_DATE: r"(da?te?_?(de_?|of_?)?|d_?)(naissance|naiss?|birth)|dob|ddn"
    r"|(birth|naissance)_?date|naissance(_(enfant|eleve|usager))?|datnaiss?|nee?(_e)?_le|birth_?day"
    r"|.*_date_naissance",
    PersonRole.BIRTH_PLACE: r"(lieu|ville|(code_)?commune|(code_)?insee|com)_?(de_?)?naiss(ance)?"
    r"|(birth_?|place_of_)(place|birth|town|city)|.*_commune_naissance|(ne|nee)_a",
    PersonRole.STREET_NUMBER: r"(street|house)_?(number|no|num|nr)|(num(ero)?|no|n)_?(de_?|dans_)?"
    r"(la_)?(voie|rue)",
    PersonRole.COMPLEMENT: r"(address|adresse|addr?)_?(line_?)?[2]|"
    r"compl(ement)?(_(d_?)?adr(esse)?)?",
    PersonRole.ADDRESS: r"(address|adresse|addr)(_?(line_?)?1)?|(street|road)(_?(name|address))?"
    r"|"
    r"(lib(elle)?_?|nom_?)?(de_?)?(la_?)?(voie|rue)|adresse_(postale|usager|complete)|postal_address",
    PersonRole.POSTCODE: r"(code_?post(al)?|cp|cpostal|post_?code|zip(_?code)?|postal_?code)"
    r"(_usager)?",
    PersonRole.CITY: r"ville|commune|city|suburb|town|localite|municipality|lieu|"
    r"(nom|lib(elle)?)_commune|(ville|commune)_(usager|residence|adresse)",
    PersonRole.PHONE: r"((n|num(ero)?)_?(de_?)?)?(tel(ephone)?s?|portable|mobile|gsm|fixe|"
    r"(tele)?phone|cell(phone)?|contact_number)(_?(\d|number|no|fixe|port(able)?|mob(ile)?|dom(icile)?|"
    r"usager|home|work))*",
    PersonRole.EMAIL: r"(adresse_?)?(e_?mail|mel|courriel|mail)(_?(address|adresse|usager|1))?",
    PersonRole.UPDATED_ON: r"(date_?(de_?|d_)?(la_?)?(derniere_)?)?(mise_?a_?jour|maj|"
    r"modif(ication)?)|date_(de_?|d_)?(inscription|creation|saisie)|(mis_a_jour|modifie|saisi|cree|inscrit)e?_le|"
    r"last_?(updated?|modified)|(updated?|created?|modified)_?(on|at|date)",
    PersonRole.DISTRICT: r"(code_?|nom_?)?(de_?l_?)?iris(_?(usager|domicile|residence))?|quartier"
    r"(_(usager|domicile|residence))?|district",
}
_PATTERNS = {role: re.compile(pattern) for role, pattern in _HEADERS.items()}
_SEVERAL = frozenset({PersonRole.PHONE})
_SHARE = 0.7
"""Share of a column's values that must have a form for its contents to name its role."""

NAMES = frozenset({PersonRole.FULL_NAME, PersonRole.SURNAME_FIRST, PersonRole.GIVEN_NAME,
                   PersonRole.SURNAME, PersonRole.USAGE_NAME})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column: its header, and some of its values that are not empty."""

    header: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The role of a column (its rank in the file), and why: "header" or "contents"."""

    place: int
    header: str
    role: PersonRole
    why: str


def recognise_roles(
    columns: Sequence[ColumnSample], first_names: frozenset[str] = frozenset()
) -> tuple[Recognised, ...]:
    """The columns that say something of a person, each role once (telephones excepted).

    Headers speak first; a column they do not name is known by its contents where these have a
    form of their own. `first_names`: common ones, in capitals without accents.
    """
    found: dict[int, Recognised] = {}
    for by, why in ((_by_header, "header"), (_by_contents, "contents")):
        for place, column in enumerate(columns):
            taken = {r.role for r in found.values()} - _SEVERAL
            if place in found:
                continue
            for role in by(column, first_names):
                if role not in taken and _fits(role, column.values):
                    found[place] = Recognised(place, column.header, role, why)
                    break
    return tuple(found[place] for place in sorted(found))


def header_key(header: str) -> str:
    """A header as lower-case words joined by underscores: "Né(e) le" gives "ne_e_le"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return "_".join(words(spaced)).lower()


def _by_header(column: ColumnSample, _: frozenset[str]) -> Iterable[PersonRole]:
    key = header_key(column.header)
    return (role for role, pattern in _PATTERNS.items() if pattern.fullmatch(key))


def _by_contents(column: ColumnSample, first_names: frozenset[str]) -> Iterable[PersonRole]:
    values = column.values
    if _share(email(v) != "" for v in values):
        yield PersonRole.EMAIL
    if _share(birth_date(v) != "" for v in values) and len(set(values)) > len(values) / 10:
        yield PersonRole.BIRTH_DATE
    if _share(re.fullmatch(r"(\+33|0)[ .]?[1-9]([ .-]?\d\d){4}", v) is not None for v in values):
        yield PersonRole.PHONE
    if first_names and _share((words(v) or [""])[0] in first_names for v in values):
        yield PersonRole.GIVEN_NAME


def _fits(role: PersonRole, values: Sequence[str]) -> bool:
    """Whether contents do not contradict the role that a header announces; empty ones do not."""
    if role in {PersonRole.BIRTH_DATE, PersonRole.UPDATED_ON}:
        return not values or _share((birth_date(v) != "" for v in values), 0.3)
    if role is PersonRole.EMAIL:
        return not values or _share(("@" in v for v in values), 0.3)
    if role is PersonRole.PHONE:
        return not values or _share((phone(v) != "" for v in values), 0.3)
    if role is PersonRole.SEX:
        return len({unaccented(v) for v in values}) <= 12
    if role in NAMES:
        return not values or _share((re.search(r"[^\W\d]", v) is not None for v in values), 0.5)
    return True


def _share(holds: Iterable[bool], least: float = _SHARE) -> bool:
    """Whether at least `least` of the values hold; false of none."""
    told = list(holds)
    return bool(told) and sum(told) >= least * len(told)


def sex(text: str) -> str:
    """ "F", "M" or "" from a sex, a title or a code (1 a man and 2 a woman, as INSEE)."""
    letter = unaccented(text.strip()).rstrip(".")
    if letter in {"F", "FEMME", "FEMALE", "FEMININ", "FILLE", "W", "WOMAN", "2", "MME", "MLLE",
                  "MELLE", "MADAME", "MRS", "MS", "MISS", "MADEMOISELLE"}:  # fmt: skip
        return "F"
    is_man = letter in {"M", "H", "HOMME", "MALE", "MASCULIN", "GARCON", "G", "MAN", "1", "MR",
                        "MONSIEUR"}  # fmt: skip
    return "M" if is_man else ""
