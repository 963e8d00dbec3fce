"""Who is the same person: a latent-class model of how two records agree, learnt without labels.

A pair belongs to one of three classes: strangers (U), two persons of one home (H), one person
written twice (M). Members of a home share name, address, telephone and e-mail; without H these
agreements would all speak for M, and homes would be glued into one person. Given the class,
fields agree independently; a field that a record does not tell says nothing.

The levels of strangers come from all pairs of the file, less what H and M explain of them; H and
M come from expectation-maximisation on the counts of patterns among compared pairs. Sources:
Fellegi and Sunter (1969); Winkler (1988) for the EM; the third class is explained in
docs/linkage.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.people.comparison import BIRTH_DATE, BITS, ComparedField, Grade

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STRANGERS, HOME, SAME = 0, 1, 2
_START = {
    SAME: {Grade.SAME: 0.82, Grade.ALIKE: 0.10, Grade.FAR: 0.04, Grade.DIFFERENT: 0.04},
    HOME: {Grade.SAME: 0.70, Grade.ALIKE: 0.05, Grade.FAR: 0.05, Grade.DIFFERENT: 0.20},
}
_OWN = {Grade.SAME: 0.87, Grade.ALIKE: 0.10, Grade.FAR: 0.025, Grade.DIFFERENT: 0.005}
"""What SAME starts from on personal fields: a person is seldom given another first name."""
_MOST_DIFFERENT = {"given_name": 0.2, "birth_date": 0.05}
"""In a file that shows homes, no more pairs of one person than this bear two first names, or two
birth dates that nothing brings together: those who do are two persons. Left free where names are
few and dates often unknown, SAME drifts to homonyms."""
_RAREST = 1e-6
"""No agreement is worth more than a million to one: nothing keyed in by hand is."""

_TELLING = frozenset({"given_name", "birth_date"})
_UNTOLD = -1.0
_HOMES = 0.1
"""Pairs of one home for one of the same person, from which a file shows homes: towns have two or
three, files of single persons less than three in a hundred."""

_STEPS, _STILL = 300, 1e-5
_PRIOR = 2.0
_TWINS = 0.01
"""Share of pairs of one home, at the start, that were born on the same day. Of a hundred newborn,
three or four are twins (INSEE, births): some pairs of siblings in fifty, and siblings are a part of
the pairs of homes."""
_FEWEST = 10.0
"""H is held half-way to what a home means, lest it drift to neighbours; by ten pairs at least."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen. `codes` of distinct patterns, the `counts` of compared pairs that show
    each; `levels` (patterns × fields) decoded; `overall`: for each field, the share of each
    level among all `pairs` of the file that tell it; `told`: the share of pairs that do."""

    fields: tuple[ComparedField, ...]
    codes: Ints
    counts: Floats
    levels: Ints
    overall: tuple[Floats, ...]
    told: Floats
    pairs: float


@dataclass(frozen=True, slots=True)
class LinkModel:
    """The learnt model: `share` of each class among all pairs, and for each field the
    probabilities of its levels (3 classes × levels)."""

    fields: tuple[ComparedField, ...]
    share: Floats
    levels: tuple[Floats, ...]
    steps: int

    def __post_init__(self) -> None:
        """Refused where a level was left without a value: what it shows could not be weighed."""
        for field, table in zip(self.fields, self.levels, strict=True):
            for at, level in enumerate(field.levels):
                if not (table.shape[1] > at and (table[:, at] > 0).all()):
                    raise Refused("people.untrained_level", field=field.id, level=level.label)

    def posterior(self, levels: Ints) -> Floats:
        """P(class | pattern) for each row of `levels`, as an array (patterns × 3)."""
        joint = np.log(self.share) + _log_likelihood(self.levels, levels)
        joint -= joint.max(axis=1, keepdims=True)
        odds = np.exp(joint)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def log_odds(self, levels: Ints) -> Floats:
        """ln(P(same person) / P(not)) of each pattern.

        Where two records tell neither first names nor birth dates, in a file that shows homes,
        nothing tells a person from the others of theirs: the pair joins nobody.
        """
        joint = np.log(self.share) + _log_likelihood(self.levels, levels)
        odds = joint[:, SAME] - np.logaddexp(joint[:, STRANGERS], joint[:, HOME])
        telling = [at for at, field in enumerate(self.fields) if field.id in _TELLING]
        tells = (levels[:, telling] > 0).any(axis=1)
        shows_homes = not telling or self.share[HOME] > _HOMES * self.share[SAME]
        return np.where(tells | (not shows_homes), odds, np.minimum(odds, _UNTOLD))


def decode(codes: Ints, count: int) -> Ints:
    """The levels of `count` fields packed in each code, as an array (codes × fields)."""
    shifts = np.arange(count, dtype=np.int64) * BITS
    return np.asarray((codes[:, None] >> shifts) & (2**BITS - 1))


def learn(evidence: Evidence, start: LinkModel | None = None) -> LinkModel:
    """The model that explains `evidence`, from the meaning of the levels or from `start`; learnt
    again, held to what one person is, where it drifted in a file that shows homes."""
    free = _learnt(evidence, start, is_held=False)
    return _learnt(evidence, start, is_held=True) if _drifted(free) else free


def _drifted(model: LinkModel) -> bool:
    """Whether the pairs of one person differ more than persons do, in a file that shows homes."""
    return bool(model.share[HOME] > _HOMES * model.share[SAME]) and any(
        not np.array_equal(_held(field, table[SAME]), table[SAME])
        for field, table in zip(model.fields, model.levels, strict=True)
    )


def _learnt(evidence: Evidence, start: LinkModel | None, *, is_held: bool) -> LinkModel:
    model = start or _first_guess(evidence)
    for step in range(1, _STEPS + 1):
        weights = model.posterior(evidence.levels) * evidence.counts[:, None]
        after = _maximised(evidence, weights, step, is_held=is_held)
        moved = np.abs(np.log(after.share[1:] / model.share[1:])).max()
        moved = max(moved, *(float(np.abs(a - b).max())
                             for a, b in zip(after.levels, model.levels, strict=True)))  # fmt: skip
        model = after
        if moved < _STILL:
            break
    return model


def _first_guess(evidence: Evidence) -> LinkModel:
    tables = []
    for field, overall in zip(evidence.fields, evidence.overall, strict=True):
        u = _floored(overall)
        home = _at_home(field, u)
        tables.append(np.stack([u, home, _graded(field, SAME, u)]))
    records = np.sqrt(2 * evidence.pairs)
    share = np.array([1.0, 0.2 * records / evidence.pairs, 0.3 * records / evidence.pairs])
    return LinkModel(evidence.fields, share / share.sum(), tuple(tables), 0)


def _at_home(field: ComparedField, strangers: Floats) -> Floats:
    """What a home means: members differ as strangers do on personal fields, but for twins."""
    if field.id != BIRTH_DATE.id:
        return strangers if field.is_personal else _graded(field, HOME, strangers)
    same = np.array([level.grade is Grade.SAME for level in field.levels])
    born = _floored(np.where(same, strangers, 0.0))
    return np.asarray((1 - _TWINS) * strangers + _TWINS * born)


def _graded(field: ComparedField, which: int, strangers: Floats) -> Floats:
    """The start of a class: the weight of each grade, shared by the levels that bear it. A level
    told apart from another shares its weight with it as strangers do, so that both say the same."""
    grades = [level.grade for level in field.levels if not level.of]
    start = _OWN if which == SAME and field.is_personal else _START[which]
    heads = np.array([level.of or at for at, level in enumerate(field.levels, start=1)])
    kin = np.bincount(heads, strangers)[heads]
    weight = [start[field.levels[head - 1].grade] / grades.count(field.levels[head - 1].grade)
              for head in heads]  # fmt: skip
    raw = np.array(weight) * strangers / kin
    return np.asarray(raw / raw.sum())


def _floored(share: Floats) -> Floats:
    kept = np.maximum(share, _RAREST)
    return np.asarray(kept / kept.sum())


def _maximised(evidence: Evidence, weights: Floats, step: int, *, is_held: bool) -> LinkModel:
    mass = weights.sum(axis=0)
    tables = tuple(
        _table(evidence, place, weights, is_held=is_held) for place in range(len(evidence.fields))
    )
    least = np.maximum(mass[1:], 0.5) / evidence.pairs
    share = np.concatenate(([max(1 - least.sum(), _RAREST)], least))
    return LinkModel(evidence.fields, share, tables, step)


def _table(evidence: Evidence, place: int, weights: Floats, *, is_held: bool) -> Floats:
    """The levels of one field for the three classes, given who the pairs seem to be."""
    field, overall = evidence.fields[place], evidence.overall[place]
    size = len(overall)
    seen = np.stack([
        np.bincount(evidence.levels[:, place], weights[:, c], minlength=size + 1)[1:]
        for c in (HOME, SAME)
    ])  # fmt: skip
    total = max(evidence.pairs * evidence.told[place], 1.0)
    u = _floored(np.maximum(overall - seen.sum(axis=0) / total, 0))
    towards = _at_home(field, u)
    pull = max(seen[0].sum(), _FEWEST)
    home = (seen[0] + pull * towards) / (seen[0].sum() + pull)
    same = (seen[1] + _PRIOR * _graded(field, SAME, u)) / (seen[1].sum() + _PRIOR)
    return np.stack([u, _floored(home), _floored(_held(field, same) if is_held else same)])


def _held(field: ComparedField, same: Floats) -> Floats:
    """The levels of one person, with no more that differ than a personal field allows."""
    differs = np.array([level.grade is Grade.DIFFERENT for level in field.levels])
    share, most = float(same[differs].sum()), _MOST_DIFFERENT.get(field.id, 1.0)
    if share <= most:
        return same
    return np.asarray(np.where(differs, same * most / share, same * (1 - most) / (1 - share)))


def _log_likelihood(tables: Sequence[Floats], levels: Ints) -> Floats:
    """ln P(pattern | class), up to a factor common to the classes (patterns × 3)."""
    total = np.zeros((len(levels), 3))
    for place, table in enumerate(tables):
        logs = np.concatenate([np.zeros((3, 1)), np.log(table)], axis=1)
        total += logs[:, levels[:, place]].T
    return total
