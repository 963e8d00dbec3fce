"""Files joined to a request, on their way in: written in the home's inbox as they come.

They are dropped with the page's answer: what was checked is kept elsewhere by `keep_file`.
"""

import tempfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.urls import Resolver404, resolve

from parvis.apps import wired
from parvis.apps.casework.files import LIMIT_MB, MEGABYTE
from parvis.core.errors import Refused, Where

MOST_FILES = 10


def accepts_attachments(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the decorated view receive files joined to a request."""
    view.accepts_attachments = True  # type: ignore[attr-defined]
    return view


class AttachmentUploadHandler(FileUploadHandler):
    """Takes the files of views that accept attachments; leaves the others to those after it.

    Beyond the limit nothing more is written: the file says so when it is kept.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.is_ours = _is_ours(self.request)
        self.seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.is_ours:
            return
        self.seen += 1
        if self.seen > MOST_FILES:
            raise SkipFile
        inbox = wired.home().inbox
        inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.size, self.is_full = 0, False
        self.target = tempfile.TemporaryFile(dir=inbox)  # noqa: SIM115  closed by the request
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.is_ours:
            return raw_data
        self.size += len(raw_data)
        if self.size <= LIMIT_MB * MEGABYTE and not self.is_full:
            self._write(raw_data)
        return None

    def _write(self, raw_data: bytes) -> None:
        try:
            self.target.write(raw_data)
        except OSError:
            self.is_full = True

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_ours:
            return None
        return JoinedFile(self.target, self.file_name or "", self.size, is_full=self.is_full)


class JoinedFile(UploadedFile):
    """A file that somebody joins to a request, not looked at yet."""

    def __init__(self, file: Any, name: str, size: int, *, is_full: bool) -> None:
        super().__init__(file, name, size=size)
        self.is_full = is_full

    def read(self, *_: Any) -> bytes:
        """All of it; Refused if it is too large, or if the disk was full."""
        where = Where(self.name or "")
        if self.is_full:
            raise Refused("attachment.no_room", where=where)
        if (self.size or 0) > LIMIT_MB * MEGABYTE:
            raise Refused("attachment.too_large", where=where, limit=LIMIT_MB)
        self.file.seek(0)
        content: bytes = self.file.read()
        return content


def _is_ours(request: Any) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    while view is not None:
        if getattr(view, "accepts_attachments", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False
