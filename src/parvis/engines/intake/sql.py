"""Small pieces of SQL: literals, names, and the test of a social security number."""

from collections.abc import Collection, Iterable

from parvis.core.ingest.nir import LONGEST, NIR_INSIDE, NIR_SHAPE, SHORTEST


def quoted(text: str) -> str:
    """`text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


AS_WRITTEN = "in_clause,common_subexpressions"
"""What the engine does without when it types: to join to the words of `among`, which takes longer
to prepare than a small file to type, and to look for common parts: they are all inside a CASE,
where it never finds any."""

_FEW_WORDS = 30


def among(text: str, words: Collection[str]) -> str:
    """SQL that is true where `text` is one of `words`; many are joined to."""
    listed = ", ".join(quoted(word) for word in sorted(words))
    listed = listed if len(words) <= _FEW_WORDS else f"SELECT unnest([{listed}])"
    return f"{text} IN ({listed})"


def named(names: Iterable[str]) -> str:
    """Contract field names as an SQL list; the contract allows them no quote."""
    return ", ".join(f'"{name}"' for name in names)


def shaped_sql(cell: str) -> str:
    """SQL that is true where `cell` has the shape of a NIR; the length is looked at first."""
    return (
        f"CASE WHEN strlen({cell}) BETWEEN {SHORTEST} AND {LONGEST}"
        f" THEN regexp_full_match({cell}, {quoted(NIR_SHAPE)}) ELSE false END"
    )


def nir_sql(cell: str) -> str:
    """SQL that is true where `cell` holds a NIR whose key is right, alone or in a sentence."""
    inside = f"strlen({cell}) >= {SHORTEST} AND regexp_matches({cell}, {quoted(NIR_INSIDE)})"
    bare = f"upper(translate(regexp_extract({cell}, {quoted(NIR_INSIDE)}, 1), ' .', ''))"
    number = f"CAST(left(replace(replace({bare}, '2A', '19'), '2B', '18'), 13) AS BIGINT)"
    key = f"CAST(right({bare}, 2) AS BIGINT)"
    return f"CASE WHEN {inside} THEN 97 - {number} % 97 = {key} ELSE false END"
