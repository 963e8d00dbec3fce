"""The secret of the noise: made once, with the home or its first release, and kept."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from parvis.core.errors import Refused

_BYTES = 32


def noise_key(path: Path) -> bytes:
    """The secret in `path`.

    Refused where it is gone or cannot be read, never made anew: a second noise on the cells already
    shown would give away what the first one hides.
    """
    try:
        found = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError as error:
        raise Refused("home.noise_key_missing", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise Refused("home.noise_key_unreadable", file=str(path)) from error
    if len(found) != _BYTES:
        raise Refused("home.noise_key_unreadable", file=str(path))
    return found


def make_noise_key(path: Path) -> None:
    """Make the secret in `path` if there is none; two processes at once agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)


def _make(path: Path) -> None:
    """Written whole, then linked under its name, which only the first of all manages."""
    descriptor, draft = tempfile.mkstemp(prefix=".noise-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES))
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
