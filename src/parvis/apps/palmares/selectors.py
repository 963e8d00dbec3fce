"""Reads of the palmarès: public figures, the same for everybody, computed once per set of files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parvis.apps import wired
from parvis.core.errors import Refused
from parvis.core.palmares.bounds import guaranteed
from parvis.core.palmares.distinct import Difference, Rarity, differences, rarity
from parvis.core.palmares.doubt import Question, doubt
from parvis.core.palmares.field import Field, field_of, scored
from parvis.core.palmares.figures import Figures, figures_of
from parvis.core.palmares.history import YEARS, Edition, Past, edition, past
from parvis.core.palmares.levers import Push, pushes
from parvis.core.palmares.notice import Election
from parvis.core.palmares.presets import TOP, Preset, criteria_of, framework_of
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.sobol import Influence
from parvis.core.palmares.standing import (
    SEED,
    SPREAD,
    Band,
    Rival,
    among_all,
    everywhere,
    group_of,
)
from parvis.core.palmares.variants import Ground
from parvis.core.territory.codes import commune_of, department_of, stratum_title
from parvis.core.territory.peers import Peer
from parvis.core.territory.portrait import peer_group
from parvis.core.territory.reference import Absence, Reference

DEFAULT, PEERS, WIDER = "bien_vivre", 23, 60
KEPT_TOWNS, KEPT_FIELDS = 128, 12
DOUBTS = 1000
Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Town:
    """What a commune's page says. Bands are among all, its stratum, its département, its group.

    `sure` is the interval that no weights within `SPREAD` can leave, measured values as published.
    `stability` is the share of the group kept when structure is drawn again, None if picked.
    `tested` counts the communes of the wider group of the differences.
    """

    code: str
    name: str
    preset: Preset
    field: Field
    unit: int
    all: Band
    stratum: Band
    stratum_title: str
    department: Band
    department_title: str
    group: Band
    sure: tuple[int, int]
    categories: tuple[Band, ...]
    rivals: tuple[Rival, ...]
    peers: tuple[Peer, ...]
    is_picked: bool
    pushes: tuple[Push, ...]
    differences: tuple[Difference, ...]
    tested: int
    rarity: Rarity
    doubt: Influence
    history: tuple[Edition, ...]

    @property
    def tied(self) -> tuple[Rival, ...]:
        """Those of the group that cannot be told apart from the commune."""
        return tuple(rival for rival in self.rivals if rival.is_tied)

    @property
    def secret(self) -> int:
        """How many of its criteria are withheld by their producer."""
        return int((self.field.figures.marks[self.unit] == Absence.SECRET).sum())

    @property
    def missing(self) -> int:
        """How many of its criteria are missing for another reason."""
        return int((self.field.figures.marks[self.unit] > Absence.KNOWN).sum()) - self.secret


def presets() -> Mapping[str, Preset]:
    """The palmarès of this home, "bien vivre" first."""
    held = wired.presets()
    return {name: held[name] for name in sorted(held, key=lambda name: (name != DEFAULT, name))}


def preset(name: str, weights: Weights = ()) -> Preset:
    """One palmarès, with weights of categories replaced; Refused if there is none of that name."""
    held = wired.presets()
    if name not in held:
        raise Refused("palmares.preset_unknown", code=name, known=", ".join(presets()))
    return held[name].weighted(dict(weights)) if weights else held[name]


def reference() -> Reference:
    """The statistics of this home."""
    return wired.atlas().reference()


@lru_cache(maxsize=2)
def _figures(stamp: str) -> Figures:
    return figures_of(reference(), tuple(wired.criteria().values()))


@lru_cache(maxsize=KEPT_FIELDS)
def _field(stamp: str, name: str, weights: Weights) -> Field:
    chosen = preset(name, weights)
    criteria_of(chosen, wired.criteria())
    if weights:
        return _reweighted(_field(stamp, name, ()), chosen)
    return field_of(_figures(stamp), chosen)


def _reweighted(field: Field, chosen: Preset) -> Field:
    """The field under other weights of categories: its cells do not depend on them."""
    framework = framework_of(chosen, field.figures.criteria)
    shares = framework.effective()
    ground = replace(field.ground, shares=np.array([shares[e] for e in field.ground.elements]))
    scores = scored(field.points, field.figures, chosen)[TOP]
    return replace(field, preset=chosen, ground=ground, scores=scores)


def field(name: str = DEFAULT, weights: Weights = ()) -> Field:
    """A palmarès ready for draws, from the files of now."""
    return _field(reference().stamp, name, weights)


def commune(text: str) -> str:
    """The code of an existing commune; Refused, saying why, for anything else."""
    return commune_of(text, reference().registry)


def elections() -> tuple[Election, ...]:
    """Local elections whose days are known."""
    return wired.elections()


def town(text: str, name: str = DEFAULT, group: tuple[str, ...] = (), weights: Weights = ()
         ) -> Town:  # fmt: skip
    """Where the commune `text` stands in a palmarès, against `group` or its comparable communes."""
    chosen = tuple(commune(other) for other in group)
    return _town(reference().stamp, commune(text), name, chosen, weights)


@lru_cache(maxsize=KEPT_TOWNS)
def _town(stamp: str, code: str, name: str, chosen: tuple[str, ...], weights: Weights) -> Town:
    held, found = reference(), field(name, weights)
    at, unit = found.figures.position, unit_of(found, code)
    wider = peer_group(code, chosen, held, wired.atlas().structure(), WIDER)
    peers = wider if chosen else wider[:PEERS]
    others = [at[peer.code] for peer in peers if peer.code in at]
    group = group_of(found, unit, others)
    strata, departments = same_stratum(found, unit), same_department(found, unit)
    compared = [at[peer.code] for peer in wider if peer.code in at]
    return Town(
        code=code, name=held.text("name", code), preset=found.preset, field=found, unit=unit,
        all=among_all(found, unit), stratum=among_all(found, unit, strata),
        stratum_title=stratum_title(int(found.figures.strata[unit])),
        department=among_all(found, unit, departments),
        department_title=held.zones.get(("DEP", department_of(code)), department_of(code)),
        group=group.band(), sure=_sure(found, unit), categories=group.categories(),
        rivals=group.rivals(), peers=peers, is_picked=bool(chosen), pushes=pushes(group, held),
        differences=differences(found, unit, compared), tested=len(compared),
        rarity=rarity(found, unit, strata, range(len(found.figures.criteria))),
        doubt=_doubt(found, unit),
        history=tuple(edition(then, unit, strata) for then in _past(stamp, name, weights)),
    )  # fmt: skip


@lru_cache(maxsize=KEPT_FIELDS)
def _past(stamp: str, name: str, weights: Weights) -> tuple[Past, ...]:
    found = field(name, weights)
    then = (past(reference(), found, year) for year in YEARS)
    return tuple(one for one in then if one is not None)


def unit_of(found: Field, code: str) -> int:
    """The position of an existing commune; Refused where its statistics are missing."""
    at = found.figures.position
    if code not in at:
        raise Refused("palmares.unranked", code=code, name=reference().text("name", code))
    return at[code]


def same_stratum(found: Field, unit: int) -> list[int]:
    """The communes of the same class of population."""
    strata = found.figures.strata
    return np.flatnonzero(strata == strata[unit]).tolist()


def same_department(found: Field, unit: int) -> list[int]:
    """The communes of the same département."""
    wanted = department_of(found.figures.codes[unit])
    codes = found.figures.codes
    return [row for row, code in enumerate(codes) if department_of(code) == wanted]


def _sure(found: Field, unit: int) -> tuple[int, int]:
    """Ranks among all that no weights of categories within `SPREAD` can pass."""
    ground = pillars(found)
    interval = guaranteed(ground, SPREAD, 1, [unit])
    return int(interval.best[0]), int(interval.worst[0])


def _doubt(found: Field, unit: int) -> Influence:
    """Which choice moves the rank among all."""
    weights = np.array([category.weight for category in found.preset.categories], dtype=float)
    asked = Question(found.pillars, weights / weights.sum(), unit, SPREAD)
    return doubt(asked, DOUBTS, SEED, 1)


def pillars(found: Field) -> Ground:
    """The categories as elements, at their nominal scores; a missing one takes the whole's."""
    weights = np.array([category.weight for category in found.preset.categories], dtype=float)
    own = np.where(np.isnan(found.categories), found.scores[:, None], found.categories)
    names = tuple(category.id for category in found.preset.categories)
    return Ground(found.figures.codes, names, weights / weights.sum(), (own,))


@dataclass(frozen=True)
class League:
    """Everybody in order: positions of the communes shown, the best first, with their bands."""

    field: Field
    order: NDArray[np.intp]
    bands: Mapping[str, Floats]
    title: str


def league(name: str, scope: str, around: str) -> League:
    """The table of a palmarès: all ("france"), or the stratum or département of `around`."""
    found = field(name)
    rows = np.arange(len(found.figures.codes))
    title = "toutes les communes de France"
    if scope in ("strate", "departement") and around in found.figures.position:
        unit = found.figures.position[around]
        chosen = same_stratum if scope == "strate" else same_department
        rows = np.array(chosen(found, unit))
        department = reference().zones.get(("DEP", department_of(around)), department_of(around))
        title = (f"communes {stratum_title(int(found.figures.strata[unit]))}"
                 if scope == "strate" else f"communes du département {department}")  # fmt: skip
    order = rows[np.argsort(-found.scores[rows], kind="stable")]
    return League(found, order, _bands(reference().stamp, name), title)


@lru_cache(maxsize=KEPT_FIELDS)
def _bands(stamp: str, name: str) -> Mapping[str, Floats]:
    return everywhere(field(name))
