"""A synthetic file of people who live in homes, keyed in several times, with the truth apart.

Members of a home share surname, address and often telephone and e-mail; some records are years
old, some were keyed by careless hands, some hold a maiden name. Nothing here was used to set the
linker: it has no setting.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[Any]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HEADER = ("record_id", "Nom", "Nom d'usage", "Prénom", "Sexe", "Date de naissance", "Adresse",
          "Code postal", "Ville", "Téléphone", "Courriel")  # fmt: skip

_HEADS = "Mar Ber Du Le La Ro Mo Gi Fau Gar Bo Che Per Cla Lam Fon Gau Re Vi Pel".split()
_MIDDLES = "ti na ri lan ne ro che vi mou ber de lo san bri ga le mi tho ma ra se pa".split()
_TAILS = "n rd eau ier et in aud ot ay el ault on ez y oux ard aux ain elle in".split()
_STREETS = "de la République|Victor Hugo|des Lilas|du Moulin|de l'Église|Pasteur|des Acacias".split(
    "|"
)
_KINDS = ("rue", "avenue", "allée", "chemin", "impasse", "boulevard")
_PROVIDERS = ("orange.fr", "gmail.com", "free.fr", "laposte.net", "sfr.fr")
_HOME_SIZES, _HOME_SHARES = (1, 2, 3, 4, 5), (0.36, 0.32, 0.14, 0.12, 0.06)
_RECORDS, _RECORD_SHARES = (1, 2, 3, 4, 5, 6), (0.25, 0.2, 0.2, 0.15, 0.1, 0.1)
_STALE, _CARELESS, _MAIDEN = 0.10, 0.25, 0.12


@dataclass(frozen=True, slots=True)
class _Town:
    """Persons as columns. `old_*`: what a record years old says."""

    home: Ints
    surname: Texts
    maiden: Texts
    given: Texts
    sex: Texts
    born: Texts
    address: Texts
    old_address: Texts
    phone: Texts
    old_phone: Texts
    email: Texts


@dataclass(frozen=True, slots=True)
class Truth:
    """The person and the home of each record, in the order of the file."""

    person: Ints
    home: Ints


def write_homes(path: Path, *, records: int, seed: int) -> Truth:
    """Write about `records` records to `path`."""
    rng = np.random.default_rng(seed)
    town = _town(int(records / 2.75), rng)
    drawn = rng.choice(_RECORDS, len(town.home), p=_RECORD_SHARES)
    person = rng.permutation(np.repeat(np.arange(len(town.home)), drawn))[:records]
    columns = _keyed(town, person, rng)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(zip(range(len(person)), *(c.tolist() for c in columns), strict=True))
    return Truth(person, town.home[person])


def first_names_and_surnames(count: int, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Invented names of adults, as common or rare as in France."""
    year = rng.integers(1940, 2005, count)
    given = _first_names(year, rng.random(count) < 0.5, rng)
    return given.tolist(), _surnames(count, rng).tolist()


def _town(persons: int, rng: np.random.Generator) -> _Town:
    sizes = rng.choice(_HOME_SIZES, persons, p=_HOME_SHARES)
    home = np.repeat(np.arange(persons), sizes)[:persons]
    first = np.r_[True, np.diff(home) != 0]
    rank = np.arange(persons) - np.flatnonzero(first)[np.cumsum(first) - 1]
    homes = int(home[-1]) + 1
    parent_year = 2000 - rng.integers(0, 65, homes)
    year = np.where(
        rank < 2, parent_year[home] + rng.integers(-4, 4, persons), 0
    ) + np.where(rank >= 2, parent_year[home] + 22 + rng.integers(0, 16, persons), 0)  # fmt: skip
    year = np.minimum(year, 2024)
    is_woman = np.where(rank == 1, True, np.where(rank == 0, rng.random(persons) < 0.25,
                                                  rng.random(persons) < 0.5))  # fmt: skip
    family = _surnames(homes, rng)[home]
    other = _surnames(persons, rng)
    apart = (rank == 1) & (rng.random(persons) < 0.35)
    surname = np.where(apart, other, family)
    maiden = np.where((rank == 1) & ~apart & (rng.random(persons) < 0.7), other, "")
    given = _first_names(year, is_woman, rng)
    shared = rng.random(persons) < 0.45
    phones, own = _phones(homes, rng)[home], _phones(persons, rng)
    email_family = _emails(given[np.flatnonzero(first)][home], family, home, rng)
    email_own = _emails(given, surname, np.arange(persons), rng)
    return _Town(
        home, surname, maiden, given, np.where(is_woman, "F", "M"), _born(year, rng),
        _addresses(homes, rng)[home], _addresses(homes, rng)[home],
        np.where(shared, phones, own), _phones(persons, rng),
        np.where(shared | (year > 2010), email_family, email_own),
    )  # fmt: skip


