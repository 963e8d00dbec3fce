"""What the simulator of tariffs asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from parvis.apps.simulators.selectors import Simulable
from parvis.core.errors import Refused
from parvis.core.metrics.period import Period, parse_period
from parvis.core.offer.grid import Tariff
from parvis.core.offer.simulation import Behaviour
from parvis.core.offer.written import tariff_written

GRIDS = ("a", "b", "c")
_HELP = (
    "Une ligne par tranche : la borne, puis le prix. "
    "Ou : taux 0,36 % ; plancher 1,00 ; plafond 4,90. "
    "Ou le tableau de la délibération, avec ses colonnes (1er enfant, extérieurs)."
)


class SimulationForm(forms.Form):
    """A period, the purpose, up to three grids in plain words, an assumption on behaviour."""

    title = forms.CharField(label="Titre de la note", max_length=200,
                            error_messages={"required": "donnez un titre à la note."})  # fmt: skip
    period = forms.CharField(label="Consommations de", max_length=12,
                             help_text="Une année scolaire : 2025/2026, ou une année : 2025.",
                             error_messages={"required": "dites de quelle période."})  # fmt: skip
    purpose = forms.ChoiceField(label="Finalité déclarée", error_messages={
        "required": "aucune finalité déclarée ne le permet."})  # fmt: skip
    elasticity = forms.ChoiceField(
        label="Si les prix changent, l’usage", required=False,
        choices=[("", "ne change pas"), ("-0.1 -0.3", "suit un peu (élasticité −0,1 à −0,3)"),
                 ("-0.2 -0.6", "suit nettement (élasticité −0,2 à −0,6)")],
        help_text="Une hypothèse, écrite comme telle dans la note.",
    )  # fmt: skip

    def __init__(self, simulable: Simulable, before: Tariff, day: date, *args: Any, **kw: Any
                 ) -> None:  # fmt: skip
        super().__init__(*args, **kw)
        self._before, self._day = before, day
        self.fields["purpose"].choices = [(p.id, p.title) for p in simulable.purposes]
        for letter in GRIDS:
            self.fields[f"name_{letter}"] = forms.CharField(
                label=f"Nom de la grille {letter.upper()}", max_length=60, required=letter == "a",
                error_messages={"required": "nommez cette grille."})  # fmt: skip
            self.fields[f"grid_{letter}"] = forms.CharField(
                label=f"Prix de la grille {letter.upper()}", required=letter == "a",
                widget=forms.Textarea(attrs={"rows": 7}), help_text=_HELP if letter == "a" else "",
                error_messages={"required": "écrivez les prix de cette grille."})  # fmt: skip

    def clean_period(self) -> Period:
        """The period; the sentence of its refusal stands beside the field."""
        try:
            return parse_period(self.cleaned_data["period"].strip())
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal

    def clean(self) -> dict[str, Any]:
        """The grids read as tariffs, those left empty apart."""
        cleaned = super().clean() or {}
        cleaned["grids"] = [grid for letter in GRIDS if (grid := self._grid(letter, cleaned))]
        return cleaned

    def _grid(self, letter: str, cleaned: dict[str, Any]) -> tuple[str, Tariff] | None:
        text, name = cleaned.get(f"grid_{letter}", ""), cleaned.get(f"name_{letter}", "")
        if not text.strip():
            return None
        name = name.strip() or f"Grille {letter.upper()}"
        try:
            return name, tariff_written(text, self._before, self._day, name)
        except Refused as refusal:
            self.add_error(f"grid_{letter}", refusal.sentence())
            return None

    @property
    def grids(self) -> Sequence[tuple[str, Tariff]]:
        """The new grids, once valid."""
        found: Sequence[tuple[str, Tariff]] = self.cleaned_data["grids"]
        return found

    @property
    def behaviour(self) -> Behaviour:
        """The assumption on use."""
        text = self.cleaned_data["elasticity"]
        return Behaviour(*map(float, text.split())) if text else Behaviour()

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The two fields of each grid."""
        return [(self[f"name_{letter}"], self[f"grid_{letter}"]) for letter in GRIDS]
