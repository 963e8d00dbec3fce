"""Trademark filings, as INPI publishes them."""

from dataclasses import dataclass
from datetime import date

CLASSES = 45
"""Classes of the Nice agreement."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One mark as INPI publishes it. `published_on` None: its term to oppose is not known."""

    number: str
    mark: str
    applicant: str
    classes: tuple[int, ...]
    filed_on: date
    published_on: date | None
