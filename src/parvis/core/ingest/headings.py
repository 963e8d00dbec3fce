"""How the name of a column is compared: whatever its case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def normalise_header(text: str) -> str:
    """`text` without case, accents, spaces or punctuation: "N° demande" and "n_demande" meet."""
    joined = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    bare = unicodedata.normalize("NFKD", joined.casefold())
    return re.sub(r"[^0-9a-z]", "", bare)
