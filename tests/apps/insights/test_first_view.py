"""The sentence and the table never wait for a drawing; each drawing is made once."""

import re
from pathlib import Path

import pytest
from django.test import Client

import factories
from insights_looking import images, opened
from parvis.apps import wired
from parvis.core.access import Role
from parvis.engines.charts import Shelf, drawing
from parvis.site.wiring import HomePorts

ADDRESS = "/insights/questions/interets/?period=2025"


@pytest.fixture(autouse=True)
def undrawn(published_ports: HomePorts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A published home of which nobody has drawn anything."""
    monkeypatch.setattr(wired, "ports", published_ports)
    shelf = Shelf(tmp_path / "drawings")
    monkeypatch.setattr(published_ports, "charts", lambda: shelf)


def test_a_first_view_draws_nothing_and_says_everything(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "single", lambda *_: pytest.fail("the page waits for a drawing"))
    page = reader.get(ADDRESS).content.decode()
    assert "On écrit d’abord à la mairie" in page
    assert "<table>" in page and "<svg" not in page
    for image in re.findall(r"<img [^>]+>", page):
        assert re.search(r'alt="[^"]{12,}"', image), "its sentence"
        assert re.search(r'width="\d+" height="\d+"', image), "its room"
        assert 'loading="lazy"' in image


def test_once_its_images_were_asked_for_a_page_holds_its_drawings(reader: Client) -> None:
    first = reader.get(ADDRESS).content.decode()
    assert len(images(first)) >= 6
    page = opened(reader, ADDRESS)
    assert images(page) == []
    assert page.count('<svg class="c wide"') == first.count("<picture>")


def test_an_image_stands_alone_follows_the_dark_and_holds_its_sentence(reader: Client) -> None:
    address = images(reader.get(ADDRESS).content.decode())[1]
    response = reader.get(address)
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"].startswith("private")
    drawn = response.content.decode()
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "prefers-color-scheme: dark" in drawn
    assert "<desc" in drawn


def test_an_image_asks_the_rights_of_its_page(reader: Client, db: None) -> None:
    address = images(reader.get(ADDRESS).content.decode())[0]
    assert Client().get(address).status_code == 302
    elsewhere = Client()
    elsewhere.force_login(factories.account(Role.DGS, code="41226"))
    assert elsewhere.get(address).status_code == 404


@pytest.mark.parametrize("wrong", ["motifs/huge.svg", "rien/wide.svg"])
def test_an_image_that_no_page_has_is_not_found(reader: Client, wrong: str) -> None:
    assert reader.get(f"/insights/questions/interets/{wrong}").status_code == 404


def test_an_exploration_waits_for_its_drawing_too(reader: Client) -> None:
    address = "/insights/explorer/?metric=requests&by=channel&period=2025"
    assert len(images(reader.get(address).content.decode())) == 2
    assert '<svg class="c wide"' in opened(reader, address)
    assert reader.get("/insights/explorer/dessin/huge.svg?metric=requests").status_code == 404
