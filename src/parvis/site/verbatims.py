"""Texts of a file: learnt from, or sorted and masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.french import alphabetical
from parvis.core.home import Home
from parvis.core.loyalty.masking import known_first_names, masked
from parvis.core.loyalty.verbatims import (
    LABELS,
    Feeling,
    Listening,
    Reader,
    Sorting,
    macro_f1,
    macro_f1_interval,
    sorting_from,
)
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.engines.tables import read_columns, write_rows

_TEXTS = ("description", "texte", "commentaire", "verbatim", "avis")
_FEELINGS = ("ressenti usager", "ressenti", "tonalite", "sentiment")
_SEED = 1


@dataclass(frozen=True, slots=True)
class Learnt:
    """From how many texts, and how well, by cross-validation, beside two yardsticks."""

    texts: int
    macro_f1: float
    low: float
    high: float
    rule: float
    majority: float


@dataclass(frozen=True, slots=True)
class Sorted:
    """How many texts, written where, read by what."""

    texts: int
    out: Path
    reader: str


def sorting_of(home: Home | None) -> Sorting:
    """The themes of the town, or those shipped."""
    *_, (file, data) = read_definitions("verbatims", home.verbatims if home else None)
    return sorting_from(data, file)


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """The first names of a century of births, those that are everyday words left out."""
    path = Path(str(files("parvis") / "margins" / "prenoms_annees.csv"))
    rows = path.read_text("utf-8").splitlines()[1:]
    told = (row.split(",", 2)[2].split(";")[::2] for row in rows)
    return known_first_names({name for names in told for name in names})


def judged_texts(file: Path, text: str = "", feeling: str = "") -> tuple[list[str], np.ndarray]:
    """The texts of a file and what their authors felt; rows without either are left out."""
    columns = _columns(file)
    texts = columns[_named(columns, text, _TEXTS, file)]
    told = columns[_named(columns, feeling, _FEELINGS, file)]
    pairs = [(t, LABELS.get(alphabetical(f).strip())) for t, f in zip(texts, told, strict=True)]
    kept = [(t, found) for t, found in pairs if t.strip() and found is not None]
    return [t for t, _ in kept], np.array([int(found) for _, found in kept], np.int64)


def learn_file(home: Home, file: Path, text: str, feeling: str, progress: Progress) -> Learnt:
    """Learn from `file`, keep the model in the home, and say how well it reads."""
    from parvis.engines.verbatims import learn, predicted

    texts, truth = judged_texts(file, text, feeling)
    progress(0.1, "Validation croisée")
    found = predicted(texts, truth, _SEED)
    rule = sorting_of(home).rule.feelings(texts)
    majority = np.full(truth.size, np.bincount(truth, minlength=3).argmax())
    progress(0.8, "Apprentissage")
    learn(texts, truth).save(home.feeling_model)
    low, high = macro_f1_interval(truth, found, _SEED)
    progress(1.0, "Appris")
    return Learnt(len(texts), macro_f1(truth, found), low, high, macro_f1(truth, rule),
                  macro_f1(truth, majority))  # fmt: skip


def sort_file(home: Home, file: Path, text: str, out: Path, progress: Progress) -> Sorted:
    """Write each text of `file` masked, with its themes and its feeling."""
    columns = _columns(file)
    texts = columns[_named(columns, text, _TEXTS, file)]
    sorting = sorting_of(home)
    reader, name = reader_of(home, sorting)
    progress(0.2, "Lecture des textes")
    feelings = reader.feelings(texts)
    names = first_names()
    rows = ((masked(t, names), " ".join(sorting.themes_of(t)), Feeling(int(f)).label)
            for t, f in zip(texts, feelings, strict=True))  # fmt: skip
    write_rows(out, ("text", "themes", "feeling"), rows)
    progress(1.0, "Textes triés")
    return Sorted(len(texts), out, name)


def reader_of(home: Home, sorting: Sorting) -> tuple[Reader, str]:
    """What reads feelings here: the model that the town learnt, else the rule of words."""
    from parvis.engines.verbatims import load_model

    model = load_model(home.feeling_model)
    return (sorting.rule, "par mots-clés") if model is None else (model, "par le modèle appris")


def listening_of(home: Home) -> Listening:
    """What the town listens with now; a model learnt meanwhile is taken up."""
    sorting = sorting_of(home)
    return Listening(sorting, reader_of(home, sorting)[0], first_names())


def _columns(file: Path) -> dict[str, list[str]]:
    if file.suffix == ".parquet" and file.is_file():
        import pyarrow.parquet as pq

        table = pq.read_table(file)
        return {n: ["" if v is None else str(v) for v in table[n].to_pylist()]
                for n in table.column_names}  # fmt: skip
    return {name: list(values) for name, values in read_columns(file).values.items()}


def _named(columns: dict[str, list[str]], asked: str, usual: Sequence[str], file: Path) -> str:
    plain = {alphabetical(name).strip(): name for name in columns}
    wanted = [alphabetical(asked)] if asked else usual
    found = next((plain[name] for name in wanted if name in plain), None)
    if found is None:
        raise Refused("verbatims.column", where=Where(file.name), name=asked or usual[0],
                      found=", ".join(columns))  # fmt: skip
    return found
