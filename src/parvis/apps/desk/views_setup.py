"""Configuration as a file, absences, quality of service."""

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.accounts.models import Account
from parvis.apps.casework.rights import may_set_absence
from parvis.apps.casework.selectors import absences, colleagues_of, desk_versions
from parvis.apps.casework.services import (
    import_setup,
    set_absence,
    use_version,
    withdraw_absence,
)
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.desk.quality import quality_of
from parvis.apps.desk.views import desk_for
from parvis.core.access import Capability
from parvis.core.errors import Refused

REFUSED = 422


@requires(Capability.CONFIGURE_DESK)
@accepts_attachments
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """What the desk is set up as; another file may be imported."""
    refusal = _import(request) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect("desk:setup")
    desk = desk_for(request)
    shown = {"desk": desk, "refusal": refusal,
             "versions": desk_versions(request.actor, request.authority)}  # fmt: skip
    return render(request, "desk/setup.html", shown, status=REFUSED if refusal else 200)


def _import(request: HttpRequest) -> str:
    """Import the file sent; the sentence of the refusal, "" once it is in force."""
    sent = request.FILES.get("fichier")
    try:
        if sent is None:
            raise Refused("desk.no_file")
        text = _decoded(sent.read())
        version = import_setup(actor=request.actor, now=timezone.now(), text=text,
                               authority=request.authority, file=sent.name or "")  # fmt: skip
    except Refused as refusal:
        return refusal.sentence()
    messages.success(request, f"Version {version.number} en vigueur.")
    return ""


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("definition.unreadable", detail=error) from error


@requires(Capability.CONFIGURE_DESK)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The setup in force, or an earlier one, as a file."""
    asked = request.GET.get("version", "")
    text = desk_for(request).text
    if asked.isdigit():
        found = desk_versions(request.actor, request.authority).filter(number=int(asked)).first()
        text = found.text if found else text
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="guichet.toml"'
    return answer


@requires(Capability.CONFIGURE_DESK)
@require_POST
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Go back to an earlier setup."""
    version = use_version(actor=request.actor, now=timezone.now(), number=number,
                          authority=request.authority)  # fmt: skip
    messages.success(request, f"La version {number} reprend, comme version {version.number}.")
    return redirect("desk:setup")


class AbsenceForm(forms.Form):
    """Days away, and who works meanwhile; of whom, where several may be said."""

    qui = forms.TypedChoiceField(label="Qui", coerce=int)
    du = forms.DateField(label="Du", widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label="Au (compris)", widget=forms.DateInput(attrs={"type": "date"}))
    remplacant = forms.TypedChoiceField(
        label="Remplacement par", required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, whom: Iterable[Account], colleagues: Iterable[Account], *args: object
    ) -> None:
        super().__init__(*args)
        named = [(account.pk, account.full_name) for account in colleagues]
        self.fields["remplacant"].choices = [("", "Personne en particulier"), *named]
        self.fields["qui"].choices = [(account.pk, account.full_name) for account in whom]
        if len(self.fields["qui"].choices) == 1:
            self.fields["qui"].widget = forms.HiddenInput()
            self.fields["qui"].initial = self.fields["qui"].choices[0][0]


@requires(Capability.SEE_DESK)
@require_http_methods(["GET", "POST"])
def absence_page(request: HttpRequest) -> HttpResponse:
    """Who is away; absences are said here: one's own, or a colleague's by who sets the desk up."""
    colleagues = colleagues_of(request.actor, request.authority)
    may = [account for account in colleagues if _may_say(request, account)]
    mine = sorted(may, key=lambda account: account.pk != request.user.pk)
    form = AbsenceForm(mine, colleagues, request.POST or None)
    if request.method == "POST" and form.is_valid() and _note(request, form):
        return redirect("desk:absences")
    recent = timezone.now().date() - timedelta(days=30)
    away = absences(request.actor, request.authority).filter(last_on__gte=recent)
    shown = [(absence, _may_say(request, absence.account)) for absence in away]
    return render(request, "desk/absences.html", {"form": form, "absences": shown},
                  status=REFUSED if form.errors else 200)  # fmt: skip


def _may_say(request: HttpRequest, account: Account) -> bool:
    return may_set_absence(request.actor, request.authority, account.pk)


def _note(request: HttpRequest, form: AbsenceForm) -> bool:
    """Keep the absence of a valid form; False where it is refused, the form then says why."""
    said = form.cleaned_data
    try:
        absence = set_absence(actor=request.actor, now=timezone.now(), authority=request.authority,
                              account=said["qui"], first_on=said["du"], last_on=said["au"],
                              deputy=said["remplacant"])  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.sentence())
        return False
    messages.success(request, f"L’absence de {absence.account.full_name} est notée.")
    return True


@requires(Capability.SEE_DESK)
@require_POST
def absence_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    withdraw_absence(actor=request.actor, now=timezone.now(), authority=request.authority, pk=pk)
    messages.success(request, "L’absence est retirée.")
    return redirect("desk:absences")


@requires(Capability.SEE_SERVICE_QUALITY)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """How well requests are answered, exact figures for the town's own services."""
    shown = {"quality": quality_of(request.actor, request.authority, desk_for(request),
                                   timezone.now())}  # fmt: skip
    return render(request, "desk/quality.html", shown)
