"""The HTML that the portal sends is valid (RGAA 8.2): no error of a strict parser, no id twice."""

import re
from collections import Counter

import pytest
from django.test import Client
from tinyhtml5.parser import HTMLParser

from portal_town import begun, page, sent

PAGES = (
    "/", "/demarches/", "/demarches/cantine/", "/demarches/carte_grise/", "/chercher/?q=poubele",
    "/chercher/?q=zzzz", "/lieux/", "/services/familles/", "/bouquet/?profil=famille&q=piscine",
    "/suivi/", "/suivi/?code=7KQF", "/moments/naissance/", "/parcours/association/",
    "/parcours/commerce/?raison=Le+Moulin&besoins=terrasse", "/hors-ligne/", "/compte/lien/",
    "/site/accessibilite/", "/site/plan-accessibilite/", "/site/mentions-legales/",
    "/site/donnees-personnelles/", "/site/vos-droits/", "/demarches/inconnue/",
)  # fmt: skip


def faults(html: str) -> list[str]:
    """What is wrong with the code of a page."""
    parser = HTMLParser()
    parser.parse(html)
    wrong = [f"{code} {facts} near {html[max(0, at - 80) : at]!r}" if isinstance(at, int)
             else f"{code} {facts} at {at}" for at, code, facts in parser.errors]  # fmt: skip
    ids = Counter(re.findall(r'\sid="([^"]*)"', html))
    return wrong + [f"id {name} {times} times" for name, times in ids.items() if times > 1]


def test_every_page_of_the_portal_is_valid_html(visitor: Client) -> None:
    draft, request = begun(visitor, "cantine"), sent(visitor)
    paths = (*PAGES, page(draft, "enfants"), f"/brouillons/{draft.code}/verifier/",
             f"/brouillons/{draft.code}/garder/", f"/suivi/{request.tracking_code}/",
             f"/suivi/{request.tracking_code}/recepisse/")  # fmt: skip
    found = {path: faults(visitor.get(path).content.decode()) for path in paths}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("broken", ["<p><div></p>", '<!doctype html><p id="a"><b id="a">'])
def test_what_is_not_valid_is_seen(broken: str) -> None:
    assert faults(broken)