def _surnames(count: int, rng: np.random.Generator) -> Texts:
    """Frequencies as in France: few very common names, a tail as long as the town allows."""
    rank = np.floor(60 * (rng.random(count) ** -1.6 - 1)).astype(np.int64) % 60_000
    mixed = (rank * 2_654_435_761) % 2**32
    made = [
        _HEADS[m % 20] + _MIDDLES[m // 20 % 22] + _MIDDLES[m // 440 % 22] * (m // 9680 % 2)
        + _TAILS[m // 19360 % 20]
        for m in mixed.tolist()
    ]  # fmt: skip
    return np.array(made, dtype=object)


def _first_names(year: Ints, is_woman: Bools, rng: np.random.Generator) -> Texts:
    """First names by decade and sex, as INSEE counts them."""
    with (files("parvis") / "margins" / "prenoms.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    out = np.empty(len(year), dtype=object)
    decade = np.clip(year // 10 * 10, 1930, max(int(r["decade"]) for r in rows))
    for woman in (True, False):
        for start in np.unique(decade):
            named = [r for r in rows if int(r["decade"]) == start and (r["sex"] == "F") == woman]
            births = np.array([float(r["births"]) for r in named])
            at = np.flatnonzero((decade == start) & (is_woman == woman))
            pick = rng.choice(len(named), len(at), p=births / births.sum())
            out[at] = np.array([r["name"] for r in named], dtype=object)[pick]
    return out


def _born(year: Ints, rng: np.random.Generator) -> Texts:
    days = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray((days + rng.integers(0, 365, len(year))).astype(str).astype(object))


def _phones(count: int, rng: np.random.Generator) -> Texts:
    numbers = rng.integers(100_000_000, 799_999_999, count)
    return np.array([f"0{n}" for n in numbers.tolist()], dtype=object)


def _emails(given: Texts, surname: Texts, tie: Ints, rng: np.random.Generator) -> Texts:
    provider = rng.integers(0, len(_PROVIDERS), len(given))
    rows = zip(given.tolist(), surname.tolist(), tie.tolist(), provider.tolist(), strict=True)
    made = [f"{g}.{s}{t % 97}@{_PROVIDERS[p]}".lower().replace(" ", "") for g, s, t, p in rows]
    return np.array(made, dtype=object)


def _addresses(homes: int, rng: np.random.Generator) -> Texts:
    """One street for some forty homes; a few numbers hold a whole building."""
    streets = max(homes // 40, 20)
    street, number = rng.integers(0, streets, homes), rng.integers(1, 60, homes)
    rows = zip(street.tolist(), number.tolist(), strict=True)
    made = [
        f"{n} {_KINDS[s % 6]} {_STREETS[s % 7]} {_HEADS[s // 7 % 20]}{_TAILS[s // 140 % 20]}"
        f"{_MIDDLES[s // 2800 % 22]}|{41000 + s % 40 * 10}|Commune{s % 40}"
        for s, n in rows
    ]  # fmt: skip
    return np.array(made, dtype=object)


def _keyed(town: _Town, person: Ints, rng: np.random.Generator) -> tuple[Texts, ...]:
    """What was keyed for each record, column by column."""
    count = len(person)

    def some(share: float | NDArray[np.float64]) -> Bools:
        return np.asarray(rng.random(count) < share)

    stale = some(_STALE)
    careless = np.where(some(_CARELESS), 4.0, 0.5)
    places = np.where(stale, town.old_address[person], town.address[person])
    parts = [text.split("|") for text in places.tolist()]
    address, postcode, city = (np.array(c, dtype=object) for c in zip(*parts, strict=True))
    phone = np.where(stale, town.old_phone[person], town.phone[person])
    is_maiden = (town.maiden[person] != "") & some(_MAIDEN)
    surname = np.where(is_maiden, town.maiden[person], town.surname[person])
    usage = np.where(is_maiden & some(0.5), town.surname[person], "")
    given, born, email = town.given[person], town.born[person], town.email[person]
    swap = some(0.004 * careless)
    surname, given = np.where(swap, given, surname), np.where(swap, surname, given)
    return (
        _typed(surname, some(0.02 * careless), rng), usage,
        _typed(given, some(0.02 * careless), rng), np.where(some(0.15), "", town.sex[person]),
        _emptied(_misdated(born, some(0.012 * careless), rng), some(0.04)),
        _emptied(_typed(address, some(0.04 * careless), rng), some(0.06)), postcode, city,
        _emptied(_typed(phone, some(0.01 * careless), rng), some(0.25)),
        _emptied(_typed(email, some(0.015 * careless), rng), some(0.35)),
    )  # fmt: skip


def _emptied(values: Texts, where: Bools) -> Texts:
    return np.where(where, "", values)


def _typed(values: Texts, where: Bools, rng: np.random.Generator) -> Texts:
    """One slip of the keyboard in each of the cells `where`."""
    out, at = values.copy(), np.flatnonzero(where)
    chances = zip(at.tolist(), rng.random(len(at)).tolist(), rng.integers(0, 4, len(at)).tolist(),
                  strict=True)  # fmt: skip
    for place, chance, slip in chances:
        out[place] = _slip(out[place], chance, slip)
    return out


def _slip(word: str, chance: float, slip: int) -> str:
    if len(word) < 3:
        return word
    at = 1 + int(chance * (len(word) - 2))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = "aeiourstln0123456789"[int(chance * 997) % 20]
    return (before + after, before + letter * 2 + after, before + other + after,
            before + after[:1] + letter + after[1:])[slip]  # fmt: skip


def _misdated(values: Texts, where: Bools, rng: np.random.Generator) -> Texts:
    """Day and month exchanged where that is a date, another digit elsewhere."""
    out, at = values.copy(), np.flatnonzero(where)
    for place, chance in zip(at.tolist(), rng.random(len(at)).tolist(), strict=True):
        year, month, day = out[place].split("-")
        if chance < 0.4 and int(day) <= 12:
            out[place] = f"{year}-{day}-{month}"
        elif chance < 0.7:
            out[place] = f"{year}-{month}-{1 + int(chance * 1000) % 28:02}"
        else:
            out[place] = f"{int(year) + 1 + int(chance * 1000) % 9}-{month}-{day}"
    return out
