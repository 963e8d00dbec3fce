"""What a text is about: the category whose keywords it holds."""

from parvis.core.casework.setup import Category, DeskSetup
from parvis.core.people.names import words

_SHORT = 4
"""Words of a title shorter than this say nothing."""


def suggested(setup: DeskSetup, text: str) -> Category | None:
    """The category that the words of a text call for; None if none does."""
    found = words(text)
    scores = {c.id: _hits(c, found) for c in setup.categories.values()}
    best = max(scores, key=lambda code: scores[code], default="")
    return setup.categories[best] if best and scores[best] else None


def _hits(category: Category, found: list[str]) -> int:
    """How many of its keywords, and words of its title, a text holds; plurals count."""
    text = f" {' '.join(found)} "
    keys = [" ".join(words(keyword)) for keyword in category.keywords]
    titles = [word for word in words(category.title) if len(word) >= _SHORT]
    return sum(f" {key}{end} " in text for key in (*keys, *titles) for end in ("", "S", "X"))
