"""The secret of the noise: made once, at first need, and kept."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

_BYTES = 32


def noise_key(path: Path) -> bytes:
    """The secret in `path`, made if there is none; two processes at once agree on one."""
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return bytes.fromhex(path.read_text("ascii"))


def _make(path: Path) -> None:
    """Written whole, then linked under its name, which only the first of all manages."""
    descriptor, draft = tempfile.mkstemp(prefix=".noise-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES))
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
