"""Measures the screens of the home in PARVIS_HOME, each step in a process of its own.

`prepare` makes the home ready first: a release without applications becomes one that people read.
`cold` is told when its process was launched, as `time.time()` gives it.
"""

import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import zip_longest
from shutil import rmtree
from statistics import median, quantiles
from threading import Event
from time import perf_counter, time
from typing import TYPE_CHECKING

from parvis.site.bench import pages
from parvis.site.bench.children import tell
from parvis.site.bench.metrics_town import AUTHORITY
from parvis.site.bench.screens_town import open_reader
from parvis.site.home import home_at
from parvis.site.start import start_or_make

if TYPE_CHECKING:
    from django.test import Client

QUESTIONS = ("qui", "profil", "interets", "moyens", "satisfaits", "agir")
READERS, VISITS = 16, 30
KILO, MILLION = 1_000, 1_000_000
ASKED_YEAR, OTHER_YEAR = 2023, 2022
"""Years before those that a publication prepares and compares."""
HEAVY = ("interets", "satisfaits")
REPORT = "rapport-activite"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_IMAGE = re.compile(r'<img class="awaited" src="([^"]+)"')
_MAP = re.compile(
    r'<svg class="c (?:wide|narrow)"(?:(?!</svg>).)*?class="r\d joint".*?</svg>', re.S
)


def prepare() -> None:
    """What a publication answers before its release is in use."""
    from parvis.apps import wired

    _reader()
    wired.charts().warm_up()
    started = perf_counter()
    wired.prepare(wired.warehouse().manifest(), lambda done, label: None)
    kept = [path for path in wired.home().answers.rglob("*") if path.is_file()]
    tell(seconds=perf_counter() - started, answers=len(kept),
         megabytes=sum(path.stat().st_size for path in kept) / MILLION)  # fmt: skip


def cold() -> None:
    """Sixteen readers of a process that has done nothing yet, then the same without drawings."""
    launched = float(sys.argv[2])
    client = _reader()
    ready = time() - launched
    found = _first_views(client)
    _forget_drawings()
    tell(cold={**found, "from_launch": found["p95"] + ready * KILO}, first=_first_views(client))


def views() -> None:
    """Warm views."""
    client = _reader()
    warm = {name: _warm(client, path) for name, path in _addresses().items()}
    tell(warm=warm, bare={"ms": _warm(client, pages.BARE)})


def unprepared() -> None:
    """Sixteen readers, then one, of years that nobody has asked: the first page and the whole.

    Of a server that has answered once: what a new one costs is measured by `cold`.
    """
    client = _reader()
    crowd = [f"/insights/questions/{name}/?period={ASKED_YEAR}" for name in QUESTIONS]
    _check_unasked()
    pages.visit(client, "/insights/")
    with ThreadPoolExecutor(READERS) as pool:
        readers = [_as(client) for _ in range(READERS)]
        paths = [crowd[rank % len(crowd)] for rank in range(READERS)]
        times = list(pool.map(lambda one: _until_whole(*one), zip(readers, paths, strict=True)))
        bare = list(pool.map(lambda reader: pages.visit(reader, pages.BARE), readers))
    first, whole = zip(*times, strict=True)
    slowest = {name: _until_whole(client, f"/insights/questions/{name}/?period={OTHER_YEAR}")
               for name in QUESTIONS}  # fmt: skip
    tell(first=_p95(first), bare=_p95(bare), whole=_p95(whole),
         alone={name: whole for name, (_, whole) in slowest.items()}, hand=_by_hand())  # fmt: skip


def _check_unasked() -> None:
    """An error if an earlier step asked for one of the two years."""
    from django.http import QueryDict

    from parvis.apps import wired
    from parvis.apps.insights.answers import asked_question
    from parvis.apps.insights.working import is_known

    for name in QUESTIONS:
        for year in (ASKED_YEAR, OTHER_YEAR):
            query = QueryDict(f"period={year}")
            asked = asked_question(name, query, AUTHORITY)
            if name in HEAVY and is_known(asked, wired.warehouse().manifest()):
                raise RuntimeError(f"{name}, {year}: already answered")


def _until_whole(reader: "Client", path: str) -> tuple[float, float]:
    """Milliseconds until a first page, until a page that does not come again by itself."""
    started = perf_counter()
    response = reader.get(path)
    first = (perf_counter() - started) * KILO
    while (again := response.headers.get("Refresh")) is not None:
        Event().wait(float(again))
        response = reader.get(path)
    return first, (perf_counter() - started) * KILO


def _by_hand() -> float:
    """Milliseconds of one table of the same year, written by hand and not protected."""
    from parvis.apps import wired
    from parvis.engines.duckdb.connect import open_release
    from parvis.engines.duckdb.manifest import database_of

    connection = open_release(database_of(wired.home(), wired.warehouse().manifest().id))
    return _timed(lambda: connection.execute(
        "SELECT channel, count(*), count(DISTINCT person), avg(CAST(is_on_time AS INT)) "
        f"FROM service_request WHERE year(opened_on) = {OTHER_YEAR} GROUP BY channel"
    ).fetchall())  # fmt: skip


