"""Measures the screens of the home in PARVIS_HOME, in a process of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from parvis.site.bench import pages
from parvis.site.bench.children import tell

if TYPE_CHECKING:
    from django.test import Client

QUESTIONS = ("qui", "profil", "interets", "moyens")
READERS, VISITS = 16, 30
KILO = 1_000
REPORT = "rapport-activite"


def main() -> None:
    """First views before anything is warm, then warm ones, then documents."""
    client = pages.signed_in()
    first = _first_views(client)
    addresses = {"accueil": "/insights/", **{q: _address(q) for q in QUESTIONS}}
    warm = {name: _warm(client, path) for name, path in addresses.items()}
    weight = {name: _sent(client, path) for name, path in addresses.items()}
    bare = {"ms": _warm(client, pages.BARE), "kilobytes": pages.weight(client, pages.BARE)}
    tell(first=first, warm=warm, weight=weight, bare=bare, report=_report())


def _address(question: str) -> str:
    return f"/insights/questions/{question}/"


def _warm(client: "Client", path: str) -> float:
    pages.visit(client, path)
    return median(pages.visit(client, path) for _ in range(VISITS))


def _sent(client: "Client", path: str) -> float:
    """Kilobytes of the page and of the style sheets it asks for."""
    return sum(pages.weight(client, each) for each in pages.linked(client, path))


def _first_views(client: "Client") -> dict[str, float]:
    """Sixteen readers at once, each at a question nobody has opened since the start."""
    from django.conf import settings
    from django.test import Client

    from parvis.apps import wired

    wired.charts().warm_up()
    pages.visit(client, pages.BARE)
    name = settings.SESSION_COOKIE_NAME
    readers = [Client(SERVER_NAME="localhost") for _ in range(READERS)]
    for reader in readers:
        reader.cookies[name] = client.cookies[name].value
    asked = [(r, _address(QUESTIONS[rank % len(QUESTIONS)])) for rank, r in enumerate(readers)]
    with ThreadPoolExecutor(READERS) as pool:
        times = list(pool.map(lambda one: pages.visit(*one), asked))
    return {"p95": quantiles(times, n=20)[-1], "median": median(times), "drawings": _drawings()}


def _drawings() -> float:
    """Milliseconds to draw again, one after the other, as many charts as the questions hold."""
    from parvis.core.charts import Chart, Mark
    from parvis.engines.charts import bars_by_category

    count = 24
    charts = [
        Chart(f"d{rank}", "", "", tuple(Mark(f"{rank} {i}", float(i + rank)) for i in range(8)))
        for rank in range(count)
    ]
    return _timed(lambda: [bars_by_category(chart) for chart in charts])


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * KILO


def _report() -> dict[str, float]:
    """Seconds of the annual report, of its HTML alone; bytes that differ when it is made twice."""
    from django.http import QueryDict

    from parvis.apps import wired
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.insights.documents import document_of, to_html, to_pdf

    town = principal()
    if town is None:
        raise RuntimeError("no town in this home")
    view = document_of(wired.documents()[REPORT], QueryDict(), town.code, town.name)
    started = perf_counter()
    first = to_pdf(view)
    seconds = perf_counter() - started
    html = _timed(lambda: to_html(view)) / KILO
    second = to_pdf(view)
    return {"seconds": seconds, "html": html, "kilobytes": len(first) / KILO,
            "differing": float(_differing(first, second))}  # fmt: skip


def _differing(one: Iterable[int], other: Iterable[int]) -> int:
    return sum(a != b for a, b in zip_longest(one, other))


if __name__ == "__main__":
    main()
