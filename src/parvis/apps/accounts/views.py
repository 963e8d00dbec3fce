"""One's own account, and the technician's screen of accounts and roles."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from parvis.apps.accounts import services
from parvis.apps.accounts.decisions import requires, signed_in
from parvis.apps.accounts.forms import AccountForm, RoleForm, TeamForm
from parvis.apps.accounts.invitations import send_invitation
from parvis.apps.accounts.selectors import manageable_account, visible_accounts
from parvis.apps.authorities.selectors import CHOSEN_AUTHORITY, visible_authorities
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import count


@require_safe
@signed_in
def landing(request: HttpRequest) -> HttpResponseBase:
    """The figures of my authority; my account while I hold no role."""
    has_figures = request.actor.may(Capability.SEE_INSIGHTS, request.authority)
    return redirect("insights:home" if has_figures else "accounts:mine")


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Who I am here: my roles, the authority I work for."""
    authorities = visible_authorities(request.actor)
    roles = request.user.memberships.select_related("authority")
    return render(request, "accounts/mine.html", {"authorities": authorities, "roles": roles})


@require_POST
@signed_in
def choose_authority(request: HttpRequest) -> HttpResponseBase:
    """Work for another of my authorities from now on."""
    code = request.POST.get("authority", "")
    if not visible_authorities(request.actor).filter(code=code).exists():
        raise NotVisible
    request.session[CHOSEN_AUTHORITY] = code
    return redirect("home")


@require_GET
@requires(Capability.MANAGE_ACCOUNTS)
def manage(request: HttpRequest) -> HttpResponse:
    """Who may do what in the chosen authority."""
    return _screen(request, AccountForm())


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def open_account(request: HttpRequest) -> HttpResponseBase:
    """Open an account with a first role; its owner chooses a password by e-mail."""
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _screen(request, form, status=422)
    try:
        account = services.open_with_role(
            actor=request.actor,
            now=datetime.now(UTC),
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            grant=form.grant(request.authority),
        )
    except Refused as refusal:
        form.add_error("email", refusal.sentence())
        return _screen(request, form, status=422)
    if not account.has_usable_password():
        send_invitation(request, account)
    messages.success(request, f"Compte ouvert pour {account.full_name}.")
    return redirect("accounts:manage")


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def open_team(request: HttpRequest) -> HttpResponseBase:
    """Open the accounts and give the roles of a CSV file, all or none."""
    form = TeamForm(request.POST, request.FILES)
    if not form.is_valid():
        return _screen(request, AccountForm(), team=form, status=422)
    try:
        done = services.open_team(
            actor=request.actor,
            now=datetime.now(UTC),
            lines=form.lines(request.authority),
            filename=form.filename,
        )
    except Refused as refusal:
        form.add_error("file", refusal.sentence())
        return _screen(request, AccountForm(), team=form, status=422)
    for account in done.opened:
        send_invitation(request, account)
    messages.success(request, _told(done))
    return redirect("accounts:manage")


def _told(done: services.TeamReport) -> str:
    opened = count(len(done.opened), "compte ouvert", "comptes ouverts")
    given = count(done.given, "rôle donné", "rôles donnés")
    held = count(done.held, "l’était déjà", "l’étaient déjà")
    return f"{opened}, {given}{f', {held}' if done.held else ''}."


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def give_role(request: HttpRequest, account: int) -> HttpResponseBase:
    """Give one more role to an account of the chosen authority."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Refused("role.sector", role=request.POST.get("role", ""))
    found = manageable_account(request.actor, account, request.authority)
    services.grant(
        actor=request.actor,
        now=datetime.now(UTC),
        account=found,
        grant=form.grant(request.authority),
    )
    messages.success(request, f"Rôle donné à {found.full_name}.")
    return redirect("accounts:manage")


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def withdraw_role(request: HttpRequest, membership: int) -> HttpResponseBase:
    """Withdraw one role."""
    services.revoke(actor=request.actor, now=datetime.now(UTC), membership=membership)
    messages.success(request, "Rôle retiré.")
    return redirect("accounts:manage")


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def close(request: HttpRequest, account: int) -> HttpResponseBase:
    """Close an account of the chosen authority."""
    closed = services.deactivate(
        actor=request.actor, now=datetime.now(UTC), account=account, authority=request.authority
    )
    messages.success(request, f"Compte de {closed.full_name} fermé.")
    return redirect("accounts:manage")


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Ask a second factor of everyone in the chosen authority, or no longer."""
    is_required = request.POST.get("requis") == "oui"
    services.ask_second_factor(
        actor=request.actor,
        now=datetime.now(UTC),
        authority=request.authority,
        is_required=is_required,
    )
    said = "est demandé à tous" if is_required else "est laissé au choix de chacun"
    messages.success(request, f"Le second facteur {said}.")
    return redirect("accounts:manage")


def _screen(
    request: HttpRequest, form: AccountForm, *, team: TeamForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "accounts": visible_accounts(request.actor, request.authority),
        "form": form,
        "team_form": team or TeamForm(),
        "role_form": RoleForm(auto_id=False),
        "requires_second_factor": request.requires_second_factor,
    }
    return render(request, "accounts/manage.html", context, status=status)
