"""Functional administrators change forms and the brand in plain pages, without programming."""

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import Demarche, FormRevision
from parvis.apps.catalogue.selectors import current_revision
from parvis.core.access import Role
from parvis.core.forms import editing

EDIT = "/gestion/catalogue/formulaires/signalement/"


@pytest.fixture
def manager(town) -> Client:
    browser = Client()
    browser.force_login(factories.account(Role.MARKETING))
    return browser


def draft() -> FormRevision:
    return FormRevision.objects.get(form="signalement", published_at=None)


def do(browser: Client, what: str, **facts: str):
    return browser.post(EDIT, {"geste": what, "page": "quoi", **facts})


def test_a_question_is_added_changed_moved_and_published(manager: Client, town) -> None:
    do(manager, "ajouter", kind="choice", label="De quelle couleur ?")
    do(manager, "changer", part="de_quelle_couleur", label="Quelle couleur ?", required="oui",
       choices="Rouge\nBleu\n\nBleu", hint="Une seule.", error="choisissez une couleur.",
       when_field="danger", when_op="eq", when_value="oui")  # fmt: skip
    do(manager, "avant", part="de_quelle_couleur")
    part = form_of(draft()).pages[0].parts[-2]
    assert (part.label, [c.label for c in part.choices]) == ("Quelle couleur ?", ["Rouge", "Bleu"])
    assert editing.in_three(part.when) == ("danger", "eq", "oui")
    assert "Quelle couleur" not in str(current_revision(town.code, "signalement").definition)
    manager.post(f"{EDIT}publier/", {"geste": "publier"})
    assert current_revision(town.code, "signalement").number == 2


def test_a_condition_on_what_is_asked_later_is_refused_before_publishing(manager, town) -> None:
    do(manager, "changer", part="lieu", label="Où ?", when_field="danger", when_op="filled")
    answer = manager.post(f"{EDIT}publier/", {"geste": "publier"})
    assert answer.status_code == 422
    assert "n’est pas demandé avant" in answer.content.decode()
    assert current_revision(town.code, "signalement").number == 1


def test_pages_are_added_moved_and_taken_out_but_for_the_last(manager: Client) -> None:
    do(manager, "page", title="Encore une page")
    assert [p.id for p in form_of(draft()).pages][-1] == "encore_une_page"
    manager.post(EDIT, {"geste": "page-avant", "page": "encore_une_page"})
    assert [p.id for p in form_of(draft()).pages][1] == "encore_une_page"
    for page in ("encore_une_page", "vous"):
        manager.post(EDIT, {"geste": "page-retirer", "page": page})
    assert manager.post(EDIT, {"geste": "page-retirer", "page": "quoi"}).status_code == 422


def test_a_draft_is_given_up_and_what_is_published_stays(manager: Client, town) -> None:
    do(manager, "ajouter", kind="text", label="Essai")
    manager.post(f"{EDIT}publier/", {"geste": "abandonner"})
    assert not FormRevision.objects.filter(form="signalement", published_at=None).exists()
    assert current_revision(town.code, "signalement").number == 1


def test_a_form_is_begun_and_previewed(manager: Client) -> None:
    answer = manager.post("/gestion/catalogue/formulaires/nouveau/", {"title": "Adopter un arbre"})
    assert answer["Location"] == "/gestion/catalogue/formulaires/adopter_un_arbre/"
    assert manager.get(answer["Location"]).status_code == 200
    assert manager.get(f"{answer['Location']}debut/").status_code == 200


def test_a_condition_too_rich_for_three_fields_is_kept_as_it_was(manager: Client, town) -> None:
    when = form_of(current_revision(town.code, "cantine")).pages[0].parts[2].when
    assert editing.in_three(when)[0] == "="
    assert editing.condition_of({"when_field": "="}, when) == when


def test_a_demarche_is_taken_off_the_portal_and_put_back(manager: Client) -> None:
    for shown, status in (("non", 404), ("oui", 200)):
        manager.post("/gestion/catalogue/", {"demarche": "piscine", "afficher": shown})
        assert Client().get("/demarches/piscine/").status_code == status
    assert Demarche.objects.get(code="piscine").is_published


@pytest.fixture
def _own_brand() -> None:
    yield
    wired.home().brand.unlink(missing_ok=True)


@pytest.mark.usefixtures("_own_brand")
def test_white_text_on_yellow_is_corrected_and_the_correction_shown(manager: Client) -> None:
    manager.post("/gestion/marque/", {"colour": "#ffe600", "prefix": "Pays de", "voice": "sans",
                                      "director": "Le président « Émile »"})  # fmt: skip
    page = manager.get("/gestion/marque/")
    given, used, _ = page.context["colours"]
    assert (given.colour, given.is_readable, used.is_readable) == ("#ffe600", False, True)
    door = Client().get("/").content.decode()
    assert "Pays de" in door
    assert "marque/principale.css" in door
    assert "Émile" in Client().get("/site/mentions-legales/").content.decode()


@pytest.mark.parametrize("given", [{"colour": "jaune"}, {"voice": "gothique"}])
def test_what_is_no_brand_changes_nothing(manager: Client, given: dict[str, str]) -> None:
    assert manager.post("/gestion/marque/", given).status_code == 422
    assert not wired.home().brand.exists()
