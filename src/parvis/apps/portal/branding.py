"""Keeping a brand: one TOML file beside its pictures, replaced whole or not at all."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.ui.brands import brand_file, home_card, key_at, key_of, pictures
from parvis.apps.ui.pictures import logo, photo
from parvis.core.access import Actor
from parvis.core.brand.card import TEXTS, Brand, Photo, brand_from
from parvis.core.errors import Refused, Where


def keep_brand(
    *, actor: Actor, now: datetime, authority: Authority, written: Mapping[str, str]
) -> None:
    """Keep what is typed of the brand; Refused where a value is not one, and nothing changes."""
    usual, held = Brand(), _held(authority)
    texts = {name: written.get(name, "").strip() or getattr(usual, name) for name in TEXTS}
    taken = key_at(texts["domain"]) if texts["domain"] else ""
    if taken not in ("", key_of(authority)):
        raise Refused("brand.domain_taken", where=Where(field="domain"), value=texts["domain"])
    _keep(actor, now, authority, replace(held, **texts))


def keep_logo(*, actor: Actor, now: datetime, authority: Authority, content: bytes) -> None:
    """Give the brand a logo, brought to its size; an empty `content` takes it away."""
    name = _put(authority, *logo(content)) if content else ""
    _keep(actor, now, authority, replace(_held(authority), logo=name))


def add_photo(
    *, actor: Actor, now: datetime, authority: Authority, content: bytes, alt: str, credit: str
) -> None:
    """Add a photo of the town, with what it shows in words."""
    if not alt.strip():
        raise Refused("brand.alt", where=Where(field="alt"))
    held = _held(authority)
    added = Photo(_put(authority, *photo(content)), alt.strip(), credit.strip())
    _keep(actor, now, authority, replace(held, photos=(*held.photos, added)))


def drop_photo(*, actor: Actor, now: datetime, authority: Authority, file: str) -> None:
    """Take a photo away."""
    held = _held(authority)
    left = tuple(photo for photo in held.photos if photo.file != file)
    _keep(actor, now, authority, replace(held, photos=left))


def _held(authority: Authority) -> Brand:
    return home_card(key_of(authority)).brand


def _put(authority: Authority, name: str, content: bytes) -> str:
    folder = pictures(key_of(authority))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return name


def _keep(actor: Actor, now: datetime, authority: Authority, brand: Brand) -> None:
    path = brand_file(key_of(authority))
    lines = "\n".join(_lines(brand)) + "\n"
    brand_from(_as_data(brand), path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_text(lines, "utf-8")
    draft.replace(path)
    if path.parent.parent == wired.home().brands:
        path.parent.parent.touch()
    record(actor=actor, authority=authority, action="brand.changed", subject=authority.code,
           detail={}, now=now)  # fmt: skip


def _as_data(brand: Brand) -> dict[str, object]:
    usual = Brand()
    texts = {name: getattr(brand, name) for name in (*TEXTS, "logo")}
    given: dict[str, object] = {n: v for n, v in texts.items() if v != getattr(usual, n)}
    photos = [{"file": p.file, "alt": p.alt, "credit": p.credit} for p in brand.photos]
    return given | ({"photo": photos} if photos else {})


def _lines(brand: Brand) -> Iterator[str]:
    """TOML: a basic string is written as JSON writes one."""
    for name, value in _as_data(brand).items():
        if name != "photo":
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for shown in brand.photos:
        yield "\n[[photo]]"
        for name in ("file", "alt", "credit"):
            yield f"{name} = {json.dumps(getattr(shown, name), ensure_ascii=False)}"
