"""The watch of the town's name on screen: a file of INPI read, its marks, its evidence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from parvis.apps.audit.models import JournalEntry
from parvis.apps.campaigns.models import NameWatch
from parvis.core.access import Actor, Role

MARKS = (
    "Numéro national;Marque;Déposant;Classes;Date de dépôt;Date de publication\n"
    "5000001;Vandôme;Cuirs SA;18;05/10/2026;20/11/2026\n"
    "5000002;=VENDÔME ÉCRIN;Bijoux SA;14 35;05/01/2020;30/01/2020\n"
    "5000003;Vendredi;Y;3;05/01/2026;\n"
)


@pytest.fixture
def client(officer: Actor) -> Client:
    """Somebody of the communication."""
    found = Client()
    found.force_login(factories.account(Role.MARKETING))
    return found


def _read(client: Client, content: str, names: str = "Vendôme; Vendômois") -> str:
    file = SimpleUploadedFile("../bopi.csv", content.encode())
    done = client.post("/agir/nom/", {"noms": names, "fichier": file}, follow=True)
    return done.content.decode()


def test_a_file_is_read_and_the_marks_near_the_name_are_kept_with_their_terms(
    client: Client,
) -> None:
    page = _read(client, MARKS)
    near = "2\u00a0approchent «\u00a0Vendôme\u00a0» ou «\u00a0Vendômois\u00a0»"
    assert f"3\u00a0marques lues, {near}" in page
    assert "se prononce pareil (Vendôme)" in page
    assert "délai passé" in page
    made = NameWatch.objects.get()
    assert (made.filename, made.read, len(made.hits)) == ("bopi.csv", 3, 2)
    entry = JournalEntry.objects.get(action="name.watched")
    assert entry.detail == {"rows": 3, "marks": 2}
    proof = client.get(f"/agir/nom/{made.pk}/constat.md")
    assert made.sha256 in proof.content.decode()
    table = client.get(f"/agir/nom/{made.pk}/marques.csv").content.decode()
    assert "\r\n5000002,VENDÔME ÉCRIN,Bijoux SA,14 35" in table


@pytest.mark.parametrize(
    ("content", "names", "said"),
    [
        ("a;b;c\n1;2;3\n", "Vendôme", "n’est pas du schéma attendu"),
        ("<html/>", "Vendôme", "n’est pas du schéma attendu"),
        (MARKS, "Vé", "trop court"),
        (MARKS, "", "trop court"),
        (MARKS.replace("05/10/2026", "05/10/1750"), "Vendôme", "05/10/1750"),
    ],
)
def test_another_schema_or_a_name_too_short_is_refused_and_nothing_is_kept(
    client: Client, content: str, names: str, said: str
) -> None:
    assert said in _read(client, content, names)
    assert not NameWatch.objects.exists()


def test_the_watch_of_another_town_does_not_exist_and_the_dpo_only_reads(client: Client) -> None:
    _read(client, MARKS)
    made = NameWatch.objects.get()
    stranger, dpo = Client(), Client()
    stranger.force_login(factories.account(Role.MARKETING, code="45234"))
    dpo.force_login(factories.account(Role.DPO))
    for page in ("", "constat.md", "marques.csv"):
        assert stranger.get(f"/agir/nom/{made.pk}/{page}").status_code == 404
    assert "Lire un fichier" not in dpo.get("/agir/nom/").content.decode()
    _read(dpo, MARKS)
    assert NameWatch.objects.count() == 1
