"""The palmarès on screen and as files: bands before ranks, proofs beside, refusals in words."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import factories
from made_up_france import COMMUNES, TOWN, MadeUpAtlas, MadeUpPorts
from parvis.apps import wired
from parvis.apps.palmares import around, selectors
from parvis.core.access import Role
from parvis.core.palmares.notice import election_near, elections_from
from parvis.core.palmares.scoring import Recipe
from parvis.engines.definitions import read_definitions
from parvis.site.home import home_at, make_home
from parvis.site.rankings import Read, write_scores
from parvis.site.standings import told_town

HOME = "/palmares/"


@pytest.fixture(autouse=True)
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home whose statistics are those of the made-up France."""
    home = home_at(tmp_path / "home")
    make_home(home, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", MadeUpPorts(home))
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


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))


def test_the_page_says_where_the_commune_is_and_proves_it(reader: Client) -> None:
    page = body(reader)
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S)
    assert answer
    assert re.match(r"Parmi 24 communes comparables, Vendôme est ", plain(answer[1]))
    targets = set(re.findall(r'href="#([\w-]+)"', answer[1]))
    assert targets <= {"categories", "semblables"}
    assert all(f'id="{target}"' in page for target in targets)
    assert f"Parmi les {COMMUNES} communes de France" in plain(page)


def test_no_rank_stands_without_its_interval(reader: Client) -> None:
    town = selectors.town(TOWN)
    said = plain(body(reader))
    assert f"{town.all.low}e à {town.all.high}e sur {COMMUNES}" in said
    assert town.all.low < town.all.high


def test_each_palmares_has_its_page(reader: Client) -> None:
    for name, preset in selectors.presets().items():
        page = body(reader, f"{HOME}?lecture={name}")
        assert all(category.title in page for category in preset.categories)


def test_a_group_picked_by_hand_replaces_the_comparable_communes(reader: Client) -> None:
    page = plain(body(reader, f"{HOME}?communes=42001+43002,41003+42004+43005"))
    assert "Parmi 6 communes du groupe choisi" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("commune=41", "département"),
        ("commune=41999", "n’existe plus"),
        ("lecture=nothing", "bien_vivre"),
        ("poids_care=beaucoup", "doit être un nombre"),
        ("poids_nothing=1", "Aucune catégorie"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(reader: Client, query: str, said: str) -> None:
    assert said in body(reader, f"{HOME}?{query}", status=400)


def test_other_weights_rank_france_again(reader: Client) -> None:
    page = body(reader, f"{HOME}poids/?poids_care=15&poids_safety=0")
    assert 'value="15"' in page
    assert re.search(r"rang nominal \d+ sur 260", plain(page))
    part = body(reader, f"{HOME}poids/?poids_care=15&partie=1")
    assert "<html" not in part
    assert 'id="rang"' in part


def test_the_table_shows_bands_around_the_commune(reader: Client) -> None:
    page = body(reader, f"{HOME}classement/?parmi=strate")
    assert 'id="ici"' in page
    assert page.count('<svg class="strip"') <= 50
    rows = list(csv.DictReader(io.StringIO(body(reader, f"{HOME}classement.csv"))))
    assert len(rows) == COMMUNES
    ranks = [int(row["rank"]) for row in rows]
    assert ranks == sorted(ranks)
    assert all(int(row["rank_p5"]) <= int(row["rank_p50"]) <= int(row["rank_p95"]) for row in rows)


def test_the_method_names_every_producer_and_weight(reader: Client) -> None:
    page = body(reader, f"{HOME}methode/")
    assert "Insee, BPE" in page
    assert "https://" in page
    assert "Poids effectif" in page


def test_the_archive_gives_the_same_scores_when_counted_again(
    reader: Client, tmp_path: Path
) -> None:
    content = reader.get(f"{HOME}manifeste.zip?lecture=families").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert len(manifest["criteria"]) == len(selectors.field("families").figures.criteria)
    assert all(one["sources"] for one in manifest["criteria"])
    expected = _lines(tmp_path / "scores.csv")
    for suffix, scale in (("iData.csv iMeta.csv", manifest["scale"]),
                          ("points.csv iMeta-points.csv", "none")):  # fmt: skip
        tables = [tmp_path / name for name in suffix.split()]
        write_scores(Read(*tables), Recipe(normalise=scale), (), "given", tmp_path / "out")
        for mine, theirs in zip(expected, _lines(tmp_path / "out/scores.csv"), strict=True):
            assert mine["uCode"] == theirs["uCode"]
            for name in mine.keys() - {"uCode"}:
                text = mine[name]
                assert float(text or "nan") == pytest.approx(
                    float(theirs[name] or "nan"), abs=1e-9, nan_ok=True
                )


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_card_of_today_may_be_framed_by_any_site_without_an_account(
    client: Client, db: None
) -> None:
    factories.authority()
    answer = client.get(f"{HOME}carte/vive/?lecture=seniors")
    assert "un rang unique serait faux" in answer.content.decode()
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    assert client.get(f"{HOME}carte/vive/?lecture=rien").status_code == 404
    assert client.get(f"{HOME}carte/").headers["X-Frame-Options"] == "DENY"


def test_the_card_carries_its_interval(reader: Client) -> None:
    page = plain(body(reader, f"{HOME}carte/"))
    assert "neuf fois sur dix" in page
    assert "un rang unique serait faux" in page


def test_the_command_says_what_the_page_says() -> None:
    told = told_town(selectors.town(TOWN))
    assert told.answer in told.text
    assert told.bands[0].band == selectors.town(TOWN).all


@pytest.mark.parametrize(
    ("day", "is_near"),
    [
        ("2025-08-31", False),
        ("2025-09-01", True),
        ("2026-03-22", True),
        ("2026-03-23", False),
        ("2027-09-01", True),
    ],
)
def test_the_notice_stands_in_the_six_months_before_a_local_election(
    day: str, is_near: bool
) -> None:
    read = read_definitions("elections")
    elections = [one for file, data in read for one in elections_from(data, file)]
    assert (election_near(date.fromisoformat(day), elections) is not None) is is_near


def test_the_page_reminds_who_publishes_it_before_an_election(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = [one for one in selectors.elections() if "2026" in one.title]
    monkeypatch.setattr("parvis.apps.palmares.views.election_near", lambda day, held: near[0])
    page = plain(body(reader))
    assert "Jusqu’au 22 mars 2026" in page
    assert "1er sept. 2025" in page
    assert "L.&nbsp;52-1" in page


def test_a_commune_without_figures_is_said_to_be_unranked(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = selectors.field().figures
    held = {code: row for code, row in figures.position.items() if code != TOWN}
    monkeypatch.setattr(type(figures), "position", held)
    assert "n’est pas classée" in body(reader, f"{HOME}poids/?commune={TOWN}", status=400)


def test_the_map_of_the_departement_is_drawn_where_contours_are(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'class="map"' not in body(reader)
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    monkeypatch.setattr(MadeUpAtlas, "contours", lambda self, codes: dict.fromkeys(codes, square))
    around._drawn.cache_clear()
    page = body(reader)
    around._drawn.cache_clear()
    assert 'class="map"' in page
    assert "la commune médiane du département" in plain(page)
