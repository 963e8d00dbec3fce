"""Opening a page of figures as a browser does: it asks for the drawings that the page waits for."""

import re
from html import unescape

from django.test import Client

IMAGE = re.compile(r'(?:srcset|<img class="awaited" src)="([^"]+\.svg[^"]*)"')


def images(page: str) -> list[str]:
    """The addresses of the drawings that `page` waits for."""
    return [unescape(address) for address in IMAGE.findall(page)]


def opened(client: Client, address: str) -> str:
    """The page at `address` once everything on it is drawn."""
    for image in images(client.get(address).content.decode()):
        assert client.get(image).status_code == 200, image
    return client.get(address).content.decode()
