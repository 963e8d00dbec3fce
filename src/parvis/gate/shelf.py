"""The releases on the shelf: which there are, which is in use, whether they are whole."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.release import Manifest
from parvis.engines.duckdb import manifest as manifests
from parvis.engines.duckdb.manifest import folder_of

BUILDING = ".building-"
"""Prefix of the folder of a release that is not finished."""


def list_releases(home: Home) -> list[Manifest]:
    """The finished releases whose manifest can be read, the latest first.

    A damaged one does not keep the town from the others; named, it is Refused.
    """
    found = []
    for release in _names(home):
        with suppress(Refused):
            found.append(manifests.read_manifest(home, release))
    return sorted(found, key=lambda m: (m.published_at, m.id), reverse=True)


def read_manifest(home: Home, release: str) -> Manifest:
    """The manifest of `release`; Refused if there is none of that name, or if it is damaged."""
    if release not in _names(home):
        raise Refused("release.unknown", name=release)
    return manifests.read_manifest(home, release)


def _names(home: Home) -> list[str]:
    if not home.releases.is_dir():
        return []
    return [path.name for path in home.releases.iterdir() if not path.name.startswith(".")]


def current_id(home: Home) -> str | None:
    """The release in use, or None when nothing was ever published."""
    try:
        return home.current.read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def use_release(
    home: Home, release: str, prepare: Callable[[Manifest], None] = lambda manifest: None
) -> Manifest:
    """Put `release` in use for every reader, at once; Refused if it is unknown or damaged.

    `prepare` is called once it is known to be whole, before anybody reads it.
    """
    manifest = verify_release(home, release)
    prepare(manifest)
    point_to(home, release)
    return manifest


def verify_release(home: Home, release: str) -> Manifest:
    """The manifest of `release`, all of whose files have the hash it gives; else Refused."""
    manifest = read_manifest(home, release)
    manifests.check_whole(home, manifest)
    for file, expected in manifest.files.items():
        path = folder_of(home, release) / file
        if not path.is_file() or sha256_of(path) != expected:
            raise Refused("release.damaged", name=release, file=file)
    return manifest


def point_to(home: Home, release: str) -> None:
    """Replace the pointer: a reader sees the old release or the new one, never a half."""
    draft = home.current.with_name(".current.new")
    draft.write_text(release + "\n", "utf-8")
    sync(draft)
    draft.replace(home.current)
    sync(home.warehouse)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have `path`, a file or a folder, on the disk before anything else happens."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
