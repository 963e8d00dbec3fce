"""The gestures of two parents of one child, on the page of those one acts for."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from parvis.apps.accounts import parents


def _ask(request: HttpRequest, facts: dict[str, Any]) -> object:
    return parents.ask_parent(
        now=datetime.now(UTC), body=number(request, "enfant"), tells=_tells(request),
        email=request.POST.get("courriel", ""), **facts,
    )  # fmt: skip


def _accept(request: HttpRequest, facts: dict[str, Any]) -> object:
    return parents.accept_parent(
        now=datetime.now(UTC), tie=number(request), body=number(request, "enfant"),
        tells=_tells(request), **facts,
    )  # fmt: skip


def _tell(request: HttpRequest, facts: dict[str, Any]) -> object:
    return parents.tell_parent(
        now=datetime.now(UTC), tie=number(request), tells=_tells(request), **facts
    )


def _end(request: HttpRequest, facts: dict[str, Any]) -> object:
    return parents.end_parent(now=datetime.now(UTC), tie=number(request), **facts)


GESTURES = {
    "demander_parent": _ask, "accepter_parent": _accept, "dire_parent": _tell,
    "finir_parent": _end,
}  # fmt: skip


def number(request: HttpRequest, name: str = "numero") -> int:
    """The key that a form sends under `name`; 0, which is nothing's, for what is no number."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() else 0


def _tells(request: HttpRequest) -> bool:
    return request.POST.get("dire") == "oui"
