"""`manifest.json`: what a release says of itself, written and read."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.release import Grounds, Input, Manifest, TableNote

MANIFEST = "manifest.json"


def folder_of(home: Home, release: str) -> Path:
    """The folder of a release."""
    return home.releases / release


def database_of(home: Home, release: str) -> Path:
    """Its DuckDB file; the name carries the id, so that two releases never share a file name."""
    return folder_of(home, release) / database_name(release)


def database_name(release: str) -> str:
    """The file name of the warehouse of a release."""
    return f"warehouse-{release}.duckdb"


def manifest_text(manifest: Manifest) -> str:
    """The JSON of a manifest: keys in the order of the dataclasses, instants in ISO form."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1, default=_iso) + "\n"


def _iso(value: date) -> str:
    return value.isoformat()


def read_manifest(home: Home, release: str) -> Manifest:
    """The manifest of a release; Refused if there is no such release, or if it is damaged."""
    try:
        text = (folder_of(home, release) / MANIFEST).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refused("release.unknown", name=release) from error
    try:
        return _manifest(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Refused("release.manifest_damaged", name=release, file=MANIFEST) from error


def _manifest(data: Mapping[str, Any]) -> Manifest:
    return Manifest(
        id=data["id"],
        published_at=datetime.fromisoformat(data["published_at"]),
        code_version=data["code_version"],
        inputs=tuple(_input(item) for item in data["inputs"]),
        tables=tuple(_table(item) for item in data["tables"]),
        files=dict(data["files"]),
        key_epoch=int(data.get("key_epoch", 1)),
        sizes=dict(data.get("sizes", {})),
        grounds={fact: _grounds(found) for fact, found in data.get("grounds", {}).items()},
    )


def _grounds(item: Mapping[str, Any]) -> Grounds:
    return Grounds(item["context"], tuple(item["deliveries"]))


def check_whole(home: Home, manifest: Manifest) -> None:
    """Refuse a release of which a file is missing or cut short: its copy was interrupted.

    Sizes alone are read; `gate.shelf.verify_release` reads the bytes.
    """
    for file, size in manifest.sizes.items():
        path = folder_of(home, manifest.id) / file
        if not path.is_file() or path.stat().st_size != size:
            raise Refused("release.half_copied", name=manifest.id, file=file)


def _input(item: Mapping[str, Any]) -> Input:
    return Input(**{**item, "received_at": datetime.fromisoformat(item["received_at"])})


def _table(item: Mapping[str, Any]) -> TableNote:
    extents = {
        authority: (date.fromisoformat(first), date.fromisoformat(last))
        for authority, (first, last) in item["extents"].items()
    }
    return TableNote(**{**item, "extents": extents})
