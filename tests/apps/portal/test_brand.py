"""What one recognises a town by: pictures brought to their size, tone, one brand per authority."""

import re
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

import factories
from parvis.apps import wired
from parvis.apps.authorities.models import Kind
from parvis.apps.authorities.services import create_authority
from parvis.apps.ui.brands import PRINCIPAL, address_of, home_card, pictures
from parvis.apps.ui.pictures import LOGO_BYTES, PHOTO_BYTES
from parvis.core.access import OPERATOR, Role
from parvis.core.brand.screens import SCREENS
from portal_town import fill_catalogue

AGGLO = "200072072"


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 700)) -> BytesIO:
    file = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, kind)
    file.seek(0)
    file.name = "image.png"
    return file


@pytest.fixture(autouse=True)
def _own_brands() -> None:
    yield
    wired.home().brand.unlink(missing_ok=True)
    for path in sorted(wired.home().brands.glob("*/*")):
        path.unlink()


@pytest.fixture
def manager(town) -> Client:
    browser = Client()
    browser.force_login(factories.account(Role.MARKETING))
    return browser


def give(browser: Client, what: str, **facts):
    return browser.post("/gestion/marque/images/", {"geste": what, **facts})


def test_a_logo_marks_the_portal_and_its_icons(manager: Client) -> None:
    plain = Client().get("/marque/principale/icones/icone-192.png").content
    give(manager, "logo", image=picture())
    logo = home_card().brand.logo
    assert Image.open(BytesIO((pictures(PRINCIPAL) / logo).read_bytes())).size == (480, 373)
    assert f"/marque/principale/{logo}" in Client().get("/").content.decode()
    assert len(Client().get(f"/marque/principale/{logo}").content) <= LOGO_BYTES
    stamped = Client().get("/marque/principale/icones/icone-192.png")
    assert Image.open(BytesIO(stamped.content)).size == (192, 192)
    assert stamped.content != plain
    give(manager, "logo")
    assert home_card().brand.logo == ""


def test_an_iphone_starts_under_the_brand_in_the_exact_size_of_its_screen(manager: Client) -> None:
    named = re.findall(r'apple-touch-startup-image" media="([^"]+)" href="([^"]+)"',
                       Client().get("/").content.decode())  # fmt: skip
    assert len(named) == len(SCREENS)
    assert all("device-width" in media for media, _ in named)
    address = next(url for _, url in named if "1170x2532" in url)
    plain = Client().get(address).content
    assert Image.open(BytesIO(plain)).size == (1170, 2532)
    give(manager, "logo", image=picture())
    assert Client().get(address).content != plain
    assert Client().get(address.replace("1170x2532", "9999x9999")).status_code == 404


def test_a_photo_is_light_and_says_what_it_shows(manager: Client) -> None:
    assert give(manager, "photo", image=picture("JPEG")).status_code == 422
    give(manager, "photo", image=picture("JPEG", (2000, 900)), alt="La place Saint-Martin",
         credit="Ada")  # fmt: skip
    (photo,) = home_card().brand.photos
    assert (pictures(PRINCIPAL) / photo.file).stat().st_size <= PHOTO_BYTES
    page = Client().get("/").content.decode()
    assert "Saint-Martin" in page
    assert Client().get(f"/marque/principale/{photo.file}")["Content-Type"] == "image/webp"
    give(manager, "retirer", file=photo.file)
    assert Client().get(f"/marque/principale/{photo.file}").status_code == 404


def test_what_is_no_picture_is_refused_in_a_sentence(manager: Client) -> None:
    file = BytesIO(b"<svg onload=alert(1)>")
    file.name = "logo.png"
    answer = give(manager, "logo", image=file)
    assert answer.status_code == 422
    assert "n’est pas une image" in answer.content.decode()


def test_the_tone_of_the_town_is_heard(manager: Client) -> None:
    manager.post("/gestion/marque/", {"welcome": "Bonjour, que cherchez-vous ?", "voice": "serif"})
    assert "Bonjour, que cherchez-vous" in Client().get("/").content.decode()
    assert manager.post("/gestion/marque/", {"welcome": "a" * 81}).status_code == 422


@pytest.mark.parametrize("name", ["home.json", "..%2fbrand.toml", "logo-0.png"])
def test_nothing_but_pictures_of_the_brand_is_served(town, name: str) -> None:
    assert Client().get(f"/marque/principale/{name}").status_code == 404


@pytest.fixture
def agglo(town):
    place = create_authority(
        actor=OPERATOR, now=factories.NOW, code=AGGLO, name="Territoires vendômois", kind=Kind.EPCI
    )
    town.parent = place
    town.save()
    fill_catalogue(place)
    return place


def test_a_visitor_goes_to_the_portal_of_a_neighbour_and_back(agglo) -> None:
    visitor = Client()
    assert "Autour de Vendôme" in visitor.get("/").content.decode()
    visitor.post("/collectivite/", {"code": AGGLO})
    page = visitor.get("/").content.decode()
    assert "Autour de Territoires vendômois" in page
    assert "Ville de" not in page
    assert visitor.post("/collectivite/", {"code": "75056"}).status_code == 404
    visitor.post("/collectivite/", {"code": "41269"})
    assert "Autour de Vendôme" in visitor.get("/").content.decode()


def test_links_of_messages_lead_to_the_portal_they_are_of(agglo, town, settings) -> None:
    settings.PUBLIC_URL = "https://services.example"
    assert address_of(town, "/suivi/X/") == "https://services.example/suivi/X/"
    link = address_of(agglo, "/demarches/?pour=jeune")
    assert link == f"https://services.example/demarches/?pour=jeune&collectivite={AGGLO}"
    visitor = Client()
    assert "Territoires vendômois" in visitor.get("/", {"collectivite": AGGLO}).content.decode()
    assert "Territoires vendômois" in visitor.get("/lieux/").content.decode()
    assert "Ville de" in Client().get("/", {"collectivite": "00000"}).content.decode()


def test_a_portal_answers_at_its_domain_in_its_own_brand(agglo, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    head = Client()
    head.force_login(factories.account(Role.MARKETING, code=AGGLO))
    head.post(
        "/gestion/marque/", {"domain": "agglo.example", "colour": "#7a1f5c", "voice": "serif"}
    )
    visitor = Client(SERVER_NAME="agglo.example")
    page = visitor.get("/").content.decode()
    assert "Territoires vendômois" in page
    assert f"/marque/{AGGLO}.css" in page
    assert "#7a1f5c" in visitor.get(f"/marque/{AGGLO}.css").content.decode()
    assert visitor.get("/portail.webmanifest").json()["short_name"] == "Territoires vendômois"
    assert "Vendôme" in Client().get("/").content.decode()
    manager = Client()
    manager.force_login(factories.account(Role.MARKETING))
    taken = manager.post("/gestion/marque/", {"domain": "agglo.example", "voice": "serif"})
    assert taken.status_code == 422
