"""Documents for the council: what they hold, and that the same release gives the same bytes."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.test import Client

from parvis.core.documents import check_documents, document_from
from parvis.core.errors import Refused
from parvis.core.questions import inquiry_from
from parvis.engines.definitions import read_definitions

pytestmark = pytest.mark.usefixtures("published")
REPORT = "/insights/documents/rapport-activite"
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)


def _unpacked(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF that can be read, and what stands outside them."""
    yield pdf
    for found in _STREAM.finditer(pdf):
        with suppress(zlib.error):
            yield zlib.decompress(found.group(1))


def test_each_document_is_shown_with_the_answers_and_the_figures_it_names(reader: Client) -> None:
    listed = reader.get("/insights/documents/").content.decode()
    for name in ("rapport-activite", "analyse-besoins-sociaux", "fiche-quartier"):
        assert f'href="/insights/documents/{name}/"' in listed
    page = reader.get(f"{REPORT}/?period=2025").content.decode()
    assert "On écrit d’abord à la mairie" in page
    assert "Période&nbsp;: 2025." in page
    assert "<script" not in page


def test_the_same_release_gives_the_same_bytes_of_a_tagged_pdf(reader: Client) -> None:
    first, second = (reader.get(f"{REPORT}.pdf?period=2025").content for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")
    inside = b"".join(_unpacked(first))
    assert b"/StructTreeRoot" in inside
    assert b"/Lang (fr)" in inside


def test_a_document_that_does_not_exist_is_not_found(reader: Client) -> None:
    assert reader.get("/insights/documents/rien/").status_code == 404
    assert reader.get("/insights/documents/rien.pdf").status_code == 404


def test_a_document_that_names_no_figure_of_ours_is_refused() -> None:
    inquiries = {i.id: i for i in (inquiry_from(d, f) for f, d in read_definitions("questions"))}
    data = {"id": "x", "title": "X", "chapter": [{"title": "Y", "figures": ["qui/rien"]}]}
    with pytest.raises(Refused, match="qui/rien"):
        check_documents({"x": document_from(data, "x.toml")}, inquiries)
