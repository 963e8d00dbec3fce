"""What is left of a name whichever way it was transcribed: its consonants, roughly.

"Mohammed", "Muhammad" and the letters of محمد are one name under several transcriptions: English
or French, with vowels or without, doubled or not. Their consonants, put in one spelling, agree.
A level of its own in the model, learnt from the file like any other; names of fewer than three
such letters have none.
"""

import re
from functools import lru_cache

_FEWEST = 3
_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        # The Arabic article, apart or not, where a name of some length follows.
        (r"^[AE]L(?=[A-Z]{5})", ""),
        (r"^OU(?=[AEIOUY])", "V"),
        # Hushing and hissing sounds are written in too many ways to be told apart.
        (r"SHCH|CHTCH|TSCH|SCH|TCH|TSH|CH|SH|SZ|CZ|CS|TZ|TS|X|Z", "S"),
        (r"C(?=[EIY])", "S"),
        (r"DZH|DJ|J|G(?=[EIY])", "J"),
        (r"GH|GU(?=[EIY])", "G"),
        (r"KH|QU(?=[EIY])|CK|[CQ]", "K"),
        (r"PH", "F"),
        (r"W", "V"),
        (r"(.)\1+", r"\1"),
        (r"(?<!^)Y|[AEIOUH]", ""),
    )
)


@lru_cache(maxsize=1 << 17)
def consonants(name: str) -> str:
    """The key of a name in capitals without accents, in the Latin alphabet; "" where too little
    is left of it to tell names apart."""
    left = name.replace(" ", "")
    for pattern, by in _RULES:
        left = pattern.sub(by, left)
    return left if len(left) >= _FEWEST else ""
