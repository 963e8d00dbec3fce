"""Finding a demarche with one's own words, whatever the spelling.

A query's words are stemmed (Snowball, French) without accents. A word that no demarche knows is
replaced by those it is the beginning of, or that it nearly spells (optimal string alignment
distance). Ranking is BM25 over weighted fields (Robertson & Zaragoza, "The Probabilistic
Relevance Framework", 2009, k1 and b below), lowered where part of the query is not answered.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

from parvis.core.french import alphabetical

K1, B = 1.2, 0.4
TITLE, KEYWORD, SUMMARY = 3.0, 2.0, 0.7
SYNONYM, BEGINNING, MISSPELT = 0.45, 0.8, 0.75
"""What a word found otherwise than by itself is worth beside one found by itself."""
SHORTEST_BEGINNING = 4
_WORD = re.compile(r"[a-z0-9]+")
_SILENT = frozenset(
    "a ai au aux avec ce ces comment d dans de des du elle en est et faire fait il ils j je l la "
    "le les leur lui m ma me mes moi mon n ne nous on ou par pas plus pour qu que qui s sa se ses "
    "si son sur t ta te tes toi ton tu un une vos votre vous y c cette sont suis veux voudrais "
    "dois demande demander obtenir ville mairie ici chez viens ete etre avoir".split()
)
"""Words that say nothing of what is looked for."""
_STEMMER = snowballstemmer.stemmer("french")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is searched of one thing: words in `title` and `keywords` count most."""

    id: str
    title: str
    keywords: str
    summary: str


@dataclass(frozen=True, slots=True)
class Found:
    """One answer; `score` orders answers to one query and compares nothing else."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Index:
    """The entries ready to be searched: weights by stem, and every word as it is spelled."""

    weights: Mapping[str, Mapping[str, float]]
    spelled: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]
    rank: Mapping[str, int]

    def search(self, query: str, limit: int = 20) -> list[Found]:
        """The entries that answer `query`, the best first."""
        asked = list(dict.fromkeys(words(query)))
        scores: defaultdict[str, float] = defaultdict(float)
        answered: Counter[str] = Counter()
        for word in asked:
            for entry, score in self._answering(word).items():
                scores[entry] += score
                answered[entry] += 1
        ranked = [Found(e, s * (answered[e] / len(asked)) ** 0.5) for e, s in scores.items()]
        return sorted(ranked, key=lambda found: (-found.score, self.rank[found.id]))[:limit]

    def _answering(self, word: str) -> dict[str, float]:
        """What each entry is worth for one word of a query."""
        best: dict[str, float] = {}
        for found, worth in self._read_as(word).items():
            held = self.weights.get(found, {})
            rarity = math.log(1 + (len(self.rank) - len(held) + 0.5) / (len(held) + 0.5))
            for entry, weight in held.items():
                score = worth * rarity * weight * (K1 + 1) / (weight + K1)
                best[entry] = max(best.get(entry, 0.0), score)
        return best

    def _read_as(self, word: str) -> dict[str, float]:
        """The stems that `word` may mean, each with what it is worth (0..1)."""
        known = stem(word)
        if known in self.weights or known in self.synonyms:
            return {**dict.fromkeys(self.synonyms.get(known, ()), SYNONYM), known: 1.0}
        read: dict[str, float] = {}
        for spelled, worth in self._near(word):
            for found in self.spelled[spelled]:
                for other in self.synonyms.get(found, ()):
                    read[other] = max(read.get(other, 0.0), worth * SYNONYM)
                read[found] = max(read.get(found, 0.0), worth)
        return read

    def _near(self, word: str) -> Iterator[tuple[str, float]]:
        """Known words that `word` begins, or nearly spells."""
        allowed = _slips(word)
        for known in self.spelled:
            if len(word) >= SHORTEST_BEGINNING and known.startswith(word):
                yield known, BEGINNING
                continue
            slips = _distance(word, known, allowed)
            if slips <= allowed:
                yield known, MISSPELT * (1 - slips / (2 * len(word)))


def index(entries: Iterable[Entry], synonyms: Sequence[str] = ()) -> Index:
    """The index of `entries`; each of `synonyms` is a group of words that mean the same."""
    kept = list(entries)
    bags = {entry.id: _bag(entry) for entry in kept}
    usual = sum(sum(bag.values()) for bag in bags.values()) / max(len(bags), 1)
    weights: dict[str, dict[str, float]] = {}
    for entry, bag in bags.items():
        longer = 1 - B + B * sum(bag.values()) / usual
        for found, weight in bag.items():
            weights.setdefault(found, {})[entry] = weight / longer
    groups = [frozenset(stem(w) for w in words(group)) for group in synonyms]
    spelled: dict[str, set[str]] = {}
    texts = [f"{e.title} {e.keywords} {e.summary}" for e in kept]
    for word in words(" ".join([*texts, *synonyms])):
        spelled.setdefault(word, set()).add(stem(word))
    return Index(
        weights,
        {word: frozenset(stems) for word, stems in spelled.items()},
        _grouped(groups),
        {entry.id: place for place, entry in enumerate(kept)},
    )


def words(text: str) -> list[str]:
    """The words of `text` that say something, without case nor accents."""
    plain = alphabetical(text).replace("œ", "oe").replace("æ", "ae")
    return [word for word in _WORD.findall(plain) if word not in _SILENT and len(word) > 1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of an unaccented word."""
    found: str = _STEMMER.stemWord(word)
    return found


def _bag(entry: Entry) -> dict[str, float]:
    """How much each stem says of `entry`: it counts once per field, not per repetition."""
    bag: defaultdict[str, float] = defaultdict(float)
    fields = ((entry.title, TITLE), (entry.keywords, KEYWORD), (entry.summary, SUMMARY))
    for text, weight in fields:
        for found in {stem(word) for word in words(text)}:
            bag[found] += weight
    return bag


def _grouped(groups: Iterable[frozenset[str]]) -> dict[str, frozenset[str]]:
    meaning: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            meaning[word] = meaning.get(word, frozenset()) | (group - {word})
    return meaning


def _slips(word: str) -> int:
    """How many slips of the keyboard or of spelling a word of this length may hold."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


@lru_cache(maxsize=50_000)
def _distance(word: str, known: str, allowed: int) -> int:
    """Slips between two words, those that a French ear does not hear left out."""
    if abs(len(word) - len(known)) > allowed:
        return allowed + 1
    plain = OSA.distance(word, known, score_cutoff=allowed)
    heard = OSA.distance(_heard(word), _heard(known), score_cutoff=allowed)
    return int(min(plain, heard + 1)) if allowed else int(plain)


@lru_cache(maxsize=20_000)
def _heard(word: str) -> str:
    """Roughly how an unaccented word sounds in French: spellings of one sound become one."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu|k|cc(?=[aou])", "c"),
        (r"c(?=[eiy])|sc(?=[eiy])|ss", "s"),
        (r"(?:eau|au)x?", "o"),
        (r"ai|ei|er$|ez$|et$|ee?s?$", "e"),
        (r"en|em|an|am", "a"),
        (r"y", "i"),
        (r"h", ""),
        (r"x", "cs"),
        (r"([b-df-hj-np-tv-z])\1", r"\1"),
        (r"[stdxp]$", ""),
    )
)
