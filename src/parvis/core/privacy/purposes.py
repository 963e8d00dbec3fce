"""Declared purposes: who may join what, on which legal basis, from when to when.

Without one, nothing joins two sectors. The file is the town's (`purposes.toml` in its home), signed
by whoever answers for it; see docs/privacy.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.sectors import Sector

PREFIX = "purpose:"
"""Begins the realm of pseudonyms made for one purpose, where others bear their sector's name."""

PERSON_RIGHTS = "droits_des_personnes"
"""The built-in purpose of rights requests: one verified person, all sectors, journaled."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason to join sectors. `sources` are contracts; `authority` is the code of the
    controller; it may be used from `starts_on` until the day before `ends_on`. `is_simulation`: it
    joins nothing; within one sector, rules are tried on its own persons (a new tariff)."""

    id: str
    title: str
    legal_basis: str
    authority: str
    sectors: tuple[Sector, ...]
    sources: tuple[str, ...]
    retention_days: int
    dpia: str
    signed_by: str
    signed_on: date
    starts_on: date
    ends_on: date
    is_simulation: bool = False

    def is_in_force(self, today: date) -> bool:
        """Whether the purpose may be used on that day."""
        return self.starts_on <= today < self.ends_on

    @property
    def is_by_consent(self) -> bool:
        """Whether it rests on what each person agreed to (RGPD, article 6.1.a)."""
        said = self.legal_basis.lower()
        return "consentement" in said or "6.1.a" in said

    @property
    def realm(self) -> str:
        """What its pseudonyms are made for."""
        return PREFIX + self.id


@dataclass(frozen=True, slots=True)
class Governance:
    """The town's `purposes.toml`: its purposes, and its word on the ten sectors.

    `moved`: contracts whose sector is not the one they ship with. `confirmed_by` is "" until
    somebody confirmed the list.
    """

    purposes: tuple[Purpose, ...] = ()
    moved: Mapping[str, Sector] | None = None
    confirmed_by: str = ""
    confirmed_on: date | None = None

    def sector_of(self, contract: str, shipped: Sector) -> Sector:
        """The sector of a contract in this town."""
        return (self.moved or {}).get(contract, shipped)


def governance_from(data: Mapping[str, Any], file: str) -> Governance:
    """The governance that `file` declares; Refused names the entry at fault."""
    unknown = set(data) - {"sectors", "purpose"}
    if unknown:
        raise Refused("definition.unknown_entry", where=Where(file, field=sorted(unknown)[0]))
    sectors = data.get("sectors", {})
    tables = Entries({"purpose": data.get("purpose", [])}, file).tables("purpose")
    purposes = tuple(_purpose(entries) for entries in tables)
    ids = [p.id for p in purposes]
    for purpose in purposes:
        if ids.count(purpose.id) > 1 or purpose.id == PERSON_RIGHTS:
            raise Refused("purpose.twice", where=Where(file), purpose=purpose.id)
    return Governance(
        purposes,
        {contract: _sector(name, file) for contract, name in sectors.get("moved", {}).items()},
        str(sectors.get("confirmed_by", "")),
        sectors.get("confirmed_on"),
    )


def check_sources(governance: Governance, known: Mapping[str, Sector], file: str) -> None:
    """Refused where a purpose names a source that does not exist, or of a sector it leaves out."""
    for purpose in governance.purposes:
        for source in purpose.sources:
            if source not in known:
                raise Refused("purpose.unknown_source", where=Where(file), purpose=purpose.id,
                              source=source)  # fmt: skip
            if known[source] not in purpose.sectors:
                raise Refused("purpose.sector_left_out", where=Where(file), purpose=purpose.id,
                              source=source, sector=known[source].label)  # fmt: skip


def _sector(name: str, file: str) -> Sector:
    if name not in set(Sector):
        expected = ", ".join(Sector)
        raise Refused("definition.not_among", where=Where(file, field="sectors.moved"),
                      value=name, expected=expected)  # fmt: skip
    return Sector(name)


def _purpose(entries: Entries) -> Purpose:
    sectors = tuple(entries.texts("sectors"))
    for name in sectors:
        if name not in set(Sector):
            entries.refuse("definition.not_among", "sectors", value=name,
                           expected=", ".join(Sector))  # fmt: skip
    purpose = Purpose(
        id=entries.text("id"),
        title=entries.text("title"),
        legal_basis=entries.text("legal_basis"),
        authority=entries.text("authority"),
        sectors=tuple(Sector(name) for name in sectors),
        sources=entries.texts("sources"),
        retention_days=int(entries.number("retention_days")),
        dpia=entries.text("dpia"),
        signed_by=entries.text("signed_by"),
        signed_on=_day(entries, "signed_on"),
        starts_on=_day(entries, "starts_on"),
        ends_on=_day(entries, "ends_on"),
        is_simulation=entries.flag("is_simulation"),
    )
    entries.end()
    _check(entries, purpose)
    return purpose


def _day(entries: Entries, entry: str) -> date:
    text = entries.day_text(entry)
    try:
        return date.fromisoformat(text)
    except ValueError:
        entries.refuse("definition.wrong_type", entry, expected="date")


def _check(entries: Entries, purpose: Purpose) -> None:
    if purpose.is_simulation and len(set(purpose.sectors)) != 1:
        entries.refuse("purpose.simulation_sectors", "sectors", purpose=purpose.id)
    if not purpose.is_simulation and len(set(purpose.sectors)) < 2:
        entries.refuse("purpose.one_sector", "sectors", purpose=purpose.id)
    if len(set(purpose.sources)) < (1 if purpose.is_simulation else 2):
        entries.refuse("purpose.no_source", "sources", purpose=purpose.id)
    if not purpose.starts_on < purpose.ends_on or purpose.signed_on > purpose.starts_on:
        entries.refuse("purpose.dates", "starts_on", purpose=purpose.id)
    for entry in ("legal_basis", "dpia", "signed_by"):
        if not getattr(purpose, entry).strip():
            entries.refuse("purpose.empty", entry, purpose=purpose.id)
