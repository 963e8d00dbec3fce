"""What goes wrong when identities are keyed in: two designs that share nothing but letters.

`INDEPENDENT` harms each field of each record by itself. `CORRELATED` harms whole records: some
are years old, each was keyed by a clerk with habits, and each application has its own defect. A
matcher tuned to one meets the other.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.identity import Identity
from parvis.core.population.sheets import NO_DAY

Ints = NDArray[np.int64]
Texts = NDArray[Any]

_NEIGHBOURS = MappingProxyType({
    "a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "km", "m": "lp", "n": "bm", "o": "ip", "p": "om",
    "q": "sa", "r": "et", "s": "qd", "t": "ry", "u": "yi", "v": "cb", "y": "tu", "z": "ae",
    **{str(d): str((d + 1) % 10) for d in range(10)},
})  # fmt: skip
_TYPO = {"last_name": 0.04, "first_name": 0.03, "address": 0.06, "phone": 0.03, "email": 0.03}
_LOST = {"phone": 0.06, "email": 0.09, "address": 0.02}
_BIRTH_LOST, _BIRTH_WRONG, _MAIDEN, _LAG = 0.01, 0.015, 0.15, 200.0
_STALE, _STALE_YEARS = 0.12, (2, 9)
_CLERKS = (0.40, 0.25, 0.15, 0.12, 0.08)
_TRUNCATED = 12
_YEAR_1900 = -25567
_ABBREVIATED = (
    ("avenue ", "av. "),
    ("boulevard ", "bd "),
    ("allée ", "all. "),
    ("chemin ", "ch. "),
)


@dataclass(frozen=True, slots=True)
class Design:
    """How old what a file knows is (days before an event), and what keying did to it."""

    id: str
    age: Callable[[int, np.random.Generator], Ints]
    harm: Callable[[Identity, str, np.random.Generator], Identity]


def typo(word: str, where: float, how: float) -> str:
    """`word` with one letter doubled, dropped, swapped with the next, or taken for a neighbour.

    `where` and `how`, in [0, 1), choose the letter and the slip.
    """
    if len(word) < 2:
        return word
    at = int(where * (len(word) - 1))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if how < 0.3:
        return before + after
    if how < 0.5:
        return before + letter * 2 + after
    if how < 0.7:
        return before + after[0] + letter + after[1:]
    return before + _NEIGHBOURS.get(letter.lower(), "ee")[0] + after


def bare(word: str) -> str:
    """`word` in capitals without accents, as old terminals wrote."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if c < "\u0300").upper()


def _mistype(values: Texts, at: Ints, rng: np.random.Generator) -> Texts:
    out, where, how = values.copy(), rng.random(len(at)), rng.random(len(at))
    slips = zip(values[at].tolist(), where.tolist(), how.tolist(), strict=True)
    out[at] = np.array([typo(w, a, b) for w, a, b in slips], dtype=object)
    return out


def _some(count: int, share: float, rng: np.random.Generator) -> Ints:
    return np.flatnonzero(rng.random(count) < share)


def _independent_age(count: int, rng: np.random.Generator) -> Ints:
    return rng.exponential(_LAG, count).astype(np.int64)


def _independent(found: Identity, _: str, rng: np.random.Generator) -> Identity:
    out, n = dict(found), len(found["sex"])
    maiden = _some(n, _MAIDEN, rng)
    out["last_name"] = out["last_name"].copy()
    out["last_name"][maiden] = found["birth_name"][maiden]
    for name, share in _TYPO.items():
        out[name] = _mistype(out[name], _some(n, share, rng), rng)
    for name, share in _LOST.items():
        out[name][_some(n, share, rng)] = ""
    out["born_on"] = _misdated(found["born_on"], rng)
    return out


def _misdated(born: Ints, rng: np.random.Generator) -> Ints:
    """Birth dates some of which are lost, or off by a month, ten days or a year."""
    out, wrong = born.copy(), _some(len(born), _BIRTH_WRONG, rng)
    out[wrong] += rng.choice([-365, -30, -10, 10, 30, 365], len(wrong))
    out[_some(len(born), _BIRTH_LOST, rng)] = NO_DAY
    return out


def _correlated_age(count: int, rng: np.random.Generator) -> Ints:
    years = rng.integers(*_STALE_YEARS, count)
    return np.where(rng.random(count) < _STALE, years * 365, 0)


def _correlated(found: Identity, source: str, rng: np.random.Generator) -> Identity:
    out = {name: values.copy() for name, values in found.items()}
    clerk = rng.choice(len(_CLERKS), len(out["sex"]), p=_CLERKS)
    for number, habit in enumerate((None, _capitals, _plain_names, _short, _hasty)):
        if habit is not None:
            habit(out, np.flatnonzero(clerk == number), rng)
    if source in _DEFECTS:
        _DEFECTS[source](out)
    return out


def _each(out: Identity, name: str, at: Ints, change: Callable[[str], str]) -> None:
    out[name][at] = np.array([change(v) for v in out[name][at].tolist()], dtype=object)


def _capitals(out: Identity, at: Ints, _: np.random.Generator) -> None:
    for name in ("last_name", "first_name", "address"):
        _each(out, name, at, bare)


def _plain_names(out: Identity, at: Ints, _: np.random.Generator) -> None:
    """No hyphen, no particle, the first of two names."""
    _each(out, "last_name", at, lambda v: v.removeprefix("de ").removeprefix("du ").split("-")[0])
    _each(out, "first_name", at, lambda v: v.replace("-", " "))


def _short(out: Identity, at: Ints, rng: np.random.Generator) -> None:
    """Ways abbreviated; telephone and e-mail seldom asked."""
    for long, short in _ABBREVIATED:
        _each(out, "address", at, lambda v, a=long, b=short: v.replace(a, b))  # type: ignore[misc]
    for name in ("phone", "email"):
        out[name][at[rng.random(len(at)) < 0.7]] = ""


def _hasty(out: Identity, at: Ints, rng: np.random.Generator) -> None:
    """Several slips in one record, or none: half of this clerk's records are bad throughout."""
    bad = at[rng.random(len(at)) < 0.5]
    for name in ("last_name", "first_name", "address", "email"):
        out[name] = _mistype(out[name], bad, rng)
    out["born_on"][bad[rng.random(len(bad)) < 0.4]] = _YEAR_1900


def _truncate(out: Identity) -> None:
    _each(out, "last_name", np.arange(len(out["sex"])), lambda v: v[:_TRUNCATED])


def _joined_phones(out: Identity) -> None:
    _each(out, "phone", np.arange(len(out["sex"])), lambda v: v.replace(" ", ""))


def _no_accents(out: Identity) -> None:
    for name in ("last_name", "first_name"):
        _each(out, name, np.arange(len(out["sex"])), bare)


_DEFECTS: Mapping[str, Callable[[Identity], None]] = MappingProxyType({
    "mediatheque": _no_accents, "ecole_de_musique": _truncate, "ccas": _joined_phones,
})  # fmt: skip

DESIGNS = MappingProxyType(
    {
        "independent": Design("independent", _independent_age, _independent),
        "correlated": Design("correlated", _correlated_age, _correlated),
    }
)
