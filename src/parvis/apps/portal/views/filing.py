"""Filling in a demarche: page after page, saved as one goes, checked, sent."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.apps.accounts.decisions import public
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import published_demarche
from parvis.apps.portal import filing
from parvis.apps.portal.behalf import OWN_NAME, Name, name_of
from parvis.apps.portal.controls import controls, links
from parvis.apps.portal.family import Told, asked_already
from parvis.apps.portal.following import remember
from parvis.apps.portal.models import Draft
from parvis.apps.portal.page import page as portal_page
from parvis.apps.portal.prefill import known_of
from parvis.apps.portal.town import town
from parvis.core.errors import Refused
from parvis.core.forms.answers import Problem, heading, problems
from parvis.core.forms.definition import Form, Item, Kind, Page
from parvis.core.forms.reading import read_page
from parvis.core.forms.telling import told_page
from parvis.core.forms.walk import Walk, asked_items
from parvis.core.french import moment

SUMMARY = "verifier"
"""The last screen: everything told back, before it is sent."""


@require_POST
@public
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """Begin a demarche: a draft is there from the first page on."""
    now, name = datetime.now(UTC), _name(request, code)
    draft = filing.begin(
        actor=request.actor, now=now, authority=town(request), demarche=code,  # type: ignore[attr-defined]
        prefilled=name.prefilled(known_of(request.user, town(request), code)),
        given=request.POST.dict(), name=name,
    )  # fmt: skip
    return redirect("portal:fill", draft.code, form_of(draft.revision).pages[0].id)


def _name(request: HttpRequest, code: str) -> Name:
    said = request.POST.get("au_nom", "")
    if not said or not request.user.is_authenticated:
        return OWN_NAME
    theme = published_demarche(town(request).code, code).theme
    return name_of(request.user, town(request), theme, datetime.now(UTC).date(), said)


@require_safe
@public
def resume(request: HttpRequest, code: str) -> HttpResponseBase:
    """Go on where one stopped; to the request, once it is sent."""
    draft = filing.draft_for(town(request).code, code)
    if draft.request_code:
        return redirect("portal:follow", draft.request_code)
    form = form_of(draft.revision)
    names = [page.id for page in form.pages]
    return redirect("portal:fill", code, draft.page if draft.page in names else names[0])


@require_http_methods(["GET", "HEAD", "POST"])
@public
@accepts_attachments
def fill(request: HttpRequest, code: str, page: str) -> HttpResponseBase:
    """One page of the form: shown, saved as it is typed, checked before going on."""
    draft = filing.draft_for(town(request).code, code)
    if draft.request_code:
        return redirect("portal:follow", draft.request_code)
    form = form_of(draft.revision)
    current = form.page(page)
    if request.method != "POST":
        return _shown(request, draft, form, current)
    refused = _save(request, draft, current)
    if request.POST.get("geste") == "enregistrer" and request.headers.get("X-Requested-With"):
        return JsonResponse({"saved": moment(draft.saved_at)})
    return _onward(request, draft, form, current, refused)


def _onward(
    request: HttpRequest, draft: Draft, form: Form, current: Page, refused: list[Problem]
) -> HttpResponseBase:
    """Where a page leads once it is saved: itself, the next one, or the page of the draft."""
    walk = Walk(form, draft.answers, draft.saved_at)
    if request.POST.get("geste") == "enregistrer":
        return redirect("portal:draft", draft.code)
    if request.POST.get("geste") != "continuer":
        if refused:
            return _shown(request, draft, form, current, refused)
        return redirect(f"{reverse('portal:fill', args=[draft.code, current.id])}#suite")
    found = refused + problems(walk, current)
    if found:
        return _shown(request, draft, form, current, found)
    following = walk.after(current)
    if following is None:
        return redirect("portal:check", draft.code)
    return redirect("portal:fill", draft.code, following.id)


def _save(request: HttpRequest, draft: Draft, page: Page) -> list[Problem]:
    """Keep what was sent, files included; what could not be kept of the files is told."""
    sent = {name: request.POST.getlist(name) for name in request.POST}
    answers = read_page(page, sent, draft.answers)
    now = datetime.now(UTC)
    walk = Walk(form_of(draft.revision), answers, now)
    refused = []
    for path, item, value in list(asked_items(walk, page)):
        if item.kind is Kind.FILE:
            kept = [f for f in value or [] if f["stored"] not in sent.get(f"{path}-oter", ())]
            refused += _joined(request, path, item, kept)
            _put(answers, path, kept)
    filing.save(now=now, draft=draft, answers=answers, page=page.id)
    return refused


def _joined(request: HttpRequest, path: str, item: Item, kept: list[Any]) -> list[Problem]:
    refused = []
    for file in request.FILES.getlist(path):
        try:
            kept.append(filing.join(file.name or "", file.read()))
        except Refused as refusal:
            refused.append(Problem(path, item.label, refusal.sentence()))
    return refused


def _put(answers: dict[str, Any], path: str, value: Any) -> None:
    """Set the answer at `path`: of the form, or of a row of a block."""
    block, _, rest = path.partition("-")
    if not rest:
        answers[path] = value
        return
    rank, _, name = rest.partition("-")
    rows = answers.setdefault(block, [])
    while len(rows) <= int(rank):
        rows.append({})
    rows[int(rank)][name] = value


def _shown(
    request: HttpRequest, draft: Draft, form: Form, current: Page,
    found: list[Problem] | None = None,
) -> HttpResponse:  # fmt: skip
    walk = Walk(form, draft.answers, datetime.now(UTC))
    pages = walk.pages()
    rank = next((n for n, p in enumerate(pages, 1) if p.id == current.id), 1)
    drawn = controls(walk, current, found or [])
    return portal_page(
        request, "portal/fill.html", "demarches", status=422 if found else 200,
        draft=draft, form=form, demarche=_demarche(draft), current=current, controls=drawn,
        stages=[(n, p, n == rank) for n, p in enumerate(pages, 1)], rank=rank,
        total=len(pages) + 1, before=pages[rank - 2] if rank > 1 else None,
        errors=links(drawn, found or []), heading=heading(found) if found else "",
        is_last=rank == len(pages),
    )  # fmt: skip


def _demarche(draft: Draft) -> Demarche:
    return Demarche.objects.select_related("service").get(
        authority=draft.authority, code=draft.demarche
    )


@require_http_methods(["GET", "HEAD", "POST"])
@public
def check(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything told back; then it is sent, once."""
    draft = filing.draft_for(town(request).code, code)
    if draft.request_code:
        return redirect("portal:follow", draft.request_code)
    form = form_of(draft.revision)
    walk = Walk(form, draft.answers, datetime.now(UTC))
    pages = walk.pages()
    wrong = [(page, problems(walk, page)) for page in pages]
    wrong = [(page, found) for page, found in wrong if found]
    if request.method == "POST" and not wrong:
        sent = filing.send(actor=request.actor, now=datetime.now(UTC), draft=draft)  # type: ignore[attr-defined]
        return _followed(request, sent.tracking_code)
    return portal_page(
        request, "portal/check.html", "demarches", status=422 if request.method == "POST" else 200,
        draft=draft, form=form, demarche=_demarche(draft), wrong=wrong, last=pages[-1],
        told=[(page, told_page(walk, page)) for page in pages], already=_already(request, draft),
        stages=[(n, p, False) for n, p in enumerate(pages, 1)], total=len(pages) + 1,
    )  # fmt: skip


