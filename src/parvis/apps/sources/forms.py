"""What the screens of the municipal files ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from parvis.apps.sources.selectors import ContractChoice

UNKNOWN = "Laisser Parvis le reconnaître"


class FilesInput(forms.ClearableFileInput):
    """A field where several files may be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned apart; an empty choice is one error."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in chosen or [None]]


class UploadForm(forms.Form):
    """One or several files to load, and what they are if they are not recognised."""

    chosen = FilesField(
        label="Fichiers",
        help_text="CSV, classeur (.xlsx, .ods), NDJSON ou Parquet, seuls ou dans un zip, comme"
        " l’application les a écrits.",
        allow_empty_file=True,
        error_messages={"required": "choisissez au moins un fichier."},
    )
    contract = forms.ChoiceField(
        label="Ce que c’est",
        required=False,
        help_text="À choisir seulement si un fichier n’est pas reconnu.",
    )

    def __init__(self, *args: Any, contracts: Iterable[ContractChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", UNKNOWN), *((c.id, c.title) for c in contracts)]


class CorrectedFileForm(forms.Form):
    """The refused rows of a delivery, corrected in a spreadsheet."""

    corrected = forms.FileField(
        label="Le fichier des lignes corrigées",
        allow_empty_file=True,
        error_messages={"required": "choisissez le fichier corrigé."},
    )


def edits_from(posted: dict[str, Any]) -> dict[int, str]:
    """The corrections typed on the screen, by rank of the refused row (fields `row-<rank>`)."""
    ranks = (name.removeprefix("row-") for name in posted if name.startswith("row-"))
    return {int(r): str(posted[f"row-{r}"]).strip() for r in ranks if r.isdigit()}
