"""SMS through the provider of the town's choice, described in one TOML file: address, headers
and JSON body, in which `{to}` and `{text}` stand for the number and the words."""

import json
import tomllib
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Unavailable, Where

PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class HttpTexter:
    """A provider that takes a POST of JSON."""

    url: str
    headers: dict[str, str]
    body: dict[str, Any]

    def send(self, number: str, text: str) -> None:
        """Send `text` to `number`; Unavailable when the provider refuses or does not answer."""
        data = json.dumps(_filled(self.body, number, text)).encode()
        headers = {"Content-Type": "application/json", **self.headers}
        asked = urllib.request.Request(self.url, data, headers)  # noqa: S310  of the town's file
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310
                answer.read(1_000)
        except (OSError, urllib.error.URLError) as error:
            raise Unavailable("SMS") from error


def texter_from(path: Path) -> HttpTexter | None:
    """The provider that the file declares; None without a file; Refused where it is wrong."""
    if not path.is_file():
        return None
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Refused("definition.unreadable", where=Where(path.name), detail=error) from error
    entries = Entries(data, path.name)
    texter = HttpTexter(entries.text("url"), entries.mapping("headers"), entries.mapping("body"))
    entries.end()
    if not texter.url.startswith(("https://", "http://127.0.0.1:")):
        entries.refuse("channel.address", "url", url=texter.url)
    return texter


def _filled(value: Any, number: str, text: str) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, number, text) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, number, text) for inner in value]
    if isinstance(value, str):
        return value.replace("{to}", number).replace("{text}", text)
    return value
