"""Streets misspelt: a way hardly anybody writes is the one, a slip away, that the commune names, or
that many write."""

from collections.abc import Collection, Iterator, Mapping

_MANY, _TIMES = 8, 8
"""Records that bear a spelling for it to be trusted, and how many times more than the slip."""
_SHORTEST, _SURE = 6, 2**62


def respelled(bearers: Mapping[str, int], named: Collection[str] = ()) -> dict[str, str]:
    """The trusted spelling of each street that is misspelt; `bearers` counts records by spelling.

    Where the commune's base gives its streets, those `named` are trusted, and no other. One letter
    doubled, dropped, changed or swapped with the next (Damerau, 1964). Streets whose numbers differ
    are never one, and a slip that two streets explain is left as it is.
    """
    trusted = dict.fromkeys(named, _SURE) or {s: n for s, n in bearers.items() if n >= _MANY}
    by_rest: dict[str, set[str]] = {}
    for street in trusted:
        for rest in _rests(street):
            by_rest.setdefault(rest, set()).add(street)
    found = {}
    for street, count in bearers.items():
        if street in named:
            continue
        near = {
            other
            for rest in _rests(street)
            for other in by_rest.get(rest, ())
            if trusted[other] >= _TIMES * count and _is_one_slip(street, other)
        }
        if len(near) == 1:
            found[street] = near.pop()
    return found


def _rests(street: str) -> Iterator[str]:
    """What is left of a street without one of its letters, and the street itself."""
    if len(street) >= _SHORTEST:
        yield street
        yield from {street[:at] + street[at + 1 :] for at in range(len(street))}


def _is_one_slip(one: str, other: str) -> bool:
    """Whether two texts, one letter away from a common rest, are one slip apart."""
    if one == other or _digits(one) != _digits(other):
        return False
    if len(one) != len(other):
        return abs(len(one) - len(other)) == 1
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 2:
        low, high = apart
        return high == low + 1 and one[low] == other[high] and one[high] == other[low]
    return len(apart) == 1


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
