"""The page of figures: what it says, what it keeps silent, and how it proves it."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("published")
HOME = "/insights/"


def body(client: Client, address: str = HOME) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_each_number_of_the_answer_leads_to_the_figure_that_proves_it(reader: Client) -> None:
    page = body(reader)
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S).group(1)
    targets = re.findall(r'href="#([\w-]+)"', answer)
    assert len(targets) >= 5
    for target in targets:
        assert f'<figure class="fig" id="{target}">' in page
