"""The French social security number (NIR): its shape, its key, and when a column holds it.

Source: INSEE, "Composition du NIR"; the key is 97 minus the number modulo 97, with 2A read as
19 and 2B as 18. A town may keep it only where a decree says so (décret 2019-341).
"""

import re
from enum import Enum, auto

NIR_SHAPE = (
    r"[123478][ .]?[0-9]{2}[ .]?(0[1-9]|1[0-2]|[2-4][0-9]|[5-9][0-9])[ .]?"
    r"([0-9]{2}|2[AaBb])[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{2}"
)
NIR_INSIDE = rf"(?:^|[^0-9.,])({NIR_SHAPE})(?:[^0-9]|$)"
"""A NIR among other words; the first group is the number."""

SHORTEST, LONGEST = 15, 21
"""Lengths of a NIR with its key, without and with its separators."""

_MODULUS = 97
_COLUMN_SHARE, _COLUMN_COUNT, _TRUE_SHARE = 0.05, 3, 0.5


def is_nir(text: str) -> bool:
    """Whether `text` is a NIR with its key, spaces or dots between its parts or not."""
    if not re.fullmatch(NIR_SHAPE, text):
        return False
    bare = text.upper().replace(" ", "").replace(".", "")
    digits = bare.replace("2A", "19").replace("2B", "18")
    return _MODULUS - int(digits[:13]) % _MODULUS == int(digits[13:])


class Finding(Enum):
    """What the valid numbers of a column mean."""

    NOTHING = auto()
    ISOLATED = auto()
    COLUMN = auto()


def judge(*, filled: int, shaped: int, valid: int) -> Finding:
    """What a column is, of whose `filled` cells `shaped` look like a NIR and `valid` are one.

    Fifteen-digit identifiers pass the key once in 97: where most shaped cells fail it, the
    column holds something else and its few passes are chance.
    """
    if valid == 0 or valid < shaped * _TRUE_SHARE:
        return Finding.NOTHING
    if valid >= _COLUMN_COUNT and valid >= filled * _COLUMN_SHARE:
        return Finding.COLUMN
    return Finding.ISOLATED
