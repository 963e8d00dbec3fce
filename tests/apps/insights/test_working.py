"""A page that nobody asked of a large release is worked out once, and comes by itself."""

import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.insights import answers, working
from parvis.apps.ui.question import reading
from parvis.apps.ui.question.asked import Asked
from parvis.apps.ui.question.page import Answered, answer_of
from parvis.core import release
from parvis.core.access import Role
from parvis.core.once import once
from parvis.core.questions import Panel
from parvis.engines.answers import FileAnswers
from parvis.site.wiring import HomePorts

ADDRESS = "/insights/questions/interets/?period=2025&channel=Courriel"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def large(published_ports: HomePorts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A published home that is taken for a large one, of which nobody has asked anything."""
    monkeypatch.setattr(wired, "ports", published_ports)
    shelf = FileAnswers(tmp_path / "answers")
    monkeypatch.setattr(published_ports, "answers", lambda: shelf)
    monkeypatch.setattr(release, "LARGE_ROWS", 1)
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    monkeypatch.setattr(working, "_whole", {})
    for name in ("_answered", "_stepped", "_beside"):
        compute = getattr(reading, name).__wrapped__
        monkeypatch.setattr(reading, name, once(reading.KEPT_ANSWERS)(compute))
    monkeypatch.setattr(answers, "_page", once(256)(answers._page.__wrapped__))


class Gate:
    """Holds back every figure but those of the sentence, and counts how often each is asked."""

    def __init__(self) -> None:
        self.open, self.first = Event(), Event()
        self.asked: Counter[str] = Counter()

    def __call__(self, panel: Panel, asked: Asked) -> Answered:
        self.asked[panel.id] += 1
        if panel.id == "saisons":
            self.first.set()
            assert self.open.wait(60)
        return answer_of(panel, asked)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    found = Gate()
    monkeypatch.setattr(working, "answer_of", found)
    return found


def _reader() -> Client:
    client = Client()
    client.force_login(factories.account(Role.DGS))
    return client


def _finish(gate: Gate) -> None:
    works = list(working._running.values())
    gate.open.set()
    for work in works:
        assert work.over.wait(60)


def test_the_sentence_and_the_tables_come_first_and_the_page_comes_again(gate: Gate) -> None:
    reader = _reader()
    reader.get(ADDRESS)
    assert gate.first.wait(60)
    response = reader.get(ADDRESS)
    page = response.content.decode()
    assert "On écrit d’abord à la mairie" in page and "<table>" in page
    assert "se calculent encore" in page and "personne ne l’avait encore demandé" in page
    assert response["Refresh"] == str(working.AGAIN_SECONDS)
    assert "<script" not in page and 'http-equiv="refresh"' not in page
    assert "no-store" in response["Cache-Control"]
    _finish(gate)
    whole = reader.get(ADDRESS)
    assert "Refresh" not in whole
    assert "se calcule" not in whole.content.decode()


def test_who_reads_slowly_may_keep_the_page_still(gate: Gate) -> None:
    reader = _reader()
    page = reader.get(ADDRESS).content.decode()
    still = re.search(r'href="(\?[^"]+)">ne plus recharger', page)
    assert still
    response = reader.get(f"/insights/questions/interets/{still[1].replace('&amp;', '&')}")
    assert "Refresh" not in response
    assert "ne plus recharger" not in response.content.decode()
    _finish(gate)


def test_sixteen_readers_of_one_question_have_it_worked_out_once(gate: Gate) -> None:
    readers = [_reader() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda rank: readers[rank % 4].get(ADDRESS).status_code, range(16)))
    assert set(told) == {200}
    _finish(gate)
    assert set(gate.asked.values()) == {1}


def test_what_is_known_waits_for_nobody(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = _reader()
    reader.get(ADDRESS)
    _finish(gate)
    monkeypatch.setattr(working, "_whole", {})
    monkeypatch.setattr(working, "begun", lambda *_: pytest.fail("it is worked out again"))
    assert "Refresh" not in reader.get(ADDRESS)


def test_a_figure_is_given_before_its_page_is_whole(gate: Gate) -> None:
    reader = _reader()
    reader.get(ADDRESS)
    assert gate.first.wait(60)
    address = ADDRESS.replace("/?", "/motifs.csv?")
    assert reader.get(address).status_code == 200
    assert reader.get(address.replace("motifs", "rien")).status_code == 404
    _finish(gate)


def test_beyond_so_many_pages_at_once_one_is_asked_to_come_again(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST", 0)
    response = _reader().get(ADDRESS)
    assert response.status_code == 200 and response["Refresh"]
    assert not gate.asked


def test_a_page_that_fails_says_so_and_does_not_come_again_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Answered:
        raise ZeroDivisionError

    monkeypatch.setattr(working, "PATIENCE", 60.0)
    monkeypatch.setattr(working, "answer_of", fail)
    monkeypatch.setattr("parvis.apps.ui.question.page.answer_of", fail)
    with pytest.raises(ZeroDivisionError):
        _reader().get(ADDRESS)
    assert not working._running


def test_another_process_waits_for_the_answer_that_one_computes(tmp_path: Path) -> None:
    shelf = FileAnswers(tmp_path)
    script = (
        "import sys; from fcntl import *; from pathlib import Path; from parvis.engines import "
        "answers; old = answers.lockf\n"
        "def lockf(fd, how, *rest):\n"
        "    try: old(fd, how | (LOCK_NB if how == LOCK_EX else 0), *rest)\n"
        "    except BlockingIOError: print('waits', end=' '); raise\n"
        "answers.lockf = lockf; shelf = answers.FileAnswers(Path(sys.argv[1]))\n"
        "with shelf.alone('r', 'one'): print('one', end=' ')\n"
        "with shelf.alone('r', 'two'): print('two', end=' ')"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with shelf.alone("r", "one"):
        held = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    free = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (held, free) == ("waits one two ", "one two ")


def test_a_document_says_that_it_is_being_prepared_then_is_there(gate: Gate) -> None:
    reader = _reader()
    address = "/insights/documents/rapport-activite"
    for path in (f"{address}/?period=2025", f"{address}.pdf?period=2025"):
        response = reader.get(path)
        assert "Ce document se prépare" in response.content.decode()
        assert response["Refresh"] and "<script" not in response.content.decode()
    _finish(gate)
    page = reader.get(f"{address}/?period=2025")
    assert "Refresh" not in page and "On écrit d’abord à la mairie" in page.content.decode()
