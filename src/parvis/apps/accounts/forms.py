"""What the manager of accounts types."""

from typing import Any

from django import forms

from parvis.apps.accounts.team import MOST_BYTES, TeamLine, read_team
from parvis.core.access import SECTOR_BOUND, Grant, Role
from parvis.core.errors import Refused
from parvis.core.sectors import Sector


class RoleForm(forms.Form):
    """A role, and a sector where the role needs one."""

    role = forms.ChoiceField(label="Rôle", choices=[(role.value, role.label) for role in Role])
    sector = forms.ChoiceField(
        label="Secteur",
        required=False,
        help_text="Pour un agent ou un responsable de service seulement.",
        choices=[("", "Aucun"), *((sector.value, sector.label) for sector in Sector)],
    )

    def clean(self) -> dict[str, Any]:
        """A role of a service names its sector; the others name none."""
        answers = super().clean() or {}
        role = answers.get("role")
        if role and (Role(role) in SECTOR_BOUND) != bool(answers.get("sector")):
            self.add_error("sector", Refused("role.sector", role=Role(role).label).sentence())
        return answers

    def grant(self, authority: str) -> Grant:
        """The grant described, in the authority `authority` (a code)."""
        sector = self.cleaned_data["sector"]
        return Grant(authority, Role(self.cleaned_data["role"]), Sector(sector) if sector else None)


class AccountForm(RoleForm):
    """A new account and its first role."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    name = forms.CharField(label="Nom", max_length=150)
    field_order = ("email", "name", "role", "sector")


class TeamForm(forms.Form):
    """A team in a CSV file."""

    file = forms.FileField(
        label="Fichier de l’équipe",
        help_text="CSV à quatre colonnes\u202f: courriel, nom, role, secteur. Une ligne par "
        "personne et par rôle\u202f; le secteur pour un agent ou un responsable seulement.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    @property
    def filename(self) -> str:
        """The name the file came with."""
        return str(self.cleaned_data["file"].name)

    def lines(self, authority: str) -> list[TeamLine]:
        """The lines of the file, for the authority `authority` (a code)."""
        file = self.cleaned_data["file"]
        file.seek(0)
        content = file.read(MOST_BYTES + 1)
        return read_team(content, filename=self.filename, authority=authority)
