"""Names in one spelling: capitals without accents, words apart, titles and particles known.

What a clerk, a form and a register write for one person differs first by case, accents, hyphens
and the order of compound names. The raw text is kept by the caller; this is for comparison only.
"""

import re
import unicodedata

TITLES = frozenset(
    "M MR MME MLLE MADAME MONSIEUR MADEMOISELLE MRS MS MISS DR DOCTEUR ME MAITRE PR".split()
)
PARTICLES = frozenset("DE DU DES D LE LA LES L DA DOS DI DEL VAN VON DER DEN EL AL BEN".split())
BORN = re.compile(r"\b(?:NEE?|EPOUSE|EP|VEUVE|VVE|DIT|DITE)\b")
FORGOTTEN = frozenset({"DE", "D"})
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o",
                            "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"})  # fmt: skip
_NOT_A_LETTER = re.compile(r"[^A-Z]+")
_NOT_A_SIGN = re.compile(r"[^A-Z0-9]+")
EMPTY_WORDS = frozenset(
    "NC NR NA N A NSP NULL NONE NAN INCONNU INCONNUE UNKNOWN X XX ANONYME ANONYMOUS".split()
)


def unaccented(text: str) -> str:
    """`text` in capitals, without accents or ligatures."""
    if text.isascii():
        return text.upper()
    parts = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in parts if not unicodedata.combining(c)).upper()


def words(text: str) -> list[str]:
    """The words of a text: letters and digits, in capitals."""
    return _NOT_A_SIGN.sub(" ", unaccented(text)).split()


def name_words(text: str) -> list[str]:
    """The words of a name, titles left out; none where the cell only says "unknown"."""
    found = _NOT_A_LETTER.sub(" ", BORN.sub(" ", unaccented(text))).split()
    kept = [word for word in found if word not in TITLES] if len(found) > 1 else found
    return [] if len(kept) <= 2 and EMPTY_WORDS.issuperset(kept) and kept != ["A"] else kept


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


def split_full_name(text: str) -> tuple[str, str]:
    """(surname, given name) of a whole name in one cell.

    "DUPONT Marie" and "Dupont, Marie" put the surname first; otherwise the last word is it.
    """
    if "," in text:
        before, _, after = text.partition(",")
        return before.strip(), after.strip()
    parts = [part for part in text.split() if unaccented(part).strip(".") not in TITLES]
    shouted = [part for part in parts if part.isupper() and len(part) > 1]
    if shouted and len(shouted) < len(parts):
        spoken = [part for part in parts if part not in shouted]
        return " ".join(shouted), " ".join(spoken)
    return (" ".join(parts[-1:]), " ".join(parts[:-1]))