def _already(request: HttpRequest, draft: Draft) -> Told | None:
    """What the other parent asked already, said to whoever holds the account only."""
    is_holder = draft.account_id is not None and draft.account_id == request.user.pk
    return asked_already(draft) if is_holder else None


def _followed(request: HttpRequest, code: str) -> HttpResponseBase:
    response = redirect(f"{reverse('portal:follow', args=[code])}?envoyee=oui")
    remember(request, response, code)
    return response


@require_safe
@public
def draft(request: HttpRequest, code: str) -> HttpResponseBase:
    """The draft put aside: how to come back to it, here or elsewhere."""
    found = filing.draft_for(town(request).code, code)
    if found.request_code:
        return redirect("portal:follow", found.request_code)
    return portal_page(
        request, "portal/draft.html", "demarches", draft=found, demarche=_demarche(found),
        until=found.saved_at + filing.KEPT,
        link=request.build_absolute_uri(reverse("portal:resume", args=[found.code])),
    )  # fmt: skip


@require_POST
@public
def mail_link(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the link of a draft to an address, which is not kept."""
    found = filing.draft_for(town(request).code, code)
    link = request.build_absolute_uri(reverse("portal:resume", args=[found.code]))
    address = request.POST.get("courriel", "").strip()
    filing.send_link(now=datetime.now(UTC), draft=found, address=address, link=link)
    return redirect(f"{reverse('portal:draft', args=[found.code])}?parti=oui")


@require_POST
@public
def forget(request: HttpRequest, code: str) -> HttpResponseBase:
    """Throw a draft away."""
    filing.forget(now=datetime.now(UTC), draft=filing.draft_for(town(request).code, code))
    return redirect("home")
