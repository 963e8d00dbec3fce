"""Downloads from a server of our own: once, whole, checked."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from parvis.core.home import Home
from parvis.core.territory.dataset import Dataset
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.download import Fetched, download

BODY = b"CODGEO;LIBGEO\n41269;Vend\xc3\xb4me\n"


class Producer(BaseHTTPRequestHandler):
    """Answers /whole, cuts /short, refuses the rest; counts what it is asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path not in ("/whole.csv", "/short.csv"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY) + (self.path == "/short.csv") * 100))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        """A test says nothing of what goes well."""


@pytest.fixture
def address() -> Iterator[str]:
    Producer.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Producer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def at(url: str, home: Home) -> Dataset:
    return replace(FileAtlas(home).datasets["zoning-2022"], url=url)


def fetched(home: Home, *urls: str) -> Fetched:
    return download(home, [at(u, home) for u in urls], progress=lambda done, label: None)


def test_a_file_is_fetched_once_and_kept_with_its_hash(home: Home, address: str) -> None:
    first, again = (fetched(home, f"{address}/whole.csv") for _ in range(2))
    assert first.files == again.files
    assert first.files[0].read_bytes() == BODY
    assert Producer.asked == ["/whole.csv"]


def test_a_kept_file_that_changed_is_fetched_again(home: Home, address: str) -> None:
    (file,) = fetched(home, f"{address}/whole.csv").files
    file.write_bytes(b"tampered")
    assert fetched(home, f"{address}/whole.csv").files[0].read_bytes() == BODY


def test_a_download_cut_short_leaves_nothing_and_says_so(home: Home, address: str) -> None:
    outcome = fetched(home, f"{address}/short.csv")
    assert [refusal.rule for refusal in outcome.refused] == ["territory.short_download"]
    assert list((home.reference / "cache").iterdir()) == []


def test_a_producer_that_does_not_answer_does_not_stop_the_others(home: Home, address: str) -> None:
    outcome = fetched(home, f"{address}/gone.csv", f"{address}/whole.csv")
    assert len(outcome.files) == 1
    assert [refusal.rule for refusal in outcome.refused] == ["territory.unreachable"]


def test_only_the_web_is_fetched(home: Home) -> None:
    assert fetched(home, "file:///etc/hostname").refused[0].rule == "territory.unreachable"


def test_every_address_shipped_is_that_of_its_producer(home: Home) -> None:
    urls = {dataset.url for dataset in FileAtlas(home).datasets.values() if dataset.url}
    hosts = {url.split("/")[2] for url in urls}
    assert hosts <= {"www.insee.fr", "geo.api.gouv.fr", "data.geopf.fr"}
