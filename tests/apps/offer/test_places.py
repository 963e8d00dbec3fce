"""A stranger's files describe zones, places and streets, by the screen and by the command."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.core.access import Role
from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.site.cli import cli
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from squares import square

pytestmark = pytest.mark.django_db
PAGE = "/offre/lieux/"
ZONES = (
    "Quartier;Longitude;Latitude;Habitants;Revenu médian\nBourg;1,06;47,79;1 200;21 000\n"
    "Gare;1,07;47,80;800;17 500\n"
)
NURSERIES = (
    "Nom;Longitude;Latitude;Horaires;Places\nLes Lutins;1,061;47,791;lun-ven 07:30-18:30;60\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    place = home_at(tmp_path / "home")
    make_home(place, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    yield place


def reader(*roles: Role, sectors: tuple[Sector, ...] = ()) -> Client:
    client = Client()
    client.force_login(factories.account(*roles, sectors=sectors))
    return client


@pytest.fixture
def clerk(home: Home) -> Client:
    return reader(Role.DSI)


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def give(client: Client, kind: str, *files: tuple[str, bytes], service: str = ""):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(PAGE, {"objet": kind, "service": service, "fichiers": given})


def test_files_with_a_town_s_own_words_give_access_and_siting(clerk: Client, home: Home) -> None:
    assert "Rien n’est encore décrit" in text(clerk.get(PAGE))
    assert give(clerk, "zones", ("iris.csv", ZONES.encode("cp1252"))).status_code == 302
    answer = give(clerk, "service", ("lieux.csv", NURSERIES.encode()), service="creche")
    assert answer.status_code == 302
    page = text(clerk.get(PAGE))
    assert "Les lieux : Crèche" in page
    assert "du lieu le plus proche" in text(clerk.get("/offre/acces/"))
    assert [e.detail["kind"] for e in JournalEntry.objects.filter(action="places.described")] == [
        "creche", "zones"]  # fmt: skip
    clerk.post(PAGE, {"retirer": "creche"})
    assert "Crèche" not in text(clerk.get(PAGE))


def test_streets_of_openstreetmap_are_taken_and_others_take_their_place(
    clerk: Client, home: Home
) -> None:
    give(clerk, "zones", ("z.csv", ZONES.encode()))
    give(clerk, "service", ("c.csv", NURSERIES.encode()), service="creche")
    streets = square(1.0, 47.75, 40).encode()
    assert give(clerk, "streets", ("vendome-latest.osm", streets)).status_code == 302
    assert "par les rues (OpenStreetMap, streets.osm)" in text(
        clerk.get("/offre/acces/?minutes=20")
    )
    refused = give(clerk, "streets", ("rues.geojson", b"{}"))
    assert refused.status_code == 422
    assert "n’est ni un extrait OpenStreetMap" in text(refused)
    elsewhere = give(clerk, "streets", ("nantes.osm", square(-1.6, 47.2, 3).encode()))
    assert "aucune rue de ce fichier n’est près des zones" in text(elsewhere).lower()
    assert (home.access / "streets.osm").read_bytes() == streets
    assert [path.name for path in home.access.parent.glob(".access-*")] == []


@pytest.mark.parametrize(("kind", "service", "data", "said"), [
    ("zones", "", b"", "est vide"),
    ("zones", "", b"Quartier;Habitants\nBourg;12\n", "lon"),
    ("zones", "", b"nom;lon;lat;habitants\nBourg;1060000;6700000;12\n", "en degr"),
    ("zones", "", b"nom;lon;lat;habitants\nBourg;1,06;47,79;beaucoup\n", "pas un nombre"),
    ("service", "Crèche !", b"x", "petites lettres"),
    ("service", "creche", b"nom;lon;lat\nLarge;-5,0;46,0\n", "en mer"),
    ("stops", "", b"stop_id\n1\n", "name"),
])  # fmt: skip
def test_a_wrong_file_is_refused_in_a_sentence_and_nothing_changes(
    clerk: Client, home: Home, kind: str, service: str, data: bytes, said: str
) -> None:
    give(clerk, "zones", ("z.csv", ZONES.encode()))
    before = {path.name: path.read_bytes() for path in home.access.iterdir()}
    answer = give(clerk, kind, ("f.csv", data), service=service)
    assert answer.status_code == 422
    assert said in text(answer)
    assert {path.name: path.read_bytes() for path in home.access.iterdir()} == before
    assert JournalEntry.objects.filter(action="places.described").count() == 1


def packed(**members: str | bytes) -> bytes:
    """A zip of files, by their names with "__" for a dot."""
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return whole.getvalue()


STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type\n1,Mairie,47.7601,1.0101,0\n"
    "2,Très loin,47.9,2.3,0\n3,Entrée,,,3\n"
)


def test_a_gtfs_in_its_archive_gives_its_stops_and_those_of_elsewhere_are_nobody_s(
    clerk: Client, home: Home
) -> None:
    give(clerk, "zones", ("z.csv", b"nom;lon;lat;habitants\nBourg;1,012;47,762;1200\n"))
    give(clerk, "service", ("c.csv", b"nom;lon;lat\nA;1,011;47,761\n"), service="creche")
    assert give(clerk, "streets", ("v.osm", square(1.0, 47.75, 40).encode())).status_code == 302
    feed = packed(agency__txt="agency_id\n1\n", stops__txt=STOPS)
    assert give(clerk, "stops", ("reseau.zip", feed)).status_code == 302
    assert (home.access / "stops.txt").read_text("utf-8") == STOPS
    assert "arrêt" in text(clerk.get("/offre/acces/"))
    refused = give(clerk, "stops", ("autre.zip", packed(agency__txt="agency_id\n1\n")))
    assert refused.status_code == 422
    assert "autre.zip : cette archive ne contient pas stops.txt" in text(refused)


def test_a_shapefile_in_its_archive_comes_with_its_companions(home: Home, clerk: Client) -> None:
    give(clerk, "zones", ("z.csv", ZONES.encode()))
    give(clerk, "service", ("c.csv", NURSERIES.encode()), service="creche")
    wrong = packed(ROUTE__shp=b"x", ROUTE__dbf=b"", ROUTE__prj=b'PROJCS["RGF93 / Lambert-93"]')
    answer = give(clerk, "streets", ("transport.zip", wrong))
    assert "ROUTE.shp : ce fichier de rues est incomplet ou abîmé" in text(answer)
    assert "ne contient pas de tronçons" in text(
        give(clerk, "streets", ("autre.zip", packed(lisez__txt="x")))
    )
    assert [path.name for path in home.access.glob("streets*")] == []


def test_a_layer_of_points_is_kept_as_a_table(clerk: Client, home: Home) -> None:
    give(clerk, "zones", ("z.csv", ZONES.encode()))
    point = {"type": "Point", "coordinates": [1.061, 47.791]}
    layer = {"type": "FeatureCollection",
             "features": [{"properties": {"nom": "Les Lutins"}, "geometry": point}]}  # fmt: skip
    answer = give(clerk, "service", ("c.geojson", json.dumps(layer).encode()), service="creche")
    assert answer.status_code == 302
    assert (home.access / "creche.csv").read_text("utf-8").startswith("nom,lon,lat\nLes Lutins,")


def test_a_place_is_open_in_plain_words_or_the_line_is_refused(clerk: Client, home: Home) -> None:
    give(clerk, "zones", ("z.csv", ZONES.encode()))
    rows = "nom;lon;lat;ouvert\nA;1,061;47,791;Ouvert\nB;1,07;47,8;en projet\n"
    assert give(clerk, "service", ("c.csv", rows.encode()), service="creche").status_code == 302
    doubtful = give(clerk, "service", ("c.csv", rows.replace("en projet", "bientôt").encode()),
                    service="creche")  # fmt: skip
    assert "c.csv, ligne 3, champ is_open : « bientôt » ne dit pas" in text(doubtful)


def test_places_wait_for_zones_and_one_describes_them_with_the_right(
    clerk: Client, home: Home
) -> None:
    answer = give(clerk, "service", ("c.csv", NURSERIES.encode()), service="creche")
    assert "les zones habitées ne sont pas encore décrites" in text(answer).lower()
    assert "Garder cette description" not in text(reader(Role.ELU).get(PAGE))
    assert give(reader(Role.ELU), "zones", ("z.csv", ZONES.encode())).status_code in (404, 422)
    assert not home.access.exists() or not list(home.access.iterdir())


def run(home: Home, *words: str | Path) -> str:
    arguments = ["places", *map(str, words), "--home", str(home.root), "--json"]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False, standalone_mode=False).output


def test_the_command_does_the_same(home: Home, tmp_path: Path) -> None:
    factories.authority()
    path = tmp_path / "iris.csv"
    path.write_text(ZONES, "utf-8")
    told = json.loads(run(home, "add", path, "--as", "zones"))
    assert (told["kind"], told["files"], told["rows"]) == ("zones", ["zones.csv"], 2)
    assert [one["kind"] for one in json.loads(run(home, "list"))] == ["zones"]
    path.write_text("Quartier;Habitants\nBourg;12\n", "utf-8")
    with pytest.raises(Refused) as caught:
        run(home, "add", path, "--as", "zones")
    assert "iris.csv" in caught.value.sentence()
    with pytest.raises(Refused):
        run(home, "add", tmp_path / "absent.csv", "--as", "zones")
    assert json.loads(run(home, "list"))[0]["rows"] == 2
