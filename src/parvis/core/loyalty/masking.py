"""Names, telephones, addresses taken out of what people write, before anybody quotes it.

Too much is masked rather than too little: a quote that lost a word still says what it says.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from parvis.core.french import alphabetical

NAME, PHONE, MAIL, ADDRESS, NUMBER = "[nom]", "[téléphone]", "[courriel]", "[adresse]", "[numéro]"
_UPPER = "A-ZÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ"
_WORD = r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*"
_CAPITAL = rf"[{_UPPER}](?:[^\W\d_]|[’'\-])*"
_PARTICLE = r"(?:d[eu]|de la|de l[’']|des|le|la|van|von|ben|el|da|dos)"
_MAILS = re.compile(r"[\w.+\-]+\s?(?:@|\(at\)|\[at\])\s?[\w\-]+(?:\.[\w\-]+)+", re.I)
_PHONES = re.compile(
    r"(?<![\d,])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/]?\d{2}){4}(?!\d)"
)
_KINDS = (
    "rue|avenue|av\\.?|boulevard|bd\\.?|bvd|place|pl\\.?|chemin|ch\\.|allée|allee|impasse|route|"
    "quai|cours|square|sente|sentier|faubourg|fbg|résidence|residence|lotissement|hameau|passage|"
    "lieu-dit|lieudit|ruelle|villa|cité|esplanade|mail|venelle|rond-point"
)
_STREETS = re.compile(
    rf"\b\d{{1,4}}\s?(?i:bis|ter|quater|[a-d])?\s?,?\s(?i:{_KINDS})\s"
    rf"(?:(?:{_PARTICLE}|du|aux?|sur|en|\d+)\s|d[’']|l[’'])*{_WORD}"
    rf"(?:\s(?:(?:{_PARTICLE}|du|aux?|sur|en)\s|d[’']|l[’'])*[{_UPPER}\d](?:{_WORD}|\d*))*"
)
_TOWNS = re.compile(rf"\b\d{{5}}\s+{_CAPITAL}(?:[\s\-]{_CAPITAL})*")
_NUMBERS = re.compile(
    r"\b[12]\s?\d{2}\s?\d{2}\s?\d[\dAB]\s?\d{3}\s?\d{3}(?:\s?\d{2})?\b|"
    r"\bFR\d{2}(?:\s?[\dA-Z]{4}){5}(?:\s?[\dA-Z]{1,3})?\b|\b[A-Z]{2}[-\s]?\d{3}[-\s]?[A-Z]{2}\b"
)
_TITLES = re.compile(
    rf"\b(?P<title>M\.|Mr\.?|MM\.|Mme\.?|Mmes|Mlle|Melle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|"
    rf"Dr\.?|[Dd]octeur|Me|[Mm]aître|M(?=\s[{_UPPER}]))\s"
    rf"(?!l[ea’']|de\b(?!\s?(?:la\s)?[{_UPPER}])|du\s[a-z]|qui|que|est|a\b|m[’'])"
    rf"(?P<name>(?:{_PARTICLE}\s)?{_WORD}(?:[\s](?:{_PARTICLE}\s)?{_CAPITAL}){{0,3}})"
)
_SAID = re.compile(
    rf"(?P<said>(?:je m[’']appelle|je suis|mon nom est|[Nn]om|[Ss]igné|[Cc]ordialement|[Mm]erci à|"
    rf"agent)\s?[:,]?\s+)(?P<name>{_CAPITAL}(?:\s(?:{_PARTICLE}\s)?{_CAPITAL}){{1,3}})"
)
_RUN = re.compile(rf"\b{_CAPITAL}(?:\s(?:{_PARTICLE}\s)?{_CAPITAL})*")
_SHOUTED = re.compile(rf"\b(?:[{_UPPER}]{{2,}}(?:[\-’'][{_UPPER}]+)*\s)+{_CAPITAL}")
_TOO_COMMON = frozenset(
    "rose pierre claire france fleur noel victoire aime marin constant ange prudence espoir olive "
    "mai avril juin paris vendome loire charme blanche mercredi dimanche aurore ville clement "
    "esther océan alma lou mari martin".split()
)


def masked(text: str, first_names: Collection[str]) -> str:
    """`text` without what tells who wrote it or whom it is about.

    `first_names`: those of the country, in lower case and without accents.
    """
    for pattern, mark in ((_MAILS, MAIL), (_NUMBERS, NUMBER), (_PHONES, PHONE),
                          (_STREETS, ADDRESS), (_TOWNS, ADDRESS)):  # fmt: skip
        text = pattern.sub(mark, text)
    text = _TITLES.sub(rf"\g<title> {NAME}", text)
    text = _SAID.sub(rf"\g<said>{NAME}", text)
    return _RUN.sub(lambda run: _named(run[0], first_names), text)


def known_first_names(names: Collection[str]) -> frozenset[str]:
    """First names in one spelling, without those that are words of every day."""
    return frozenset(_spelled(name) for name in names) - _TOO_COMMON


def _named(run: str, first_names: Collection[str]) -> str:
    """A run of words in capitals: masked from the first name in it on, or whole if one precedes."""
    words = run.split(" ")
    if run.startswith("["):
        return run
    places = [rank for rank, word in enumerate(words) if _is_first(word, first_names)]
    if not places:
        return run
    is_reversed = places[0] > 0 and words[places[0] - 1].isupper()
    start = 0 if is_reversed else places[0]
    return " ".join([*words[:start], NAME])


def _is_first(word: str, first_names: Collection[str]) -> bool:
    return len(word) > 2 and any(part in first_names for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    yield _spelled(word)
    if "-" in word:
        yield _spelled(word.partition("-")[0])


@lru_cache(maxsize=1 << 14)
def _spelled(word: str) -> str:
    return alphabetical(word).replace("’", "'")
