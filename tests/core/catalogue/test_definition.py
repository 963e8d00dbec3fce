"""A catalogue in files is read whole, and a wrong entry is named."""

import pytest

from parvis.core.catalogue.definition import catalogue_from
from parvis.core.errors import Refused

PLACE = {"id": "mairie", "title": "Mairie", "address": "1 place de la République"}
SERVICE = {"id": "accueil", "title": "Accueil", "sector": "relations_usagers", "place": "mairie"}
DEMARCHE = {
    "id": "acte", "title": "Demander un acte", "summary": "Un acte.", "service": "accueil",
    "theme": "papiers", "counter": "Ici.", "paper": "Par lettre.",
}  # fmt: skip


def read(place=PLACE, service=SERVICE, demarche=DEMARCHE):
    data = {"place": [place], "service": [service], "demarche": [demarche]}
    return catalogue_from([("ville.toml", data)])


def test_what_is_not_said_is_free_and_short() -> None:
    (demarche,) = read().demarches
    assert (demarche.price, demarche.minutes, demarche.form) == ("Gratuit", 10, "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"demarche": {**DEMARCHE, "audiences": ["martien"]}}, "martien"),
        ({"demarche": {**DEMARCHE, "id": "Acte d’état civil"}}, "identifiant"),
        ({"demarche": {**DEMARCHE, "service": "rien"}}, "acte.*renvoie à.*rien"),
        ({"demarche": {**DEMARCHE, "url": "https://ants.gouv.fr"}}, "vont ensemble"),
        ({"demarche": {**DEMARCHE, "handover": "etat"}}, "vont ensemble"),
        ({"demarche": {**DEMARCHE, "handover": "lune", "url": "https://x.fr"}}, "lune"),
        ({"demarche": {**DEMARCHE, "tarif": "1 €"}}, "demarche"),
        ({"service": {**SERVICE, "place": "gare"}}, "accueil.*renvoie à.*gare"),
        ({"place": {**PLACE, "hours": "lundi matin"}}, "lundi"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_name(changed, said) -> None:
    with pytest.raises(Refused, match=said):
        read(**changed)


def test_a_double_is_refused() -> None:
    with pytest.raises(Refused, match="défini deux fois"):
        catalogue_from([("a.toml", {"place": [PLACE]}), ("b.toml", {"place": [PLACE]})])
