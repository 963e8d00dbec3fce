"""A planted person is in no response of the side of figures, once uncompressed; a control is."""

import csv
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pyarrow.parquet as pq
import pytest
from django.test import Client

import factories
from apps.people.conftest import NOW
from parvis.apps import wired
from parvis.apps.api.services import make_token
from parvis.apps.sources.services import load_file, publish_release
from parvis.core.access import OPERATOR, Role
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

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
FEW, MANY = 60, 600


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    """A DGS of a town where one unmistakable person asked for something, and others did."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
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
    for n in range(1500):
        day = f"{1 + n % 28:02}/{1 + n % 12:02}/2025 10:15"
        yield [f"D{n}", f"U{n % 700}", f"Nom{n % 700}", f"u{n % 700}@m.example", day, day, day,
               CONTROL if n % 3 else "Temoin-Parcs", "Guichet", "Centre", "non", "4"]  # fmt: skip
    yield [*PLANTED, "03/03/2025 09:00", "05/03/2025 09:00", "04/03/2025 09:00", CONTROL,
           "Guichet", "Zq-Chez-Elle-Seule", "non", "5"]  # fmt: skip


def crawled(client: Client, most: int) -> Iterator[tuple[str, str]]:
    """(address, all that its response says, uncompressed) of pages and files of figures, each
    reached by a link of another; at most five sets of parameters for one path."""
    waiting, seen, by_path = list(STARTS), set(STARTS), dict[str, int]()
    while waiting and len(seen) - len(waiting) < most:
        address = waiting.pop(0)
        response = client.get(address)
        body = response.getvalue()
        text = "\n".join([*map(str, response.headers.items()), *said(body)])
        yield address, text
        for link in re.findall(r'(?:href|src|action)="([^"#]+)', text):
            found = urljoin(address, html.unescape(link))
            parts = urlsplit(found)
            is_figure = not parts.netloc and parts.path.startswith(FIGURES)
            if is_figure and found not in seen and by_path.get(parts.path, 0) < 5:
                by_path[parts.path] = by_path.get(parts.path, 0) + 1
                seen.add(found)
                waiting.append(found)


def said(body: bytes) -> Iterator[str]:
    """What a response says: its text, and that of what it compresses."""
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
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", body, re.S):
            with_zlib = zlib.decompressobj()
            try:
                yield with_zlib.decompress(stream).decode("latin-1")
            except zlib.error:
                yield stream.decode("latin-1")
    else:
        yield body.decode("utf-8", "replace")


def judge(client: Client, most: int) -> None:
    control, leaks, pages = 0, [], 0
    for address, text in crawled(client, most):
        pages += 1
        folded = text.casefold()
        control += CONTROL.casefold() in folded
        leaks += [(needle, address) for needle in NEEDLES if needle.casefold() in folded]
    assert not leaks
    assert control and pages >= min(most, FEW) // 2


def test_a_planted_person_is_in_no_response_and_a_control_is(reader: Client) -> None:
    judge(reader, FEW)


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
