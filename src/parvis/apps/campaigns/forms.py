"""The forms of the campaigns, in the words of who fills them."""

import re
from typing import Any

from django import forms

from parvis.apps.campaigns.services.drafting import Draft
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.audience import Condition, Test
from parvis.core.loyalty.outreach import Aim, Medium

CONDITIONS = 3
_VALUES = re.compile(r"\s*[;\n]\s*")


class CampaignForm(forms.Form):
    """A campaign to ask for. The rule: up to three conditions, all of which must hold."""

    titre = forms.CharField(label="Titre", max_length=120)
    objectif = forms.CharField(
        label="Objectif", max_length=300, help_text="Ce que les gens feront si cela marche."
    )
    finalite = forms.ChoiceField(label="Finalité", choices=[(a.value, a.label) for a in Aim])
    canal = forms.ChoiceField(label="Canal", choices=[(m.value, m.label) for m in Medium])
    fichier = forms.ChoiceField(label="Fichier où choisir les personnes")
    objet = forms.CharField(label="Objet du message", max_length=150, required=False)
    message = forms.CharField(
        label="Message", required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="D’où vient l’adresse et comment s’opposer sont ajoutés à la fin.",
    )  # fmt: skip
    temoin = forms.IntegerField(
        label="Groupe témoin, en pour cent", min_value=0, max_value=50, initial=0,
        help_text="Tiré au sort, il ne reçoit rien : sans lui, aucun effet ne se mesure. Jamais "
        "pour un droit ou un danger.",
    )  # fmt: skip
    mesure = forms.ChoiceField(
        label="Fichier où l’on voit s’ils ont agi", required=False,
        help_text="Du même secteur, avec les mêmes numéros de personnes.",
    )  # fmt: skip
    seuil = forms.IntegerField(label="À partir de combien de fois", min_value=1, initial=1)
    jours = forms.IntegerField(label="Jours de mesure", min_value=7, max_value=366, initial=60)
    habituelle = forms.IntegerField(
        label="Part qui agit d’habitude, en pour cent", min_value=1, max_value=99, required=False,
        help_text="Pour dire avant l’envoi quel effet sera décelable.",
    )  # fmt: skip

    def __init__(self, *args: Any, contracts: list[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = [(c.id, c.title) for c in contracts]
        self.fields["fichier"].choices = files  # type: ignore[attr-defined]
        self.fields["mesure"].choices = [("", "Aucun"), *files]  # type: ignore[attr-defined]
        named = [("", "Aucune condition"), *_fields(contracts)]
        for n in range(1, CONDITIONS + 1):
            self.fields[f"champ{n}"] = forms.ChoiceField(
                label=f"Condition {n} : champ", choices=named, required=False
            )
            self.fields[f"test{n}"] = forms.ChoiceField(
                label=f"Condition {n} : test", choices=[(t.value, t.label) for t in Test],
                required=False,
            )  # fmt: skip
            self.fields[f"valeur{n}"] = forms.CharField(
                label=f"Condition {n} : valeur", max_length=300, required=False,
                help_text="Plusieurs valeurs séparées par des points-virgules.",
            )  # fmt: skip

    def conditions(self) -> list[forms.BoundField]:
        """The fields of the rule, in their order."""
        return [self[f"{name}{n}"] for n in range(1, CONDITIONS + 1)
                for name in ("champ", "test", "valeur")]  # fmt: skip

    def draft(self) -> Draft:
        """What was asked, for a form that is valid; Refused where a condition is of another
        file."""
        said = self.cleaned_data
        usual = said["habituelle"]
        return Draft(
            title=said["titre"], goal=said["objectif"], aim=Aim(said["finalite"]),
            channel=Medium(said["canal"]), contract=said["fichier"], subject=said["objet"],
            body=said["message"], conditions=self._rule(), held_out=said["temoin"] / 100,
            outcome=said["mesure"], least=said["seuil"], window_days=said["jours"],
            usual=usual / 100 if usual else None,
        )  # fmt: skip

    def _rule(self) -> tuple[Condition, ...]:
        said, found = self.cleaned_data, []
        for n in range(1, CONDITIONS + 1):
            contract, _, field = said[f"champ{n}"].partition(".")
            if not field:
                continue
            if contract != said["fichier"]:
                raise Refused("audience.field", field=field, contract=said["fichier"])
            values = tuple(v for v in _VALUES.split(said[f"valeur{n}"].strip()) if v)
            found.append(Condition(field, Test(said[f"test{n}"]), values))
        return tuple(found)


class ElsewhereForm(forms.Form):
    """A campaign that another tool sent, to be judged."""

    campagne = forms.ChoiceField(label="Campagne")
    objectif = forms.CharField(label="Objectif", max_length=300)
    mesure = forms.ChoiceField(label="Fichier où l’on voit s’ils ont agi")
    seuil = forms.IntegerField(label="À partir de combien de fois", min_value=1, initial=1)
    jours = forms.IntegerField(label="Jours de mesure", min_value=7, max_value=366, initial=60)

    def __init__(
        self, *args: Any, campaigns: list[tuple[str, str]], contracts: list[Contract],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["campagne"].choices = [  # type: ignore[attr-defined]
            (f"{contract}\x1f{name}", name) for contract, name in campaigns
        ]
        self.fields["mesure"].choices = [(c.id, c.title) for c in contracts]  # type: ignore[attr-defined]


class ActionForm(forms.Form):
    """An action of the town and the series that judge it."""

    titre = forms.CharField(label="Action", max_length=120)
    objectif = forms.CharField(label="Objectif", max_length=300)
    cible = forms.CharField(label="Cible", max_length=120)
    mesure = forms.CharField(label="Mesure", max_length=200)
    unite = forms.CharField(label="Unité", max_length=30, required=False)
    debut = forms.CharField(
        label="Première période de l’action", max_length=20,
        help_text="Telle que le fichier l’écrit.",
    )  # fmt: skip
    series = forms.FileField(
        label="Séries de la commune et de communes comparables",
        help_text="Un CSV commune;periode;valeur, avec huit communes et quatre périodes d’avant.",
    )


def _fields(contracts: list[Contract]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (c.title, [(f"{c.id}.{f.name}", f.title or f.name) for f in c.fields]) for c in contracts
    ]
