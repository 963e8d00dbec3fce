"""A team in one file: all of it or none, each wrong line named, a second import harmless."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from parvis.apps.accounts.models import Account, Membership
from parvis.apps.accounts.team import read_team
from parvis.core.access import Grant, Role
from parvis.core.errors import Refused
from parvis.core.sectors import Sector

TEAM = """courriel;nom;role;secteur
lea@vendome.example;Léa Fougeray;agent;Police spéciale et voirie
lea@vendome.example;Léa Fougeray;agent;relations_usagers
marc@vendome.example;Marc Jonquet;Direction générale;
"""


def read(text: str, encoding: str = "utf-8"):
    return read_team(text.encode(encoding), filename="equipe.csv", authority="41269")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", ";,\t")
def test_a_team_is_read_however_it_was_saved(encoding, delimiter):
    lines = read(TEAM.replace(";", delimiter), encoding)
    assert [line.line for line in lines] == [2, 3, 4]
    assert lines[0].name == "Léa Fougeray"
    assert lines[0].grant == Grant("41269", Role.AGENT, Sector.POLICE_VOIRIE)
    assert lines[2].grant == Grant("41269", Role.DGS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a@b.example;A;maire;", "ligne 5, champ rôle"),
        ("a@b.example;A;agent;loisirs", "ligne 5, champ secteur"),
        ("a@b.example;A;agent;", "ligne 5"),
        ("a@b.example;A;dgs;sante", "ligne 5"),
    ],
)
def test_a_wrong_line_is_named_with_what_may_be_written(line, expected):
    with pytest.raises(Refused, match=expected):
        read(TEAM + line)


@pytest.mark.parametrize("text", ["", "nom;role\nA;dgs\n", "courriel;nom;role;secteur\n"])
def test_a_file_without_columns_or_lines_is_refused(text):
    with pytest.raises(Refused, match=r"equipe\.csv"):
        read(text)


@pytest.mark.django_db
class TestOnScreen:
    @pytest.fixture
    def client(self):
        client = Client()
        manager = factories.account(Role.DSI, email="dsi@vendome.example")
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(manager, backend=backend)
        return client

    def send(self, client, text):
        file = SimpleUploadedFile("equipe.csv", text.encode(), "text/csv")
        return client.post("/compte/gestion/equipe/", {"file": file}, follow=True)

    def test_people_get_their_roles_and_an_invitation_each(self, client):
        page = self.send(client, TEAM).content.decode()
        assert "2\u00a0comptes ouverts, 3\u00a0rôles donnés" in page
        assert {m.to[0] for m in mail.outbox} == {"lea@vendome.example", "marc@vendome.example"}
        assert Membership.objects.filter(account__email="lea@vendome.example").count() == 2

    def test_a_second_import_changes_nothing(self, client):
        self.send(client, TEAM)
        mail.outbox.clear()
        page = self.send(client, TEAM).content.decode()
        assert "3\u00a0l’étaient déjà" in page
        assert not mail.outbox
        assert Account.objects.count() == 3

    def test_one_wrong_address_opens_nothing_at_all(self, client):
        answer = self.send(client, TEAM + "pas-une-adresse;X;dpo;\n")
        assert answer.status_code == 422
        assert "equipe.csv, ligne 5" in answer.content.decode()
        assert Account.objects.count() == 1

    def test_no_file_is_an_error_of_the_form(self, client):
        assert client.post("/compte/gestion/equipe/", {}).status_code == 422
