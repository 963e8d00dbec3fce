"""How the columns of persons are said in French."""

from parvis.core.people.dates import birth_date
from parvis.core.people.roles import PersonRole

ROLES = {
    PersonRole.RECORD_ID: "Numéro",
    PersonRole.FULL_NAME: "Nom complet",
    PersonRole.SURNAME_FIRST: "Nom et prénom",
    PersonRole.GIVEN_NAME: "Prénom",
    PersonRole.OTHER_NAMES: "Autres prénoms",
    PersonRole.SURNAME: "Nom",
    PersonRole.USAGE_NAME: "Nom d’usage",
    PersonRole.SEX: "Sexe",
    PersonRole.BIRTH_DATE: "Naissance",
    PersonRole.BIRTH_PLACE: "Lieu de naissance",
    PersonRole.STREET_NUMBER: "Numéro dans la voie",
    PersonRole.ADDRESS: "Adresse",
    PersonRole.COMPLEMENT: "Complément d’adresse",
    PersonRole.POSTCODE: "Code postal",
    PersonRole.CITY: "Ville",
    PersonRole.PHONE: "Téléphone",
    PersonRole.EMAIL: "Courriel",
    PersonRole.UPDATED_ON: "Mis à jour le",
    PersonRole.DISTRICT: "Quartier",
}


def differ(role: PersonRole, one: str, other: str) -> bool:
    """Whether two values differ to the eye: case, spaces and the dots of a telephone aside."""
    return _spelled(role, one) != _spelled(role, other)


def _spelled(role: PersonRole, text: str) -> str:
    return " ".join(text.split()).casefold() if role is not PersonRole.PHONE else "".join(
        c for c in text if c.isdigit())  # fmt: skip


def said(role: PersonRole, text: str) -> str:
    """A value as people read it: a date of birth as the French write it."""
    if role is PersonRole.BIRTH_DATE and (digits := birth_date(text)):
        return f"{digits[6:]}/{digits[4:6]}/{digits[:4]}"
    return text
