"""`parvis catalogue import`: a folder brings in a town's offer, or nothing of it."""

from pathlib import Path

import pytest

import factories
from parvis.core.errors import Refused
from parvis.site.portal import bring_in

CATALOGUE = """
[[place]]
id = "mairie"
title = "Mairie"
address = "1 place de la République"
[[service]]
id = "accueil"
title = "Accueil"
sector = "relations_usagers"
place = "mairie"
[[demarche]]
id = "chat"
title = "Déclarer un chat"
summary = "Un chat."
service = "accueil"
theme = "citoyennete"
counter = "Ici."
paper = "Par lettre."
form = "chats"
"""
WCS = """<formdef><name>Chats</name><url_name>chats</url_name><fields>
<field><type>string</type><label>Nom du chat</label><id>1</id></field></fields></formdef>"""


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    factories.authority()
    (tmp_path / "ville.toml").write_text(CATALOGUE, "utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "form-chats.wcs").write_text(WCS, "utf-8")
    return tmp_path


def test_a_folder_brings_in_a_catalogue_and_a_form_of_wcs_and_again_changes_nothing(folder) -> None:
    done = bring_in(folder, "41269", factories.NOW)
    assert (done.places, done.demarches, done.forms) == (1, 1, 1)
    assert bring_in(folder, "41269", factories.NOW).forms == 0


def test_a_wrong_form_refuses_the_whole_folder(folder: Path) -> None:
    from parvis.apps.catalogue.models import Demarche

    (folder / "forms" / "form-x.wcs").write_text("rien", "utf-8")
    with pytest.raises(Refused, match=r"form-x\.wcs"):
        bring_in(folder, "41269", factories.NOW)
    assert not Demarche.objects.exists()


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path, db: None) -> None:
    with pytest.raises(Refused, match="formulaires"):
        bring_in(tmp_path, "41269", factories.NOW)
