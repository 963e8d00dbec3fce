"""Files joined to requests: known by their content, cleaned, looked at, then kept in the home.

Photos are written anew without their metadata: neither place nor hour nor camera remains.
"""

import hashlib
import os
import shlex
import subprocess
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from parvis.apps import wired
from parvis.core.errors import Refused, Unavailable, Where

MEGABYTE = 1_000_000
LIMIT_MB = 40
_WIDEST, _QUALITY = 4_000, 88
_ANTIVIRUS_SECONDS = 60
_PHOTOS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"),
           "WEBP": ("webp", "image/webp"), "GIF": ("gif", "image/gif")}  # fmt: skip
_PAPERS = {
    "word/document.xml": (
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "content.xml": ("odt", "application/vnd.oasis.opendocument.text"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file checked and kept: `stored` is its name in the home, `kind` its media type."""

    name: str
    kind: str
    size: int
    sha256: str
    stored: str


def keep_file(name: str, content: bytes) -> KeptFile:
    """Check a file and keep it on the disk; Refused in one sentence if it may not be.

    It stays even if the caller's transaction does not: `sweep` removes what no record names.
    """
    where = Where(name)
    if len(content) > LIMIT_MB * MEGABYTE:
        raise Refused("attachment.too_large", where=where, limit=LIMIT_MB)
    if not content:
        raise Refused("file.empty", where=where)
    suffix, kind, clean = _recognised(name, content)
    stored = f"{uuid.uuid4().hex}.{suffix}"
    path = wired.home().attachments / stored
    with _room(where):
        _write(path, clean)
    _look_for_viruses(path, where)
    return KeptFile(_named(name, suffix), kind, len(clean), hashlib.sha256(clean).hexdigest(),
                    stored)  # fmt: skip


def _recognised(name: str, content: bytes) -> tuple[str, str, bytes]:
    """The suffix, the media type and the clean content of a file, told by what is inside."""
    if content.startswith(b"%PDF-"):
        return "pdf", "application/pdf", content
    if content.startswith(b"PK"):
        return _paper(name, content)
    return _photo(name, content)


def _paper(name: str, content: bytes) -> tuple[str, str, bytes]:
    try:
        inside = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        inside = set()
    for part, (suffix, kind) in _PAPERS.items():
        if part in inside and not any("vbaProject" in entry for entry in inside):
            return suffix, kind, content
    raise Refused("attachment.kind", where=Where(name))


def _photo(name: str, content: bytes) -> tuple[str, str, bytes]:
    try:
        with Image.open(BytesIO(content), formats=tuple(_PHOTOS)) as image:
            suffix, kind = _PHOTOS[str(image.format)]
            return suffix, kind, _bare(image)
    except Image.DecompressionBombError as error:
        raise Refused("attachment.too_many_pixels", where=Where(name)) from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Refused("attachment.kind", where=Where(name)) from error


def _bare(image: Image.Image) -> bytes:
    """The picture upright and at most so wide, nothing else of what the file held."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((_WIDEST, _WIDEST))
    upright.info = {}
    out = BytesIO()
    upright.save(out, format=image.format, quality=_QUALITY)
    return out.getvalue()


def _named(name: str, suffix: str) -> str:
    """The name shown: without folders, under the suffix of what the file really is."""
    stem = Path(name.replace("\\", "/")).stem.strip() or "fichier"
    return f"{stem[:150]}.{suffix}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _room(where: Where) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused("attachment.no_room", where=where) from error


def _look_for_viruses(path: Path, where: Where) -> None:
    """Ask the town's antivirus, if it has one: 0 is clean, 1 infected, all else is a failure."""
    command = shlex.split(settings.ANTIVIRUS)
    if not command:
        return
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, check=False,
                              timeout=_ANTIVIRUS_SECONDS)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        path.unlink(missing_ok=True)
        raise Unavailable("antivirus") from error
    if done.returncode:
        path.unlink(missing_ok=True)
    if done.returncode == 1:
        raise Refused("attachment.virus", where=where)
    if done.returncode:
        raise Unavailable("antivirus")
