"""Pseudonyms: one per person, authority, sector and key epoch; nothing joins two of them.

HKDF-SHA256 (RFC 5869) derives a key for each authority and sector from the key of the home;
HMAC-SHA256 (RFC 2104) turns an identifier into 128 bits. Both come from the standard library.
"""

import hmac

from parvis.core.sectors import Sector

EPOCH = 1
"""Raised when the key of a home is replaced: pseudonyms of two epochs never meet."""
_SALT = b"parvis pseudonym"
_SEPARATOR = b"\x1f"


def sector_key(master: bytes, authority: str, sector: Sector) -> bytes:
    """The 32-byte key of one sector of one authority."""
    info = _SEPARATOR.join([authority.encode(), sector.encode(), str(EPOCH).encode()])
    return _expand(_extract(_SALT, master), info)


def pseudonym(key: bytes, identifier: str) -> str:
    """The pseudonym of `identifier` under a `sector_key`: 32 hexadecimal digits."""
    return hmac.digest(key, identifier.encode(), "sha256")[:16].hex()


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def _expand(pseudorandom: bytes, info: bytes) -> bytes:
    """The first block of RFC 5869's expansion: a key of 32 bytes needs no more."""
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")
