"""The synthetic town on disk: exports in one folder, the truth apart, all of it or nothing."""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.core.population.margins import Margins
from parvis.core.population.names import FirstNames
from parvis.core.population.report import FitReport
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, Town, check, make_town
from parvis.core.population.truths import effects, truths
from parvis.core.ports import Progress
from parvis.engines.exports import write_sheet
from parvis.site.margins import margins_of

LABEL = "-fictif"
"""What ends the name of every synthetic export."""
_README = (
    "Données fictives. Aucune personne, aucune adresse, aucun numéro n’existe.\n\n"
    "Ville : {name} ({code}), {persons} personnes, graine {seed}.\n"
    "Les exports portent « {label} » dans leur nom. Le dossier truth/ dit ce qui a été planté :\n"
    "il ne sert qu’aux essais, rien d’autre ne doit le lire.\n"
)
_SHARE_OF_TOWN, _SHARE_OF_EXPORTS, _EXPECTED_SHEETS = 0.1, 0.85, 24


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the town: its name in the folder, rows of data, SHA-256."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Built:
    """What was written, and how near to the published margins."""

    out: Path
    town: str
    persons: int
    seed: int
    is_synthetic: bool
    files: tuple[Made, ...]
    fit: FitReport


def first_names() -> FirstNames:
    """First names by year of birth and sex, from INSEE's register of first names."""
    with (files("parvis") / "margins" / "prenoms_annees.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return FirstNames.from_rows((year, sex, names) for year, sex, names in rows)


def build(
    code: str, asked: Asked, out: Path, progress: Progress, home: Home | None = None
) -> Built:
    """Make the town `asked` of the commune `code` in the empty or new folder `out`.

    `home` holds the open data of communes whose margins are not shipped.
    """
    margins = margins_of(code, home)
    check(margins, asked)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused("synth.occupied", where=Where(str(out)))
    with _aside(out) as work:
        progress(0.02, "Population, dix ans de vie")
        town = make_town(margins, first_names(), asked)
        made = [*_exports(town, work, progress), *_truth(town, margins, work)]
        progress(1.0, "Ville fictive prête")
    return Built(out, code, asked.persons, asked.seed, True, tuple(made), town.report)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside `out` that becomes it if all goes well, and vanishes otherwise."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield work
        work.chmod(0o755)
        work.replace(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> Refused:
    return Refused("synth.unwritable", where=Where(str(out)), detail=error.strerror or error)


def _exports(town: Town, work: Path, progress: Progress) -> Iterator[Made]:
    for number, sheet in enumerate(town.exports()):
        done = min(number / _EXPECTED_SHEETS, 1.0)
        progress(_SHARE_OF_TOWN + _SHARE_OF_EXPORTS * done, sheet.name)
        yield from _written(sheet, work, work, LABEL)


def _written(sheet: Sheet, folder: Path, root: Path, suffix: str = "") -> Iterator[Made]:
    for path in write_sheet(sheet, folder, suffix=suffix):
        yield Made(path.relative_to(root).as_posix(), sheet.rows, _sha256(path))


def _truth(town: Town, margins: Margins, work: Path) -> Iterator[Made]:
    """The truth's tables, the report of the fit, a word to readers, and `truth.json` last."""
    folder = work / "truth"
    folder.mkdir()
    asked = town.asked
    for sheet in truths(town):
        yield from _written(sheet, folder, work)
    _write_json(work / "fit.json", {**asdict(town.report), "sources": _sources(margins)})
    words = {"name": margins.name, "code": margins.code, "label": LABEL}
    text = _README.format(**words, persons=asked.persons, seed=asked.seed)
    (work / "LISEZMOI.txt").write_text(text, "utf-8")
    _write_json(folder / "truth.json", {
        "is_synthetic": True, "town": margins.code, **asdict(asked), "effects": effects(),
        "campaigns": _campaigns(town), "unbilled": _unbilled(town),
        "sha256": {p.relative_to(work).as_posix(): _sha256(p)
                   for p in sorted(work.rglob("*")) if p.is_file()},
    })  # fmt: skip


def _sources(margins: Margins) -> dict[str, Any]:
    return {key: asdict(source) for key, source in margins.sources.items()}


def _campaigns(town: Town) -> dict[str, Any]:
    if town.planted.library is None:
        return {}
    return {name: {"day": on, "eligible": len(cards), "written_to": int(sent.sum())}
            for name, (on, cards, sent) in town.planted.library.letters.items()}  # fmt: skip


def _unbilled(town: Town) -> dict[str, Any]:
    if town.planted.school is None:
        return {}
    batch = town.planted.school.unbilled
    return {"school": batch.school, "month": batch.month, "meals": batch.meals}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    path.write_text(text + "\n", "utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
