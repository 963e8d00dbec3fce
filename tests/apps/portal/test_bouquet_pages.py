"""The bouquet is composed without an account, stays in the browser, and is carried over."""

from django.test import Client

import factories
from parvis.apps.accounts.models import Account
from parvis.apps.portal.models import OwnBouquet
from parvis.core.access import Role


def change(browser: Client, what: str, code: str, **more: str):
    return browser.post("/bouquet/changer/", {"geste": what, "demarche": code, **more})


def titles(browser: Client, address: str = "/") -> list[str]:
    return [slab.demarche.code for slab in browser.get(address).context["slabs"]]


def test_the_door_of_the_town_shows_a_bouquet_for_each_audience(visitor: Client) -> None:
    page = visitor.get("/?pour=commercant")
    assert page.status_code == 200
    assert titles(visitor, "/?pour=commercant")[0] == "terrasse"
    assert "Ma famille" not in page.content.decode()
    assert titles(visitor)[0] == "terrasse", "what one is, is remembered"


def test_a_bouquet_is_composed_without_an_account_and_nothing_is_kept_here(visitor) -> None:
    change(visitor, "vider", "")
    change(visitor, "epingler", "piscine")
    change(visitor, "epingler", "lampadaire")
    change(visitor, "monter", "lampadaire")
    change(visitor, "taille", "piscine", taille="4")
    shown = visitor.get("/").context["slabs"]
    assert [(s.demarche.code, s.size) for s in shown][:2] == [("lampadaire", 2), ("piscine", 4)]
    assert not OwnBouquet.objects.exists()


def test_several_profiles_live_side_by_side(visitor: Client) -> None:
    change(visitor, "epingler", "piscine", profil="moi")
    change(visitor, "epingler", "marche", profil="commerce")
    mine = visitor.get("/bouquet/?profil=moi").context["tiles"]
    shop = visitor.get("/bouquet/?profil=commerce").context["tiles"]
    assert "piscine" in [tile.code for _, tile, _ in mine]
    assert "marche" in [tile.code for _, tile, _ in shop]
    assert "marche" not in [tile.code for _, tile, _ in mine]


def test_a_suggestion_says_why_and_is_declined_for_good(visitor: Client) -> None:
    change(visitor, "vider", "")
    change(visitor, "epingler", "lampadaire")
    proposed = visitor.get("/").context["slabs"][-1]
    assert proposed.suggested
    assert "parce que vous suivez" in proposed.why
    change(visitor, "refuser", proposed.demarche.code, retour="accueil")
    after = visitor.get("/").context["slabs"][-1]
    assert after.demarche.code != proposed.demarche.code


def test_what_a_browser_sends_is_never_trusted(visitor: Client) -> None:
    visitor.cookies["bouquet"] = "moi:<script>,piscine*9,inconnue;pirate:piscine"
    page = visitor.get("/")
    assert page.status_code == 200
    assert "<script>," not in page.content.decode()
    assert change(visitor, "inventer", "piscine").status_code == 302
    assert change(visitor, "epingler", "inconnue").status_code == 302


def test_the_bouquet_of_an_account_follows_it(visitor: Client) -> None:
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada", created_at=factories.NOW
    )
    visitor.force_login(account)
    change(visitor, "epingler", "piscine")
    elsewhere = Client()
    elsewhere.force_login(account)
    assert "piscine" in titles(elsewhere)


def test_who_works_for_the_town_is_led_to_their_screens(town) -> None:
    browser = Client()
    browser.force_login(factories.account(Role.DGS))
    assert browser.get("/")["Location"] == "/insights/"
    assert browser.get("/portail/").status_code == 200
