"""What people write, sorted: by theme, with words a town can edit, and by feeling.

Themes are data (`verbatims/*.toml`); the rule of feeling is what is left without a trained model,
and the yardstick of every model.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.core.entries import Entries
from parvis.core.french import alphabetical
from parvis.core.loyalty.masking import masked
from parvis.core.metrics.emerging import moves

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


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it may be shown: masked, with the titles of its themes and its feeling."""

    text: str
    themes: tuple[str, ...]
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Listening:
    """What a town listens with: its themes, what reads feelings, the first names to mask."""

    sorting: Sorting
    reader: Reader
    first_names: frozenset[str]

    def heard(self, texts: Sequence[str]) -> list[Heard]:
        """The texts, masked and sorted."""
        titles = {theme.id: theme.title for theme in self.sorting.themes}
        feelings = self.reader.feelings(texts) if texts else ()
        return [
            Heard(masked(text, self.first_names),
                  tuple(titles[name] for name in self.sorting.themes_of(text)), Feeling(int(f)))
            for text, f in zip(texts, feelings, strict=True)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many texts speak of a theme, now and in the wave before; `ratio`: how many times more,
    beyond chance among all themes looked at; None where no rise is said."""

    title: str
    now: int
    before: int
    ratio: float | None


def themes_told(now: Sequence[Heard], before: Sequence[Heard]) -> list[ThemeCount]:
    """The themes, the most frequent first; those that rise are told under false-discovery control
    (`core.metrics.emerging`), the waves weighed by their number of texts."""
    counts = [Counter(title for one in wave for title in one.themes) for wave in (now, before)]
    titles = [title for title, _ in counts[0].most_common()]
    if not titles or not before:
        return [ThemeCount(title, counts[0][title], 0, None) for title in titles]
    found = moves(
        np.array([counts[0][t] for t in titles], float),
        np.array([counts[1][t] for t in titles], float), exposure=len(now) / len(before),
    )  # fmt: skip
    return [
        ThemeCount(t, counts[0][t], counts[1][t], float(r) if said and r > 1 else None)
        for t, r, said in zip(titles, found.ratio, found.is_said, strict=True)
    ]


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
