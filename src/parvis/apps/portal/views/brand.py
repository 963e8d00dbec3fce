"""The town's brand: what it gave, and what was corrected so that everybody can read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parvis.apps import wired
from parvis.apps.accounts.decisions import requires
from parvis.apps.portal.branding import keep_brand
from parvis.apps.ui.frame import home_card
from parvis.core.access import Capability
from parvis.core.brand import shown_colours
from parvis.core.errors import Refused

FIELDS = ("prefix", "colour", "voice", "director", "host", "dpo")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_CATALOGUE)
def edit(request: HttpRequest) -> HttpResponseBase:
    """Colours, voice and legal mentions of the town; each colour beside its correction."""
    card, problem = home_card(), ""
    written = {name: getattr(card, name, "") for name in FIELDS} | {"colour": card.brand}
    if request.method == "POST":
        written = {name: request.POST.get(name, "").strip() for name in FIELDS}
        try:
            keep_brand(home=wired.home(), written=written)
            messages.success(request, "La marque est enregistrée. Toutes les pages la suivent.")
            return redirect("portal:brand")
        except Refused as refusal:
            problem = refusal.sentence()
    context = {"written": written, "problem": problem, "colours": shown_colours(card.brand)}
    return render(request, "portal/brand.html", context, status=422 if problem else 200)
