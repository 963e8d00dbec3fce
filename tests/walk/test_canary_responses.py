"""A planted person is in no response of the side of figures, once uncompressed; a control is."""

import csv
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pyarrow.parquet as pq
import pytest
from django.test import Client

import factories
from apps.people.conftest import NOW
from campaign_town import families
from parvis.apps import wired
from parvis.apps.api.services import make_token
from parvis.apps.campaigns.services import (
    answer_survey,
    draft_campaign,
    open_survey,
    prepare_campaign,
)
from parvis.apps.campaigns.services.drafting import Draft
from parvis.apps.sources.services import load_file, publish_release
from parvis.core.access import OPERATOR, SECTOR_BOUND, Role
from parvis.core.loyalty.outreach import Aim, Medium
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from simulated_town import PURPOSE, TARIFF, bills

HEADER = ["N° demande", "Usager", "Nom", "Courriel", "Reçue le", "Échéance", "Clôturée le",
          "Catégorie", "Canal", "Quartier", "Réouverte", "Satisfaction"]  # fmt: skip
PLANTED = ["Zq-Demande-7713", "Zq-Usager-9921", "Zq-Kervadec-Ottenwaelter",
           "zq.kervadec@exemple.test"]  # fmt: skip
NEEDLES = [*PLANTED, "Zq-Chez-Elle-Seule", "zq-", "zq."]
CONTROL = "Temoin-Voirie"
FIGURES = ("/insights/", "/territoire/", "/palmares/", "/api/")
TABLES = "/api/v1/metrics/requests/table"
STARTS = (
    *FIGURES[:3], "/insights/metrics/", "/api/v1/metrics", "/api/v1/release",
    *(f"{TABLES}{form}?by={by}" for form in ("", ".csv", ".parquet")
      for by in ("category", "district", "month")),
)  # fmt: skip
FEW, MANY = 40, 600
ROWS, PERSONS = 600, 200
SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE
ROOMS = {
    Role.DGS: (
        "/offre/", "/offre/implantation/", "/offre/notes/", "/algorithmes/",
        "/algorithmes/inventaire.csv", "/agir/campagnes/", "/agir/enquetes/", "/agir/evaluation/",
        "/insights/documents/rapport-activite.pdf?period=2025", "/insights/explorer/",
        "/insights/questions/qui/", "/insights/publics/",
    ),
    Role.MARKETING: (
        "/agir/campagnes/", "/agir/campagnes/nouvelle/", "/agir/enquetes/", "/agir/oppositions/",
    ),
    Role.RESPONSABLE: ("/simulateurs/", "/simulateurs/tarif/demo_factures/", "/agir/fidelite/"),
}  # fmt: skip
WITHIN = ("/offre/", "/algorithmes/", "/agir/", "/simulateurs/", "/insights/documents/",
          "/insights/explorer/", "/insights/questions/")  # fmt: skip


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    """A DGS of a town where one unmistakable person asked for something, and others did."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    for path, words in ((place.tariffs / "cantine.toml", TARIFF), (place.purposes, PURPOSE)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    factories.authority()
    path = tmp_path / "demandes.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, delimiter=";")
        writer.writerows([HEADER, *_requests()])
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)
    publish_release(actor=OPERATOR, now=NOW)
    token = make_token(
        actor=OPERATOR, now=NOW, authority="41269", name="BI",
        scopes=("metrics:read", "definitions:read"), days=700,
    )  # fmt: skip
    client = Client(headers={"authorization": f"Bearer {token.secret}"})
    client.force_login(factories.account(Role.DGS))
    return client


def _requests() -> Iterator[list[str]]:
    for n in range(ROWS):
        day, who = f"{1 + n % 28:02}/{1 + n % 12:02}/2025 10:15", n % PERSONS
        yield [f"D{n}", f"U{who}", f"Nom{who}", f"u{who}@m.example", day, day, day,
               CONTROL if n % 3 else "Temoin-Parcs", "Guichet", "Centre", "non", "4"]  # fmt: skip
    yield [*PLANTED, "03/03/2025 09:00", "05/03/2025 09:00", "04/03/2025 09:00", CONTROL,
           "Guichet", "Zq-Chez-Elle-Seule", "non", "5"]  # fmt: skip


@pytest.fixture
def rooms(reader: Client, tmp_path: Path) -> None:
    """What the newer rooms make of files where that person is: a campaign, a survey, a note."""
    person = f"{PLANTED[1]};{PLANTED[2]};Zq-Prénom;F;03/03/2015;{PLANTED[2]};Zq-Prénom;1 zq-rue;"
    family = f"Zq-Enfant;{person}41100;0612999999;{PLANTED[3]}\n"
    bill = f"Zq-1;{PLANTED[1]};Zq-Enfant;01/10/2025;12;350;3,00;36,00;05/11/2025;\n"
    for name, content in (("familles.csv", families() + family), ("factures.csv", bills() + bill)):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=name)
    officer = factories.actor(Role.MARKETING)
    draft = Draft(title=CONTROL, goal="Revenir", aim=Aim.OPINION, channel=Medium.EMAIL,
                  contract="demo_familles", subject="Votre avis", body="Bonjour", held_out=0,
                  least=1, window_days=60, usual=0.5)  # fmt: skip
    made = draft_campaign(actor=officer, now=NOW, authority="41269", draft=draft)
    prepare_campaign(actor=officer, now=NOW, campaign=made.pk)
    assert made.recipients.filter(contact=PLANTED[3]).exists()
    wave = open_survey(actor=officer, now=NOW, authority="41269", questionnaire="avis",
                       wave=CONTROL, asked=300)  # fmt: skip
    answer_survey(now=NOW, code=wave.code, by="web", posted={"satisfaction": "4", "mots": "Zq-mot"})
    asked = {"title": CONTROL, "period": "2025/2026", "purpose": "essai",
             "name_a": CONTROL, "grid_a": "taux 0,36 % ; plancher 1,00 ; plafond 5,00",
             "name_b": "B", "grid_b": "600 ; 1,00\nau-delà ; 4,90"}  # fmt: skip
    answer = signed_in(Role.RESPONSABLE).post("/simulateurs/tarif/demo_factures/", asked)
    assert answer.headers["Location"].startswith("/offre/notes/")


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(factories.account(role, sectors=(SCHOOL,) if role in SECTOR_BOUND else ()))
    return client


def crawled(
    client: Client, most: int, starts: Sequence[str] = STARTS, within: tuple[str, ...] = FIGURES
) -> Iterator[tuple[str, str]]:
    """(address, all that its response says, uncompressed) of pages and files that begin like one
    of `within`, each reached by a link of another; at most five sets of parameters for one path.
    The `starts` answer, and none fails."""
    waiting, seen, by_path = list(starts), set(starts), dict[str, int]()
    while waiting and len(seen) - len(waiting) < most:
        address = waiting.pop(0)
        response = client.get(address)
        body = response.getvalue()
        answers = response.status_code == 200 if address in starts else response.status_code < 500
        assert answers, (
            f"{address}: {response.status_code}, {body[:2000].decode('utf-8', 'replace')}"
        )
        text = "\n".join([*map(str, response.headers.items()), *said(body)])
        yield address, text
        for link in re.findall(r'(?:href|src|action)="([^"#]+)', text):
            found = urljoin(address, html.unescape(link))
            parts = urlsplit(found)
            is_figure = not parts.netloc and parts.path.startswith(within)
            if is_figure and found not in seen and by_path.get(parts.path, 0) < 5:
                by_path[parts.path] = by_path.get(parts.path, 0) + 1
                seen.add(found)
                waiting.append(found)


PICTURES = (b"\x89PNG", b"wOF2", b"\x00\x00\x01\x00", b"\xff\xd8\xff\xe0")


def said(body: bytes) -> Iterator[str]:
    """What a response says: its text, and that of what it compresses. In pictures and fonts, runs
    of letters: any three bytes are found in them some day."""
    if body[:2] == b"\x1f\x8b":
        yield from said(gzip.decompress(body))
    elif body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield from said(archive.read(name))
    elif body[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(body))
        yield f"{table.schema.metadata} {table.schema.names} {table.to_pydict()}"
    elif body[:4] == b"%PDF":
        yield from printed(body)
    elif body[:4] in PICTURES:
        yield from (run.decode("ascii") for run in re.findall(rb"[ -~]{8,}", body))
    else:
        yield body.decode("utf-8", "replace")


def printed(body: bytes) -> Iterator[str]:
    """The streams of a PDF, and their text: glyphs by the tables of the fonts that name them.

    Pictures and fonts say nothing, and any three bytes are found in them some day.
    """
    streams = list(map(inflated, re.findall(rb"stream\r?\n(.*?)endstream", body, re.S)))
    fonts = [dict(re.findall(r"<(\w{4})> <(\w{4})>", text)) for text in streams if "bfchar" in text]
    for text in (text for text in streams if "\0" not in text):
        yield text
        glyphs = re.findall(r"\w{4}", "".join(re.findall(r"<([0-9a-f]+)>", text)))
        for font in fonts if "TJ" in text else ():
            yield "".join(chr(int(font.get(glyph, "0020"), 16)) for glyph in glyphs)


def inflated(stream: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(stream).decode("latin-1")
    except zlib.error:
        return stream.decode("latin-1")


def judge(
    client: Client, most: int, starts: Sequence[str] = STARTS, within: tuple[str, ...] = FIGURES
) -> None:
    told: list[str] = []
    leaks, pages = [], []
    for address, text in crawled(client, most, starts, within):
        pages.append(address)
        folded = text.casefold()
        told += [address] * (CONTROL.casefold() in folded)
        leaks += [(needle, address, around(needle.casefold(), folded))
                  for needle in NEEDLES if needle.casefold() in folded]  # fmt: skip
    assert not leaks
    assert told, f"the control is on none of {pages}"
    assert len(pages) >= min(most, len(starts) + 2), pages


def around(needle: str, text: str) -> str:
    """What stands on both sides of the first `needle`, for who reads the failure."""
    at = text.index(needle)
    return text[max(at - 80, 0) : at + 80]


def test_a_planted_person_is_in_no_response_and_a_control_is(reader: Client) -> None:
    judge(reader, FEW)


@pytest.mark.usefixtures("rooms")
def test_a_planted_person_is_in_no_response_of_campaigns_offer_simulators_and_notes() -> None:
    for role, starts in ROOMS.items():
        judge(signed_in(role), len(starts) + 8, starts, WITHIN)


@pytest.mark.long
@pytest.mark.usefixtures("rooms")
def test_a_planted_person_is_in_no_response_of_hundreds_of_those_rooms() -> None:
    for role, starts in ROOMS.items():
        judge(signed_in(role), MANY, starts, WITHIN)


@pytest.mark.long
def test_a_planted_person_is_in_no_response_of_hundreds(reader: Client) -> None:
    judge(reader, MANY)


def test_the_search_sees_through_what_is_compressed() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("table.csv", gzip.compress(b"zq-kervadec"))
    pdf = b"%PDF-1.7\nstream\n" + zlib.compress(b"(zq-kervadec) Tj") + b"\nendstream"
    for body in (archive.getvalue(), pdf):
        assert b"zq-kervadec" not in body
        assert "zq-kervadec" in "".join(said(body))
