"""The small table shipped with the code: figures published for a few dozen communes."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from parvis.core.territory.reference import (
    Absence,
    Iris,
    Marks,
    Numbers,
    Reference,
    Source,
    Together,
)

TEXTS = ("name", "department", "region", "epci")
SECRET = "s"  # noqa: S105  the producers' own mark


def shipped_reference() -> Reference:
    """The communes of the shipped table, with the wider figures published beside it."""
    rows = list(_rows("communes.csv"))
    variables = [column for column in rows[0] if column not in ("code", *TEXTS)]
    return Reference(
        codes=tuple(row["code"] for row in rows),
        texts={text: tuple(row[text] for row in rows) for text in TEXTS},
        columns={v: _numbers([row[v] for row in rows]) for v in variables},
        marks={v: _marks([row[v] for row in rows]) for v in variables},
        sources={row["variable"]: _source(row) for row in _rows("sources.csv")},
        became={},
        zones={(row["kind"], row["code"]): row["name"] for row in _rows("zones.csv")},
        wider=_wider(),
        published=published(),
        is_complete=False,
    )


def _source(row: dict[str, str]) -> Source:
    return Source(row["dataset"], row["title"], row["producer"], row["vintage"], row["licence"],
                  row["url"])  # fmt: skip


def shipped_iris(commune: str) -> tuple[Iris, ...]:
    """The IRIS of a commune in the shipped table; none for most."""
    found = (row for row in _rows("iris.csv") if row["code"].startswith(commune))
    return tuple(_iris(row) for row in found)


def _iris(row: dict[str, str]) -> Iris:
    code, name = row.pop("code"), row.pop("name")
    return Iris(code, name, {v: float(text) if _is_known(text) else float("nan")
                             for v, text in row.items()})  # fmt: skip


def _wider() -> dict[str, dict[str, Together]]:
    found: dict[str, dict[str, Together]] = {}
    for row in _rows("wider.csv"):
        value = Together(float(row["value"]), row["is_median"] == "1", float(row["coverage"]))
        found.setdefault(row["area"], {})[row["indicator"]] = value
    return found


def published() -> dict[tuple[str, str], float]:
    """Figures that producers publish of départements and of France, by area and variable.

    Source: Insee, Filosofi 2021, Licence Ouverte 2.0.
    """
    return {(row["area"], row["variable"]): float(row["value"]) for row in _rows("published.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = Path(str(files("parvis") / "reference" / name))
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _is_known(text: str) -> bool:
    return text not in ("", SECRET)


def _numbers(texts: list[str]) -> Numbers:
    return np.array([float(text) if _is_known(text) else np.nan for text in texts])


def _marks(texts: list[str]) -> Marks:
    absences = {"": Absence.UNPUBLISHED, SECRET: Absence.SECRET}
    return np.array([absences.get(text, Absence.KNOWN) for text in texts], dtype=np.int8)
