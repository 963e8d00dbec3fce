"""What the palmarès says first, in words: only what its draws can prove."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parvis.core.french import NBSP, THIN, enumerate_words, number, spelled
from parvis.core.palmares.presets import Category
from parvis.core.palmares.standing import Band

TOO_WIDE = 0.5
"""A band that covers this share of its group says nothing: "rang non distinguable"."""
MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the answer; `figure` is the anchor of what proves it, "" for plain words."""

    text: str
    figure: str = ""


def ordinal(rank: int) -> str:
    """ "1re", "2e", "2 310e": a place, which is feminine."""
    return "1re" if rank == 1 else f"{number(rank, 0)}e"


def is_told(band: Band) -> bool:
    """Whether the band is narrow enough to say where the commune stands."""
    return band.high - band.low + 1 <= TOO_WIDE * band.n


def place(band: Band) -> str:
    """ "entre la 4e et la 12e place", "à la 1re place" when it is sure."""
    if band.is_sure:
        return f"à la {ordinal(band.low)} place"
    return f"entre la {ordinal(band.low)} et la {ordinal(band.high)} place"


def places(band: Band) -> str:
    """ "4e à 12e", for a label or a cell."""
    return ordinal(band.low) if band.is_sure else f"{ordinal(band.low)} à {ordinal(band.high)}"


def standing(name: str, band: Band, is_picked: bool) -> tuple[Part, ...]:
    """Where the commune is in its group, or that this cannot be told."""
    others = "du groupe choisi" if is_picked else "comparables"
    head = f"Parmi {band.n} communes {others}, {name} est "
    if is_told(band):
        return Part(head), Part(place(band), "semblables"), Part(".")
    return (
        Part(head),
        Part("d’un rang non distinguable", "semblables"),
        Part(f"{NBSP}: {place(band)}."),
    )


def carried(categories: Sequence[Category], bands: Sequence[Band]) -> tuple[Part, ...]:
    """The categories surely in the first half of the group, then those surely in the second."""
    pairs = list(zip(categories, bands, strict=True))
    first = sorted((p for p in pairs if is_first(p[1])), key=lambda p: p[1].middle)
    last = sorted((p for p in pairs if is_last(p[1])), key=lambda p: -p[1].middle)
    found: list[Part] = []
    if first:
        found += [Part(" Ce qui la porte"), Part(f"{NBSP}: "), *_named(first)]
    if last:
        found += [Part(f"{THIN}; ce qui la retient" if first else " Ce qui la retient"),
                  Part(f"{NBSP}: "), *_named(last)]  # fmt: skip
    return (*found, Part(".")) if found else ()


def is_first(band: Band) -> bool:
    """Surely in the first half of the group."""
    return 2 * band.high <= band.n


def is_last(band: Band) -> bool:
    """Surely in the second half of the group."""
    return 2 * band.low > band.n


def _named(pairs: Sequence[tuple[Category, Band]]) -> Iterator[Part]:
    for rank, (category, _) in enumerate(pairs[:MOST_NAMED]):
        if rank:
            yield Part(" et ")
        yield Part(category.title.lower(), "categories")


def ties(tied: Sequence[str], name: str) -> str:
    """How many of the group cannot be told apart, named when they are few."""
    if not tied:
        return f"Toutes les autres se distinguent de {name}, devant ou derrière."
    if len(tied) <= 3:
        return f"On ne peut dire {name} ni devant ni derrière {enumerate_words(tied)}."
    return f"On ne peut dire {name} ni devant ni derrière {spelled(len(tied))} d’entre elles."


def counted(bands: Sequence[Band]) -> str:
    """The finding of the figure of categories, in words."""
    first, last = sum(map(is_first, bands)), sum(map(is_last, bands))
    unsure = len(bands) - first - last
    parts = [
        f"{_categories(first)} à coup sûr dans la première moitié",
        f"{_many(last)} dans la seconde",
        f"{_many(unsure)} {'indécise' if unsure == 1 else 'indécises'}",
    ]
    return f"{parts[0][:1].upper()}{parts[0][1:]}, {parts[1]}, {parts[2]}."


def _categories(n: int) -> str:
    return f"{_many(n)} {'catégorie' if n < 2 else 'catégories'}"


def _many(n: int) -> str:
    return {0: "aucune", 1: "une"}.get(n, spelled(n))
