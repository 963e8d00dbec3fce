"""An archive of several files: each is loaded as if it had come alone."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from parvis.apps import wired
from parvis.apps.sources import folders, originals
from parvis.apps.sources.staging import work_folder
from parvis.core.ports import LooseFile


@contextmanager
def unpacked(*, path: Path, filename: str) -> Iterator[Sequence[LooseFile]]:
    """The files that `path` brings, for as long as the block lasts: itself, or its members.

    Refused before any is loaded if the archive is damaged or unsafe. Killed in the block, what
    was loaded stays, and the same archive again loads the rest.
    """
    name = f"archive-{uuid.uuid4().hex}"
    with work_folder(wired.home().staging, name, folders.is_orphan_folder) as folder:
        with originals.disk_guard(filename):
            parts = wired.intake().unpack(path, filename=filename, workdir=folder.path)
        yield parts or (LooseFile(path, filename),)
