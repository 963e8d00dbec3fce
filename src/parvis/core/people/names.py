"""Names in one spelling: capitals without accents, words apart, titles and particles known.

What a clerk, a form and a register write for one person differs first by case, accents, hyphens
and the order of compound names. The raw text is kept by the caller; this is for comparison only.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile

from anyascii import anyascii

TITLES = frozenset(
    "M MR MME MLLE MELLE MADAME MONSIEUR MADEMOISELLE MRS MS MISS DR DOCTEUR ME MAITRE PR".split()
)
PARTICLES = frozenset("DE DU DES D LE LA LES L DA DOS DI DEL VAN VON DER DEN EL AL BEN".split())
_BORN = re.compile(r"\bNEE?\b")
_WED = re.compile(r"\b(?:EPOUSE|EP|EPSE|VEUVE|VVE|DIVORCEE|DIV)\b")
_CALLED = re.compile(r"\b(?:DIT|DITE)\b")
FORGOTTEN = frozenset({"DE", "D"})
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o",
                            "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
                            "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i"})  # fmt: skip
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
_NOT_A_SIGN = re.compile(r"[\W_]+")
EMPTY_WORDS = frozenset(
    "NC NR NA N A NSP NULL NONE NAN INCONNU INCONNUE UNKNOWN SNP ANONYME ANONYMOUS "
    "SANS PRENOM SNU FNU LNU".split()
) | {"X" * length for length in range(1, 6)}


def unaccented(text: str) -> str:
    """`text` in capitals, without accents or ligatures; letters of other scripts transcribed, so
    that a name in Greek or Arabic is compared with what a clerk made of it."""
    if text.isascii():
        return text.upper()
    composed = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return "".join(map(_latin, composed)).upper()


@lru_cache(maxsize=1 << 14)
def _latin(sign: str) -> str:
    """A letter of any script in the Latin one (anyascii's table), one of the Latin without its
    accent; what is no letter stays."""
    if sign.isalpha() and not unicodedata.name(sign, "LATIN").startswith("LATIN"):
        return "".join(filter(str.isalnum, anyascii(sign)))
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(c for c in parts if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text: letters and digits, in capitals."""
    return _NOT_A_SIGN.sub(" ", unaccented(text)).split()


def name_words(text: str) -> list[str]:
    """The words of a name, titles left out; none where the cell only says "unknown"."""
    found = _NOT_A_LETTER.sub(" ", _without_ties(unaccented(text))).split()
    kept = [word for word in found if word not in TITLES] if len(found) > 1 else found
    return [] if len(kept) <= 2 and EMPTY_WORDS.issuperset(kept) and kept != ["A"] else kept


def _without_ties(text: str) -> str:
    for tie in (_BORN, _WED, _CALLED):
        text = tie.sub(" ", text)
    return text


def both_names(text: str) -> tuple[str, str]:
    """(birth name, married name) of a cell that holds both: "DURAND née PETIT", "PETIT épouse
    DURAND"; the second is "" where there is one only."""
    for tie, is_birth_last in ((_BORN, True), (_WED, False)):
        before, found, after = _split(tie, unaccented(text))
        if found and name_words(before) and name_words(after):
            return (after, before) if is_birth_last else (before, after)
    return text, ""


def _split(tie: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = tie.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def given_name(text: str) -> str:
    """First names as words apart: "jean-pierre" gives "JEAN PIERRE"."""
    return " ".join(name_words(text))


def surname(text: str) -> str:
    """A surname as one word: "Le Gall" is "LEGALL". A "de", which clerks forget, is left out."""
    found = name_words(text)
    return "".join([word for word in found if word not in FORGOTTEN] or found)


def surname_parts(text: str) -> list[str]:
    """The words of a surname that may stand alone as one: compound and married names."""
    return [word for word in name_words(text) if word not in PARTICLES and len(word) > 2]


def split_full_name(text: str, *, is_surname_first: bool = False) -> tuple[str, str]:
    """(surname, given name) of a whole name in one cell.

    "DUPONT Marie" and "Dupont, Marie" put the surname first; otherwise the last word is it, or
    with `is_surname_first` the first one and the particles before it: "DE LA TOUR MARIE".
    """
    if "," in text:
        before, _, after = text.partition(",")
        return before.strip(), after.strip()
    parts = [part for part in text.split() if unaccented(part).strip(".") not in TITLES]
    shouted = [part for part in parts if part.isupper() and len(part) > 1]
    if shouted and len(shouted) < len(parts):
        spoken = [part for part in parts if part not in shouted]
        return " ".join(shouted), " ".join(spoken)
    if is_surname_first:
        size = 1 + sum(1 for _ in takewhile(lambda part: unaccented(part) in PARTICLES, parts))
        return " ".join(parts[:size]), " ".join(parts[size:])
    return " ".join(parts[-1:]), " ".join(parts[:-1])