def documents() -> None:
    """Warm views and weights of pages with every figure, then the annual report."""
    client = pages.signed_in()
    for name in QUESTIONS:
        _drawn(client, f"/insights/questions/{name}/")
    warm = {name: _warm(client, path) for name, path in _addresses().items()}
    weight = {name: _sent(client, path) for name, path in _addresses().items()}
    bare = {"ms": _warm(client, pages.BARE), "kilobytes": pages.weight(client, pages.BARE)}
    tell(warm=warm, weight=weight, bare=bare, report=_report())


def _addresses() -> dict[str, str]:
    explored = "/insights/explorer/?metric=requests&by=category"
    asked = {name: f"/insights/questions/{name}/" for name in QUESTIONS}
    return {"accueil": "/insights/", **asked, "explorer": explored}


def _reader() -> "Client":
    """Somebody who decides, in a home that has a release and nobody yet."""
    start_or_make(home_at(os.environ["PARVIS_HOME"]), now=_NOW)
    open_reader(_NOW)
    return pages.signed_in()


def _warm(client: "Client", path: str) -> float:
    _drawn(client, path)
    return median(pages.visit(client, path) for _ in range(VISITS))


def _drawn(client: "Client", path: str) -> None:
    """Open a page and ask for the images that it waits for, as a browser does."""
    asked = _images(client, path)
    for address in asked:
        pages.visit(client, address)


def _images(client: "Client", path: str) -> list[str]:
    """The page at `path` is sent; the addresses of the drawings that it waits for."""
    response = client.get(path)
    if "Refresh" in response.headers:
        raise RuntimeError(f"{path} is not whole")
    html = response.content.decode()
    return [address.replace("&amp;", "&") for address in _IMAGE.findall(html)]


def _first_views(client: "Client") -> dict[str, float]:
    """Sixteen readers at once, on questions that nobody has opened in this process."""
    readers = [_as(client) for _ in range(READERS)]
    asked = [(reader, f"/insights/questions/{QUESTIONS[rank % len(QUESTIONS)]}/")
             for rank, reader in enumerate(readers)]  # fmt: skip
    with ThreadPoolExecutor(READERS) as pool:
        times = list(pool.map(lambda one: _first_view(*one), asked))
        bare = list(pool.map(lambda reader: pages.visit(reader, pages.BARE), readers))
    shown, whole, counts = zip(*times, strict=True)
    drawings = sum(counts)
    return {"p95": _p95(shown), "drawn": _p95(whole), "bare": _p95(bare), "drawings": drawings,
            "alone": _alone(drawings)}  # fmt: skip


def _as(client: "Client") -> "Client":
    """Another browser of the same reader."""
    from django.conf import settings
    from django.test import Client

    name = settings.SESSION_COOKIE_NAME
    reader = Client(SERVER_NAME="localhost")
    reader.cookies[name] = client.cookies[name].value
    return reader


def _first_view(reader: "Client", path: str) -> tuple[float, float, int]:
    """Milliseconds until the sentence and the tables, until every drawing; how many drawings."""
    started = perf_counter()
    images = _images(reader, path)
    shown = (perf_counter() - started) * KILO
    for address in images:
        pages.visit(reader, address)
    return shown, (perf_counter() - started) * KILO, len(images)


def _forget_drawings() -> None:
    """Answers stay known, and nothing is drawn."""
    from parvis.apps import wired

    rmtree(wired.home().drawings, ignore_errors=True)
    wired.ports.__dict__.pop("_charts", None)


def _p95(times: Iterable[float]) -> float:
    return quantiles(times, n=20)[-1]


def _alone(count: int) -> float:
    """Milliseconds to draw as many charts one after the other, in both widths."""
    from parvis.core.charts import Chart, Drawing, Mark, Size
    from parvis.engines.charts.drawing import single

    charts = [
        Chart(f"d{rank}", "", "", tuple(Mark(f"{rank} {i}", float(i + rank)) for i in range(8)))
        for rank in range(count)
    ]
    return _timed(lambda: [single(Drawing.BARS, chart, size) for chart in charts for size in Size])


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * KILO


def _sent(client: "Client", path: str) -> float:
    """Kilobytes of the page and of the style sheets it asks for, its maps set aside."""
    html = client.get(path).content
    without = _MAP.sub("", html.decode()).encode()
    maps = (len(zlib.compress(html)) - len(zlib.compress(without))) / KILO
    return sum(pages.weight(client, each) for each in pages.linked(client, path)) - maps


def _report() -> dict[str, float]:
    """Seconds of the annual report, of its HTML alone; bytes that differ when it is made twice."""
    from django.http import QueryDict

    from parvis.apps import wired
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.insights.documents import document_of, to_html, to_pdf

    town = principal()
    if town is None:
        raise RuntimeError("no town in this home")
    started = perf_counter()
    view = document_of(wired.documents()[REPORT], QueryDict(), town.code, town.name)
    if view is None:
        raise RuntimeError("the publication did not prepare the report")
    first = to_pdf(view)
    seconds = perf_counter() - started
    html = _timed(lambda: to_html(view)) / KILO
    second = to_pdf(view)
    return {"seconds": seconds, "html": html, "kilobytes": len(first) / KILO,
            "differing": float(_differing(first, second))}  # fmt: skip


def _differing(one: Iterable[int], other: Iterable[int]) -> int:
    return sum(a != b for a, b in zip_longest(one, other))


if __name__ == "__main__":
    {"prepare": prepare, "cold": cold, "views": views, "unprepared": unprepared,
     "documents": documents}[sys.argv[1]]()  # fmt: skip
