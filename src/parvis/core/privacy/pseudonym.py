"""Pseudonyms: one per person, purpose and key epoch; nothing joins two of them.

HKDF-SHA256 (RFC 5869) derives a key for each purpose from the key of the home; HMAC-SHA256
(RFC 2104) turns a person's random identifier into 128 bits. Both come from the standard library.
Never made of a name or a date of birth: a slip of the keyboard would break it, and whoever holds
the key could try every name.
"""

import hmac
from dataclasses import dataclass

from parvis.core.privacy.purposes import PREFIX
from parvis.core.sectors import Sector

_SALT = b"parvis pseudonym"
_SEPARATOR = b"\x1f"
_MARK = b"parvis key mark"


@dataclass(frozen=True, slots=True)
class EpochKey:
    """The key of a home during one epoch. A new epoch has a new key, and the old one is gone:
    pseudonyms of two epochs never meet, for no table leads from one to the other. `release` is
    the one being made, in which pseudonyms of purposes live."""

    secret: bytes
    epoch: int = 1
    release: str = ""

    @property
    def mark(self) -> str:
        """What tells this key from another without giving it: 32 hexadecimal digits."""
        return hmac.digest(self.secret, _MARK, "sha256")[:16].hex()

    def of_sector(self, authority: str, sector: Sector) -> bytes:
        """The 32-byte key of the statistics of one sector of one authority."""
        return self._derived("sector", authority, sector)

    def of_realm(self, authority: str, realm: str) -> bytes:
        """The key of a sector, or of a declared purpose: for one release and no longer."""
        if realm.startswith(PREFIX):
            return self._derived("purpose", authority, realm, self.release)
        return self.of_sector(authority, Sector(realm))

    def _derived(self, *parts: str) -> bytes:
        info = _SEPARATOR.join([*(part.encode() for part in parts), str(self.epoch).encode()])
        return _expand(_extract(_SALT, self.secret), info)


def pseudonym(key: bytes, person: str) -> str:
    """The pseudonym of a person under a derived key: 32 hexadecimal digits."""
    return hmac.digest(key, person.encode(), "sha256")[:16].hex()


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def _expand(pseudorandom: bytes, info: bytes) -> bytes:
    """The first block of RFC 5869's expansion: a key of 32 bytes needs no more."""
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")
