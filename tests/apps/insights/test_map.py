"""The planted neighbourhood is where one would look: in the answer, on the map, in the table."""

import re

import pytest
from django.test import Client

from insights_looking import opened
from neighbourhoods import neighbourhoods_home, with_neighbourhoods
from parvis.core.home import Home
from parvis.core.population.planted import UNDERSERVED_IRIS
from synthetic import margins

__all__ = ["neighbourhoods_home", "with_neighbourhoods"]

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("with_neighbourhoods")]
QUI = "/insights/questions/qui/?period=2025"
PLANTED = margins().iris[UNDERSERVED_IRIS].name


def test_the_neighbourhood_that_the_library_serves_less_is_named_and_said_sure(
    reader: Client,
) -> None:
    page = reader.get(QUI).content.decode()
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S)
    assert answer
    below = re.search(r'nettement moins <a href="#carte">([^<]+)</a>', answer.group(1))
    assert below and PLANTED in below.group(1)
    assert "pas un effet du hasard" in answer.group(1)


def test_the_map_is_svg_without_script_and_names_every_neighbourhood(reader: Client) -> None:
    page = opened(reader, QUI)
    figure = re.search(r'<figure class="fig" id="carte">(.*?)</figure>', page, re.S)
    assert figure
    assert figure.group(1).count("<svg") == 2
    assert 'class="r1 joint"' in figure.group(1)
    for zone in margins().iris:
        assert f">{zone.name}</text>" in figure.group(1)
    assert "<script" not in page


def test_without_contours_the_map_is_lines_and_says_how_to_have_one(
    reader: Client, with_neighbourhoods: Home
) -> None:
    contours = with_neighbourhoods.maps / "district.geojson"
    kept = contours.read_text("utf-8")
    contours.unlink()
    try:
        page = reader.get(f"{QUI}&cible=jeunes").content.decode()
        assert "Aucun contour n’est connu" in page
        assert "maps/district.geojson" in page
    finally:
        contours.write_text(kept, "utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "n’est pas un GeoJSON"), ('{"features": [{"properties": {}, "geometry": {}}]}',
                                      "n’a pas de nom")],
)  # fmt: skip
def test_a_wrong_file_of_contours_is_refused_in_one_sentence(
    reader: Client, with_neighbourhoods: Home, text: str, said: str
) -> None:
    contours = with_neighbourhoods.maps / "district.geojson"
    kept = contours.read_text("utf-8")
    contours.write_text(text, "utf-8")
    try:
        response = reader.get(f"{QUI}&cible=seniors")
        assert response.status_code == 422
        assert said in response.content.decode()
    finally:
        contours.write_text(kept, "utf-8")
