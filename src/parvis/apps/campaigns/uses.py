"""The dated uses of one file: who came when, what goes with stopping, what an incident breaks."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import Columns, place_field, rows_of, trait_fields
from parvis.core.ingest.contract import Contract, FieldType
from parvis.core.loyalty.cohorts import FEWEST, after_incident
from parvis.core.loyalty.experiment import Effect
from parvis.core.loyalty.fairness import AGE, SEX, Labels
from parvis.core.loyalty.fidelity import Years
from parvis.core.loyalty.stopping import LANDMARK, Stopping, stopping_of
from parvis.core.people.records import roles_of
from parvis.core.people.roles import PersonRole
from parvis.core.privacy.retention import dated_by

_MOST_VALUES = 12
_KINDS = frozenset({FieldType.TEXT, FieldType.BOOLEAN})
_FACTORS = (
    (AGE, "moins de 30 ans aujourd’hui", frozenset({"0 à 14 ans", "15 à 29 ans"})),
    (AGE, "60 ans ou plus aujourd’hui", frozenset({"60 à 74 ans", "75 ans ou plus"})),
    (SEX, "femmes et filles", frozenset({"f", "femme", "femmes", "mme", "madame"})),
)
"""What is known of people that may go with stopping: trait, words, values."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The dated uses of a file: one row each, and who used when, in order of days."""

    contract: Contract
    columns: Columns
    who: tuple[str, ...]
    when: tuple[date, ...]

    def by_person(self) -> dict[str, list[date]]:
        """The days of use of each person, in order."""
        found: dict[str, list[date]] = defaultdict(list)
        for who, day in sorted(zip(self.who, self.when, strict=True), key=lambda pair: pair[1]):
            found[who].append(day)
        return dict(found)


def uses_of(authority: Authority, contract: Contract) -> Uses:
    """The uses that the delivered files of `contract` date; rows without a person or a day are
    left out."""
    columns = rows_of(authority, contract)
    dated = dated_by(contract, wired.facts().get(contract.fact))
    pairs = zip(columns[contract.person], columns[dated], strict=True)
    known = np.array([who is not None and on is not None for who, on in pairs], bool)
    columns = {name: values[known] for name, values in columns.items()}
    who = tuple(str(value) for value in columns[contract.person])
    when = tuple(date.fromisoformat(str(value)[:10]) for value in columns[dated])
    return Uses(contract, columns, who, when)


def births_in(uses: Uses) -> dict[str, date]:
    """The date of birth of each person, where the file says it."""
    by_role = {role: name for name, role in roles_of(uses.contract).items()}
    name = by_role.get(PersonRole.BIRTH_DATE)
    if name is None:
        return {}
    pairs = zip(uses.who, uses.columns[name], strict=True)
    return {who: date.fromisoformat(str(on)[:10]) for who, on in pairs if on is not None}


def stopping_in(
    uses: Uses, by_person: Mapping[str, Sequence[date]], traits: Mapping[str, Labels]
) -> Stopping:
    """What goes with stopping: coming little at first, and what the file says of people."""
    people = sorted(by_person)
    days = [[day.toordinal() for day in by_person[name]] for name in people]
    first, last = (np.array([each[rank] for each in days], np.int64) for rank in (0, -1))
    early = np.array([sum(day - each[0] <= LANDMARK for day in each) for each in days], np.int64)
    followed = early[last - first > LANDMARK]
    few = int(np.median(followed)) if followed.size else 0
    told = {f"venus {few} fois au plus les {LANDMARK} premiers jours": early <= few}
    for trait, words, values in _FACTORS:
        if trait in traits:
            have = {who for who, label in zip(uses.who, traits[trait], strict=True)
                    if str(label).strip().casefold() in values}  # fmt: skip
            told[words] = np.array([name in have for name in people], bool)
    return stopping_of(first, last, int(last.max()), told)


def incidents_in(uses: Uses) -> list[tuple[str, str]]:
    """What may be looked at as an incident: a value met often enough of a field of few values,
    as (field=value, words). A place or a trait of people is none."""
    contract = uses.contract
    barred = {*contract.key, contract.person, place_field(contract),
              *trait_fields(contract).values()}  # fmt: skip
    found = []
    for field in contract.fields:
        if field.name in barred or field.is_identifying or field.type not in _KINDS:
            continue
        counts = Counter(str(value) for value in uses.columns[field.name] if value is not None)
        if 2 <= len(counts) <= _MOST_VALUES:
            found += [(f"{field.name}={value}", f"{field.title or field.name} : {_said(value)}")
                      for value, n in sorted(counts.items()) if n >= FEWEST]  # fmt: skip
    return found


def incident_of(
    uses: Uses, years: Years, choices: Mapping[str, str], asked: str
) -> tuple[str, int, Effect] | None:
    """Of those who came in the last year but one: what `asked` is, that year, and the return of
    those who met it less that of the others; None where it is no choice. Refused where a group is
    too small."""
    if asked not in choices:
        return None
    field, _, value = asked.partition("=")
    last = years.used.shape[1] - 1
    year = years.first + last - 1
    met = {who for who, on, told in zip(uses.who, uses.when, uses.columns[field], strict=True)
           if on.year == year and str(told) == value}  # fmt: skip
    hit = np.array([name in met for name in years.names], bool)
    entitled = years.used[:, last - 1] & years.entitled[:, last]
    return choices[asked], year, after_incident(hit, years.used[:, last], entitled)


def _said(value: str) -> str:
    return {"True": "oui", "False": "non"}.get(value, value)
