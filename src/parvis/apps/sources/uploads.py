"""Uploaded files go straight to the inbox of the home, measured and fingerprinted on the way.

Django would otherwise write them in the machine's temporary folder, outside the home.
"""

import fcntl
import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from parvis.apps import wired
from parvis.core.access import Capability

_SENDS_FILES = (Capability.LOAD_SOURCES, Capability.RUN_CAMPAIGNS)
"""Deliveries; returned mail, series of an action and trademark filings."""
MEGABYTE = 1_000_000
_BLOCK = 1 << 20


class InboxFile(UploadedFile):
    """An uploaded file in the inbox; it goes with the request unless a delivery adopts it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.sha256 = ""
        self._is_adopted = False
        self._digest = hashlib.sha256()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        super().__init__(os.fdopen(handle, "w+b"), name, size=0)

    def append(self, chunk: bytes) -> None:
        """Write and fingerprint the next bytes; beyond the size limit nothing is kept."""
        self.size += len(chunk)
        if self.is_too_large:
            self.file.truncate(0)
        else:
            self._digest.update(chunk)
            self.file.write(chunk)

    @property
    def is_too_large(self) -> bool:
        """Whether more was sent than the house receives by this door."""
        return self.size > self.limit_mb * MEGABYTE

    @property
    def limit_mb(self) -> int:
        """The size limit, in megabytes (10⁶ bytes)."""
        return int(settings.UPLOAD_LIMIT_MB)

    def finish(self) -> None:
        """Push the file to the disk, fix its fingerprint, and be read from its start."""
        self.file.flush()
        self.file.seek(0)
        os.fsync(self.file.fileno())
        self.sha256 = self._digest.hexdigest()

    def adopt(self) -> None:
        """Leave the file in the inbox after the request: a delivery awaits it."""
        self._is_adopted = True

    def close(self) -> None:
        """Release the file, and remove it unless it was adopted."""
        if not self.file.closed and not self._is_adopted:
            self.path.unlink(missing_ok=True)
        self.file.close()


def inbox_copy(path: Path, name: str) -> InboxFile:
    """The file at `path` copied to the inbox, as if it had been uploaded alone."""
    copy = InboxFile(wired.home().inbox / uuid.uuid4().hex, name)
    try:
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                copy.append(block)
        copy.finish()
    except BaseException:
        copy.close()
        raise
    return copy


class InboxUploadHandler(FileUploadHandler):
    """Streams each uploaded file to the inbox; files of whoever may not load are not written."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self._may_upload():
            raise SkipFile
        inbox = wired.home().inbox
        inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.target = InboxFile(inbox / uuid.uuid4().hex, self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.target.append(raw_data)

    def file_complete(self, file_size: int) -> InboxFile:
        self.target.finish()
        return self.target

    def upload_interrupted(self) -> None:
        if hasattr(self, "target"):
            self.target.close()

    def _may_upload(self) -> bool:
        actor = getattr(self.request, "actor", None)
        authority = getattr(self.request, "authority", "")
        return actor is not None and any(actor.may(c, authority) for c in _SENDS_FILES)
