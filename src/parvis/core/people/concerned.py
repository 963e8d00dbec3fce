"""Whom a right of access or erasure concerns, and what written elsewhere is surely theirs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parvis.core.people.contacts import email, phone
from parvis.core.people.links import Traits
from parvis.core.people.names import FORGOTTEN, both_names, name_words, split_full_name
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector

References = Mapping[Sector, Collection[str]]
"""The references of one person's records, in each sector."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """One person: the references of their records in each sector, what these say, and the accounts
    that are surely theirs, as the journal names them."""

    references: References
    told: Sequence[Traits] = ()
    accounts: Collection[str] = ()

    @property
    def emails(self) -> frozenset[str]:
        """Their addresses, in the spelling by which addresses are compared."""
        return frozenset(email(text) for text in self._said(PersonRole.EMAIL)) - {""}

    @property
    def phones(self) -> frozenset[str]:
        """Their numbers, in the spelling by which numbers are compared."""
        return frozenset(phone(text) for text in self._said(PersonRole.PHONE)) - {""}

    def is_called(self, name: str) -> bool:
        """Whether a name in one field is theirs: a surname of one record, and its first names or
        the first of them.

        An address or a number may be a whole home's: only with the name is it a person's, and
        "Marie-Lou" is not the "Marie" of the same home.
        """
        return any(_is_called(traits, name_words(name)) for traits in self.told)

    def _said(self, role: PersonRole) -> Iterator[str]:
        return (traits[role] for traits in self.told if role in traits)


def _is_called(traits: Traits, written: Sequence[str]) -> bool:
    family, given = split_full_name(traits.get(PersonRole.FULL_NAME, ""))
    if PersonRole.SURNAME_FIRST in traits:
        ordered = traits[PersonRole.SURNAME_FIRST]
        family, given = split_full_name(ordered, is_surname_first=True)
    birth, wed = both_names(traits.get(PersonRole.SURNAME, family))
    surnames = (birth, wed, traits.get(PersonRole.USAGE_NAME, ""))
    known = [set(name_words(text)) - FORGOTTEN for text in surnames]
    first = [word for word in written if word not in FORGOTTEN]
    borne = {word for words in known if words.issubset(first) for word in words}
    for word in borne:
        first.remove(word)
    whole = name_words(traits.get(PersonRole.GIVEN_NAME, given))
    return bool(borne and first) and first == whole[: len(first)]
