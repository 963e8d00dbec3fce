"""The portrait on screen, on paper and as a file: the same figures, each with its source."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

import factories
from parvis.apps import wired
from parvis.apps.authorities.models import Authority, Kind
from parvis.apps.territory import documents, selectors
from parvis.apps.territory.page import page_of
from parvis.core.access import Role
from parvis.core.errors import Refused
from parvis.site.home import home_at, make_home
from parvis.site.start import UNNAMED_CODE
from parvis.site.towns import open_town
from parvis.site.wiring import HomePorts

HOME = "/territoire/"


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home without official files: the small table answers."""
    home = home_at(tmp_path / "home")
    make_home(home, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(home))
    yield


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(factories.account(Role.ELU))
    return client


def body(client: Client, address: str = HOME, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_says_its_answer_first_and_proves_each_part(reader: Client) -> None:
    page = body(reader)
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S)
    assert answer
    assert re.sub("<[^>]*>", "", answer[1]).startswith(
        "Vendôme perd des habitants et vieillit, plus vite que les communes comparables."
    )
    targets = re.findall(r'href="#([\w-]+)"', answer[1])
    assert len(targets) == 4
    assert all(f'<tr id="{target}">' in page for target in targets)


def test_the_published_figures_are_on_the_page(reader: Client) -> None:
    page = body(reader)
    for figure in ("15\u202f747", "21\u202f030\u00a0€", "17\u202f121 en 2013"):
        assert figure in page


def test_every_figure_leads_to_its_producer_in_one_click(reader: Client) -> None:
    rows = re.findall(r'<tr id="[\w]+">.*?</tr>', body(reader), re.S)
    assert len(rows) >= 25
    assert [row for row in rows if 'href="https://' not in row] == []


def test_the_plan_by_iris_is_said_to_be_schematic_and_keeps_the_secret(reader: Client) -> None:
    page = body(reader)
    assert "Plan schématique" in page
    assert "secret statistique" in page


def test_the_page_weighs_little(reader: Client) -> None:
    sent = reader.get(HOME, headers={"accept-encoding": "gzip"})
    assert len(sent.content) < 60_000


def test_a_group_picked_by_hand_replaces_the_comparable_communes(reader: Client) -> None:
    page = body(reader, f"{HOME}?communes=63178,61169+19272+53147+57631")
    assert "Le groupe choisi" in page
    assert "Guéret" not in page
    assert "Issoire" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [("41", "département"), ("abc", "n’est pas un code"), ("01001", "petite table livrée")],
)
def test_a_wrong_code_gets_one_clear_sentence(reader: Client, asked: str, said: str) -> None:
    assert said in body(reader, f"{HOME}?commune={asked}", status=400)


def test_an_authority_that_is_no_commune_is_told_so_without_an_error(db: None) -> None:
    factories.authority("200072072", "Territoires vendômois", Kind.EPCI)
    client = Client()
    client.force_login(factories.account(Role.ELU, code="200072072"))
    assert "Pas de portrait" in body(client)


def test_a_visitor_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(HOME).status_code == 302


def test_the_csv_carries_every_line_with_its_source(reader: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(body(reader, f"{HOME}portrait.csv"))))
    named = {row["indicator"]: row for row in rows}
    assert float(named["median_income"]["value"]) == 21_030
    assert all(row["url"].startswith("https://") for row in rows)
    assert all(row["licence"] for row in rows)


def test_the_pdf_is_tagged_french_and_says_the_same(reader: Client) -> None:
    response = reader.get(f"{HOME}portrait.pdf")
    document = PdfReader(io.BytesIO(response.content))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert document.metadata is not None
    assert document.metadata.title == "Portrait de Vendôme"
    text = "".join(page.extract_text() for page in document.pages)
    assert "perd des habitants" in text
    assert re.search(r"21\s030", text)


def test_the_html_stands_alone() -> None:
    html = documents.to_html(page_of(selectors.portrait("41269")))
    assert "<style>" in html
    assert not re.search(r"<(?:link|script|img)\b", html)


def test_a_town_opens_from_its_code_alone(db: None) -> None:
    opened = open_town("41269", now=factories.NOW)
    assert opened.is_new
    assert opened.place.name == "Vendôme"
    assert opened.place.department == "Loir-et-Cher"
    assert opened.indicators >= 25
    assert opened.iris == 8
    assert not open_town("41269", now=factories.NOW).is_new


def test_a_wrong_code_opens_nothing(db: None) -> None:
    with pytest.raises(Refused):
        open_town("41", now=factories.NOW)
    assert not Authority.objects.exists()


def nameless() -> Authority:
    """The authority that a home takes when a file comes before a name."""
    return factories.authority(UNNAMED_CODE, "Ma collectivité")


def test_a_home_without_a_name_takes_that_of_its_first_town(db: None) -> None:
    number = nameless().pk
    open_town("41269", now=factories.NOW)
    only = Authority.objects.get()
    assert (only.pk, only.code, only.name, only.is_principal) == (number, "41269", "Vendôme", True)


def test_a_home_that_was_used_keeps_its_first_authority(db: None) -> None:
    factories.account(Role.DSI, code=nameless().code)
    open_town("41269", now=factories.NOW)
    assert set(Authority.objects.values_list("code", flat=True)) == {UNNAMED_CODE, "41269"}
