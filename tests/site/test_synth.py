"""`parvis synth`: a folder whole or none, the same bytes for the same seed, plain refusals."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parvis.core.errors import Refused
from parvis.core.population.town import Asked
from parvis.site.synth import build

SHAPES = {".csv", ".xlsx", ".ods", ".ndjson"}


def _build(out: Path, code: str = "41269", **asked):
    return build(
        code, Asked(**{"persons": 400, "seed": 3, "years": 2} | asked), out, lambda *_: None
    )


def _files(folder: Path) -> dict[str, str]:
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths
    }


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "ville"
    _build(out)
    return out


def test_every_shape_of_file_is_there_and_labelled(town):
    exports = [p for p in town.iterdir() if p.suffix in SHAPES]
    assert {p.suffix for p in exports} == SHAPES
    assert len(exports) >= 8
    assert all(p.stem.endswith("-fictif") for p in exports)
    assert "Données fictives" in (town / "LISEZMOI.txt").read_text("utf-8")


def test_the_truth_seals_every_file_with_its_effects_and_parameters(town):
    truth = json.loads((town / "truth" / "truth.json").read_text("utf-8"))
    files = _files(town)
    del files["truth/truth.json"]
    assert truth["sha256"] == files
    assert truth["effects"]["campaign_ratio"] == 1.6
    assert (truth["seed"], truth["persons"], truth["is_synthetic"]) == (3, 400, True)


def test_no_export_says_what_only_the_truth_knows(town):
    with (town / "truth" / "who_is_who.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["source", "record_id", "person"]
    for path in town.glob("*-fictif.csv"):
        head = path.read_bytes().split(b"\n")[0].lower()
        assert b"person" not in head
        assert b"segment" not in head


def test_the_report_of_the_fit_names_its_sources(town):
    report = json.loads((town / "fit.json").read_text("utf-8"))
    assert {s["licence"] for s in report["sources"].values()} == {"Licence Ouverte 2.0"}
    assert report["persons"] == 400
    assert report["conflicts"]


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads_and_the_processor(town, tmp_path):
    code = (
        "from pathlib import Path; from parvis.site.synth import build; "
        "from parvis.core.population.town import Asked; "
        f"build('41269', Asked(400, 3, 2), Path({str(tmp_path / 'again')!r}), lambda *_: None)"
    )
    old_machine = {"NPY_DISABLE_CPU_FEATURES": "AVX512_ICL X86_V4 X86_V3",
                   "OPENBLAS_CORETYPE": "Nehalem"}  # fmt: skip
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "7"}
    environment = {**os.environ, **one, **old_machine}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert _files(tmp_path / "again") == _files(town)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"code": "99999"}, "99999"),
        ({"persons": 0}, "pas 0"),
        ({"persons": 1_613_300}, "pas 1\u202f613\u202f300"),
        ({"seed": -1}, "-1"),
        ({"years": 0}, "pas 0"),
        ({"years": 11}, "pas 11"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path, asked, sentence):
    with pytest.raises(Refused, match=sentence):
        _build(tmp_path / "out", **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("à moi", "utf-8")
    with pytest.raises(Refused, match="pas vide"):
        _build(tmp_path / "out")
    assert _files(tmp_path).keys() == {"out/mine.txt"}


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    _build(tmp_path / "out", years=1)
    assert (tmp_path / "out" / "truth" / "truth.json").is_file()


def test_an_interruption_leaves_nothing(tmp_path):
    def stop(done: float, label: str) -> None:
        if label == "mediatheque_prets":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build("41269", Asked(400, 3, 1), tmp_path / "out", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Refused, match="ne peut pas écrire"):
        _build(tmp_path / "file" / "out")
