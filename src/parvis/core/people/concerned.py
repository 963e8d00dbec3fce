"""Whom a right of access or erasure concerns, and what written elsewhere is surely theirs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parvis.core.people.contacts import email, phone
from parvis.core.people.links import Traits
from parvis.core.people.names import name_words
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector

References = Mapping[Sector, Collection[str]]
"""The references of one person's records, in each sector."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """One person: the references of their records in each sector, and what some of these say."""

    references: References
    told: Sequence[Traits] = ()

    @property
    def emails(self) -> frozenset[str]:
        """Their addresses, in the spelling by which addresses are compared."""
        return frozenset(email(text) for text in self._said(PersonRole.EMAIL)) - {""}

    @property
    def phones(self) -> frozenset[str]:
        """Their numbers, in the spelling by which numbers are compared."""
        return frozenset(phone(text) for text in self._said(PersonRole.PHONE)) - {""}

    def is_called(self, name: str) -> bool:
        """Whether a name in one field is theirs: a surname and the first name of one record.

        An address or a number may be a whole home's: only with the name is it a person's.
        """
        written = set(name_words(name))
        return any(_is_called(traits, written) for traits in self.told)

    def _said(self, role: PersonRole) -> Iterator[str]:
        return (traits[role] for traits in self.told if role in traits)


def _is_called(traits: Traits, written: set[str]) -> bool:
    given = name_words(traits.get(PersonRole.GIVEN_NAME, ""))
    if not given or given[0] not in written:
        return False
    surnames = (traits.get(role, "") for role in (PersonRole.SURNAME, PersonRole.USAGE_NAME))
    return any(words and written.issuperset(words) for words in map(name_words, surnames))
