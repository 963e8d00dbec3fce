"""What an application has to say at the top of the home screens, without their knowing it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Notice:
    """One French sentence and where it leads; `is_grave`: something breaks today."""

    sentence: str
    url: str
    link: str
    is_grave: bool


NOTICES: list[Callable[[HttpRequest], Notice | None]] = []
"""Filled by the applications when Django is ready."""

HOMES = ("insights:home", "sources:list")
"""The screens on which notices stand."""
