"""The journal's page. Its access decision is written in `site.urls`: accounts lie above."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from parvis.apps.audit.searching import Filter, found_entries, rows_of
from parvis.apps.audit.services import record_export
from parvis.apps.audit.words import ACTIONS
from parvis.core.ingest.quarantine import neutralise

PAGE_ROWS = 50
REFUSED = 422
COLUMNS = ("at", "actor", "name", "action", "action_fr", "subject", "detail", "hash")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """What is looked for in the journal."""

    agent = forms.CharField(label="Qui", required=False, max_length=100)
    demande = forms.RegexField(
        r"^\d{1,12}$", label="Demande n°", required=False,
        error_messages={"invalid": "Le numéro d’une demande n’a que des chiffres."},
    )  # fmt: skip
    action = forms.ChoiceField(
        label="Quoi", required=False,
        choices=[("", "Tout"), *sorted(ACTIONS.items(), key=lambda one: one[1])],
    )  # fmt: skip
    du = forms.DateField(label="Du", required=False, widget=_day())
    au = forms.DateField(label="Au", required=False, widget=_day())

    def clean(self) -> dict[str, Any]:
        """The period runs forward."""
        found = super().clean() or {}
        first, last = found.get("du"), found.get("au")
        if first and last and last < first:
            self.add_error("au", "Le dernier jour précède le premier.")
        return found

    def wanted(self) -> Filter:
        """The filter that a valid form says."""
        said = self.cleaned_data
        return Filter(said["agent"], said["demande"], said["action"], said["du"], said["au"])


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what in the chosen authority, latest first, or what is looked for in it."""
    form = FilterForm(request.GET)
    wanted = form.wanted() if form.is_valid() else Filter()
    entries = found_entries(request.actor, request.authority, wanted)
    page = Paginator(entries, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = {"page": page, "form": form, "is_filtered": not wanted.is_empty}
    return render(request, "audit/journal.html", shown, status=REFUSED if form.errors else 200)


@require_GET
def journal_csv(request: HttpRequest) -> HttpResponse:
    """The same entries as CSV: UTF-8, comma, header, ISO instants. Journaled in its turn."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        return journal(request)
    wanted = form.wanted()
    entries = found_entries(request.actor, request.authority, wanted)
    record_export(actor=request.actor, authority=request.authority, where=wanted,
                  now=timezone.now())  # fmt: skip
    answer = StreamingHttpResponse(_lines(rows_of(entries)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="journal.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


class _Echo:
    """A file whose lines are given back as they are written."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([neutralise(text) for text in row])
