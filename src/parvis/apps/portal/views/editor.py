"""The editor of forms, for who knows the demarche and no programming: plain pages, no dragging."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import FormRevision
from parvis.apps.catalogue.selectors import managed_demarches, managed_revisions
from parvis.apps.catalogue.services import (
    drop_form_draft,
    publish_form,
    save_form_draft,
    show_demarche,
)
from parvis.apps.portal.controls import controls
from parvis.apps.portal.page import page as portal_page
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.forms import editing
from parvis.core.forms.definition import Form, Kind
from parvis.core.forms.walk import Walk

Change = Callable[[Form, HttpRequest], Form]
CHANGES: dict[str, Change] = {
    "page": lambda form, r: editing.add_page(form, r.POST.get("title", "")),
    "titre": lambda form, r: editing.change_page(form, _page(r), r.POST.dict()),
    "page-avant": lambda form, r: editing.move_page(form, _page(r), -1),
    "page-retirer": lambda form, r: editing.drop_page(form, _page(r)),
    "ajouter": lambda form, r: editing.add_part(form, _page(r), _kind(r), r.POST.get("label", "")),
    "changer": lambda form, r: editing.change_part(form, _page(r), _part(r), r.POST.dict()),
    "avant": lambda form, r: editing.move_part(form, _page(r), _part(r), -1),
    "apres": lambda form, r: editing.move_part(form, _page(r), _part(r), 1),
    "retirer": lambda form, r: editing.drop_part(form, _page(r), _part(r)),
}


def _page(request: HttpRequest) -> str:
    return request.POST.get("page", "")


def _part(request: HttpRequest) -> str:
    return request.POST.get("part", "")


def _kind(request: HttpRequest) -> str:
    asked = request.POST.get("kind", "")
    return asked if asked in list(Kind) and asked != Kind.COMPUTED else Kind.TEXT


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_CATALOGUE)
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """Every demarche, shown or hidden, and every form with its revision in force."""
    actor, authority = request.actor, request.authority  # type: ignore[attr-defined]
    if request.method == "POST":
        show_demarche(
            actor=actor, now=datetime.now(UTC), authority=authority,
            code=request.POST.get("demarche", ""),
            is_published=request.POST.get("afficher") == "oui",
        )  # fmt: skip
        return redirect("portal:edit_catalogue")
    revisions = managed_revisions(actor, authority).order_by("form", "number")
    forms = {revision.form: revision for revision in revisions}
    context = {"demarches": managed_demarches(actor, authority), "forms": forms.values()}
    return render(request, "portal/edit_catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_CATALOGUE)
def edit(request: HttpRequest, form: str) -> HttpResponseBase:
    """The draft of a form: one change at a time, kept at once; its preview beside."""
    current = _latest(request, form)
    read = form_of(current)
    if request.method != "POST":
        return _shown(request, current, read)
    change = CHANGES.get(request.POST.get("geste", ""))
    try:
        if change is not None:
            changed = change(editing.copy(read), request)
            save_form_draft(
                actor=request.actor, now=datetime.now(UTC), authority=request.authority,  # type: ignore[attr-defined]
                form=changed,
            )  # fmt: skip
    except Refused as refusal:
        return _shown(request, current, read, refusal.sentence(), 422)
    return redirect("portal:edit_form", form)


@require_POST
@requires(Capability.MANAGE_CATALOGUE)
def publish(request: HttpRequest, form: str) -> HttpResponseBase:
    """Publish the draft, or give it up."""
    facts = {"actor": request.actor, "now": datetime.now(UTC), "form": form,  # type: ignore[attr-defined]
             "authority": request.authority}  # type: ignore[attr-defined]  # fmt: skip
    if request.POST.get("geste") == "abandonner":
        drop_form_draft(**facts)
        return redirect("portal:edit_catalogue")
    try:
        published = publish_form(**facts)
    except Refused as refusal:
        current = _latest(request, form)
        return _shown(request, current, form_of(current), refusal.sentence(), 422)
    messages.success(
        request, f"Version {published.number} publiée. Les demandes commencées gardent la leur."
    )
    return redirect("portal:edit_form", form)


@require_POST
@requires(Capability.MANAGE_CATALOGUE)
def create(request: HttpRequest) -> HttpResponseBase:
    """Begin a new form."""
    title = request.POST.get("title", "").strip()
    made = editing.new_form(title or "formulaire", title)
    if managed_revisions(request.actor, request.authority).filter(form=made.id).exists():  # type: ignore[attr-defined]
        raise Refused("form.twice", id=made.id)
    save_form_draft(actor=request.actor, now=datetime.now(UTC), authority=request.authority,  # type: ignore[attr-defined]
                    form=made)  # fmt: skip
    return redirect("portal:edit_form", made.id)


@require_GET
@requires(Capability.MANAGE_CATALOGUE)
def preview(request: HttpRequest, form: str, page: str) -> HttpResponse:
    """A page of the draft as its reader will see it; nothing of it is kept."""
    read = form_of(_latest(request, form))
    current, now = read.page(page), datetime.now(UTC)
    walk = Walk(read, {}, now)
    context = {"form": read, "current": current, "controls": controls(walk, current, [])}
    return portal_page(request, "portal/preview.html", "", **context)


def _latest(request: HttpRequest, form: str) -> FormRevision:
    revisions = managed_revisions(request.actor, request.authority)  # type: ignore[attr-defined]
    found = revisions.filter(form=form).order_by("-number").first()
    if found is None:
        raise NotVisible
    return found


def _shown(
    request: HttpRequest, current: FormRevision, read: Form, problem: str = "", status: int = 200
) -> HttpResponse:
    names = [(part.id, part.label) for part in read.parts()]
    pages = [
        (page, editing.in_three(page.when), [(p, editing.in_three(p.when)) for p in page.parts])
        for page in read.pages
    ]
    kinds = [kind for kind in Kind if kind is not Kind.COMPUTED]
    context = {"revision": current, "form": read, "pages": pages, "kinds": kinds,
               "names": names, "ops": editing.OPS.items(), "problem": problem}  # fmt: skip
    return render(request, "portal/edit_form.html", context, status=status)
