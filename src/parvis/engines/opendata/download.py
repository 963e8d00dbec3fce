"""Downloading the producers' files: cached by address, checked for length, never half kept."""

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlparse

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.core.territory.dataset import Dataset
from parvis.engines.opendata.published import sha256_of

TIMEOUT = timedelta(seconds=60)
_CHUNK = 1 << 20


@dataclass
class Fetched:
    """The files at hand, and the addresses that did not answer."""

    files: list[Path] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def download(home: Home, datasets: Iterable[Dataset], *, progress: Progress) -> Fetched:
    """Fetch each address once into HOME/reference/cache; what is there already is not asked for.

    A producer that does not answer does not stop the others.
    """
    cache = home.reference / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    urls = sorted({dataset.url for dataset in datasets if dataset.url})
    fetched = Fetched()
    for done, url in enumerate(urls):
        progress(done / len(urls), url)
        try:
            fetched.files.append(_cached(url, cache))
        except Refused as refusal:
            fetched.refused.append(refusal)
    progress(1.0, "Téléchargements")
    return fetched


def _cached(url: str, cache: Path) -> Path:
    """The file of `url`, kept with its hash; one that no longer has it is fetched again."""
    target = cache / _name(url)
    note = target.with_name(f"{target.name}.json")
    if target.is_file() and note.is_file() and _noted(note) == sha256_of(target):
        return target
    draft = target.with_name(f"{target.name}.part")
    sha256 = _fetch(url, draft)
    draft.replace(target)
    note.write_text(json.dumps({"url": url, "sha256": sha256}) + "\n", "utf-8")
    return target


def _noted(note: Path) -> str:
    noted: str = json.loads(note.read_text("utf-8")).get("sha256", "")
    return noted


def _name(url: str) -> str:
    """A name of its own for each address, ending as the producer's does."""
    last = Path(urlparse(url).path).name or "file"
    return f"{hashlib.sha256(url.encode()).hexdigest()[:8]}-{last}"


def _fetch(url: str, draft: Path) -> str:
    """Write `draft` and return its hash; Refused when nothing comes or when it comes short."""
    where = Where(url)
    if urlparse(url).scheme not in ("http", "https"):
        raise Refused("territory.unreachable", where=where, detail="https")
    request = urllib.request.Request(url, headers={"User-Agent": "Parvis"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT.total_seconds()) as answer:  # noqa: S310
            expected = int(answer.headers.get("Content-Length") or -1)
            received, sha256 = 0, hashlib.sha256()
            with draft.open("wb") as out:
                while chunk := answer.read(_CHUNK):
                    out.write(chunk)
                    sha256.update(chunk)
                    received += len(chunk)
    except OSError as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        draft.unlink(missing_ok=True)
        raise Refused("territory.unreachable", where=where, detail=error) from error
    if received == 0 or expected not in (-1, received):
        draft.unlink(missing_ok=True)
        raise Refused("territory.short_download", where=where, received=received, expected=expected)
    return sha256.hexdigest()
