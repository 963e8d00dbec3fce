"""The code by which a request is followed without an account: read aloud, typed, never guessed.

Ten characters drawn among 31 (49 bits) and an eleventh that catches a slip of the tongue or of
the hand: "7KQF-3M9X-P2W". I, L, O and U are not used, for they are misread; nor is Z, so that
the check is arithmetic modulo a prime.
"""

import re

from parvis.core.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
BYTES = 8
"""Random bytes that a code is made of."""
_BASE, _LENGTH = len(ALPHABET), 10
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "Z": "2"})


def tracking_code(random: bytes) -> str:
    """The code made of `BYTES` random bytes."""
    number = int.from_bytes(random[:BYTES])
    digits = [number // _BASE**place % _BASE for place in range(_LENGTH)]
    return _grouped("".join(ALPHABET[d] for d in (*digits, _check(digits))))


def typed_code(text: str) -> str:
    """The code that somebody typed or dictated; Refused if it cannot be one."""
    kept = re.sub(r"[\s\-._]", "", text.upper()).translate(_HEARD)
    known = [ALPHABET.find(letter) for letter in kept]
    if len(kept) != _LENGTH + 1 or -1 in known or known[-1] != _check(known[:-1]):
        raise Refused("tracking.code")
    return _grouped(kept)


def _check(digits: list[int]) -> int:
    """Differs after any one wrong character, and after any two swapped."""
    return sum(place * digit for place, digit in enumerate(digits, 1)) % _BASE


def _grouped(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
