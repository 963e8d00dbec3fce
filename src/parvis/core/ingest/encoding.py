"""Which encoding wrote some bytes that are not UTF-8, judged on how French reads in each."""

from dataclasses import dataclass

LEGACY = ("cp1252", "iso8859_15", "cp850", "mac_roman")
"""Encodings of French applications, in order of preference when two read equally well."""

_LETTERS = frozenset("àâäçéèêëîïôöùûüœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ")
_SIGNS = frozenset("°’‘“”«»–—…€²³ºª§£æÆÿŸ\u00a0")
_COMMON, _PLAIN, _SIGN, _STRANGE = 3, 2, 1, -3
_COMMON_LETTERS = frozenset("éèàêçôîûÉÈÀ")
_WORDS_OR_INITIALS = frozenset("àÀôÔÉÈ")
"""Letters that stand alone in French: à, ô, the initial of Émile. No other does, so that a lone Ç
is rather the euro of Windows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One encoding and how French the sample is in it (points per non-ASCII character)."""

    encoding: str
    score: float


def guess_legacy(sample: bytes) -> Reading:
    """The most plausible 8-bit encoding of `sample`, which holds bytes above 0x7F."""
    readings = [Reading(name, _score(sample, name)) for name in LEGACY]
    return max(readings, key=lambda r: (r.score, -LEGACY.index(r.encoding)))


def _score(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, errors="replace")
    points = [_point(c, text[i - 1 : i], text[i + 1 : i + 2]) for i, c in _beyond_ascii(text)]
    return sum(points) / max(1, len(points))


def _beyond_ascii(text: str) -> list[tuple[int, str]]:
    return [(i, c) for i, c in enumerate(text) if c > "\x7f"]


def _point(char: str, before: str, after: str) -> int:
    if char in _LETTERS:
        is_odd_capital = char.isupper() and before.islower()
        is_alone = not (before.isalpha() or after.isalpha())
        if is_odd_capital or (is_alone and char not in _WORDS_OR_INITIALS):
            return _STRANGE
        return _COMMON if char in _COMMON_LETTERS else _PLAIN
    if char in _SIGNS:
        return _SIGN
    return _STRANGE


def is_mixed(sample: bytes) -> bool:
    """Whether a sample that is not UTF-8 holds at least as many true UTF-8 accents as others.

    Two exports glued together look so. A French word has its accents apart: in an 8-bit
    encoding two accented bytes in a row that also form a UTF-8 character are rare.
    """
    text = sample.decode("utf-8", errors="surrogateescape")
    stray = sum("\udc80" <= c <= "\udcff" for c in text)
    true = sum(c in _LETTERS or c in _SIGNS for c in text)
    return true > 0 and true >= stray / 4
