"""What people write, sorted: by theme, with words a town can edit, and by feeling.

Themes are data (`verbatims/*.toml`); the rule of feeling is what is left without a trained model,
and the yardstick of every model.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.core.entries import Entries
from parvis.core.french import alphabetical

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Feeling(IntEnum):
    """How a text feels, as its author or a model says."""

    NEGATIVE = 0
    NEUTRAL = 1
    POSITIVE = 2

    @property
    def label(self) -> str:
        """The feeling, in French."""
        return ("négatif", "neutre", "positif")[self]


LABELS = {"negatif": Feeling.NEGATIVE, "neutre": Feeling.NEUTRAL, "positif": Feeling.POSITIVE}


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its words, of which the beginning is enough where they end with a star."""

    id: str
    title: str
    pattern: re.Pattern[str]


class Reader(Protocol):
    """What tells the feeling of texts, one number of `Feeling` each."""

    def feelings(self, texts: Sequence[str]) -> Ints:
        """The feeling of each text."""
        ...


@dataclass(frozen=True, slots=True)
class WordRule:
    """The feeling by counting words of each kind; neutral where neither kind wins."""

    positive: re.Pattern[str]
    negative: re.Pattern[str]

    def feelings(self, texts: Sequence[str]) -> Ints:
        """The feeling of each text."""
        plain = [alphabetical(text) for text in texts]
        gaps = np.array(
            [len(self.positive.findall(t)) - len(self.negative.findall(t)) for t in plain]
        )
        found: Ints = (np.sign(gaps) + 1).astype(np.int64)
        return found


@dataclass(frozen=True, slots=True)
class Sorting:
    """The themes and the rule of feeling of a town."""

    themes: tuple[Theme, ...]
    rule: WordRule

    def themes_of(self, text: str) -> tuple[str, ...]:
        """The ids of the themes a text speaks of, in their order."""
        plain = alphabetical(text)
        return tuple(theme.id for theme in self.themes if theme.pattern.search(plain))


def sorting_from(data: Mapping[str, Any], file: str) -> Sorting:
    """The themes and words that `file` writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    themes = tuple(_theme(table) for table in entries.tables("theme"))
    feeling = entries.table("feeling")
    rule = WordRule(_words(feeling.texts("positive")), _words(feeling.texts("negative")))
    feeling.end()
    entries.end()
    return Sorting(themes, rule)


def macro_f1(truth: Ints, found: Ints) -> float:
    """The mean, over the three feelings, of the harmonic mean of precision and recall."""
    return float(np.mean([_f1(truth == kind, found == kind) for kind in Feeling]))


def macro_f1_interval(
    truth: Ints, found: Ints, seed: int, draws: int = 1000
) -> tuple[float, float]:
    """The 95 % bootstrap interval of `macro_f1` over texts."""
    rng = np.random.default_rng(seed)
    samples = rng.integers(0, truth.size, (draws, truth.size))
    low, high = np.quantile([macro_f1(truth[s], found[s]) for s in samples], [0.025, 0.975])
    return float(low), float(high)


def _f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    both = int((truth & found).sum())
    return 2 * both / max(int(truth.sum() + found.sum()), 1)


def _theme(table: Entries) -> Theme:
    theme = Theme(table.text("id"), table.text("title"), _words(table.texts("words")))
    table.end()
    return theme


def _words(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words; "attent*" is every word that begins so."""
    plain = (re.escape(alphabetical(word)).replace(r"\*", r"\w*") for word in words)
    return re.compile(r"\b(?:" + "|".join(plain) + r")\b")
