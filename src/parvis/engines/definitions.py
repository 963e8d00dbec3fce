"""Definitions as data: the TOML files shipped with the code, then the town's own."""

import pickle
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused, Where


def read_definitions(folder: str, own: Path | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each `*.toml` of the package's `folder`, then of `own`, as (file name, content).

    A town's file comes last, so that its definition replaces the shipped one of the same id.
    Raises Refused where a file is not TOML.
    """
    yield from read_folder(Path(str(files("parvis") / folder)))
    if own is not None:
        yield from read_folder(own)


def read_folder(place: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each `*.toml` of one folder, if it exists; Refused where a file is not TOML."""
    if place.is_dir():
        for path in sorted(place.glob("*.toml")):
            yield path.name, _parse(path)


def read_one(path: Path) -> dict[str, Any]:
    """The content of one TOML file; Refused where it is none."""
    return _parse(path)


def _parse(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = pickle.loads(_parsed(path.read_text("utf-8")))  # noqa: S301 - ours
        return content
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("definition.unreadable", where=Where(path.name), detail=error) from error


@lru_cache(maxsize=1_000)
def _parsed(text: str) -> bytes:
    """The content of a TOML text, sealed: each reader gets its own, faster than parsed."""
    return pickle.dumps(tomllib.loads(text))
