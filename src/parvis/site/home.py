"""Making and opening a home: folders, modes, keys and the card that says its format."""

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from parvis import __version__
from parvis.core.errors import Refused, Where
from parvis.core.home import HOME_FORMAT, Home
from parvis.engines.secrets import make_noise_key

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
OWNER_ONLY = 0o077
"""The umask of a process of Parvis: what libraries write for it is its owner's only."""
KEY_BYTES = 32
_MAKING = ".making"
"""Stands, locked, in a home being laid out: what a killed process began is taken up again."""


@dataclass(frozen=True, slots=True)
class Card:
    """`home.json`: what this home is. `created_at` is ISO, UTC; `brand` is #rrggbb or ""."""

    format: int
    created_at: str
    is_demo: bool
    version: str
    brand: str = ""


def home_at(root: Path | str) -> Home:
    """The home at `root`, made absolute; nothing is read or written."""
    return Home(Path(root).expanduser().absolute())


def exists(home: Home) -> bool:
    """Whether a home was made here."""
    return home.card.is_file()


def is_free(home: Home) -> bool:
    """Whether a home can be laid out here: nothing, or an empty folder."""
    root = home.root
    return not root.exists() or (root.is_dir() and not any(root.iterdir()))


def make_home(home: Home, *, now: datetime, is_demo: bool = False) -> Card:
    """Lay out an empty home; a file, or a folder that holds something else, is Refused.

    One that another command makes meanwhile is that home: looked for last, for it is whole once
    it is no longer being made.
    """
    if not (is_free(home) or (home.root / _MAKING).is_file() or exists(home)):
        raise Refused("home.foreign", where=Where(str(home.root)))
    card = Card(HOME_FORMAT, now.isoformat(), is_demo, __version__)
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        with (home.root / _MAKING).open("wb") as making:
            fcntl.flock(making, fcntl.LOCK_EX)
            if not exists(home):
                _lay_out(home)
                write_card(home, card)
            (home.root / _MAKING).unlink(missing_ok=True)
    except OSError as error:
        where = Where(str(home.root))
        raise Refused("home.unwritable", where=where, detail=error.strerror) from error
    return read_card(home)


def write_card(home: Home, card: Card) -> None:
    """Replace the card at once: a reader sees the old or the new one."""
    draft = home.card.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")
    draft.replace(home.card)


def read_card(home: Home) -> Card:
    """The card of `home`; Refused if there is none, or if a later version wrote it."""
    if not exists(home):
        raise Refused("home.missing", where=Where(str(home.root)))
    try:
        card = Card(**json.loads(home.card.read_text("utf-8")))
        is_later = card.format > HOME_FORMAT
    except (ValueError, TypeError) as error:
        raise Refused("home.unreadable", file=home.card.name) from error
    if is_later:
        where = Where(str(home.root))
        raise Refused("home.newer", where=where, found=card.format, known=HOME_FORMAT)
    return card


def pseudonym_key(home: Home) -> bytes:
    """The secret of the pseudonyms; Refused if it has gone, never made anew."""
    if not home.pseudonym_key.is_file():
        raise Refused("home.key_missing", file=str(home.pseudonym_key))
    return home.pseudonym_key.read_bytes()


def _lay_out(home: Home) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    # Pseudonymised rows remain personal data: the warehouse is as private as the other side.
    private = (home.identified, home.staging, home.inbox, home.keys, home.warehouse, home.releases)
    for folder in private:
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    for key in (home.pseudonym_key, home.web_secret):
        _write_secret(key)
    # From the start: a copy taken before the first question answers the same figures elsewhere.
    make_noise_key(home.noise_key)


def _write_secret(path: Path) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(KEY_BYTES).encode())
