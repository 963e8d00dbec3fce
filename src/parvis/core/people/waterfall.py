"""Why two records were put together or not: the weight of each field, in bits, one after another.

The bars add up to the log-odds that the model gives. The last but one is that of a shared home:
what agreements lose because members of one home would show them too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.model import HOME, SAME, STRANGERS, LinkModel

BEFORE, SHARED_HOME = "Deux fiches au hasard", "Même foyer possible"


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: what it says in French, its weight in bits, and the bits once it is added."""

    label: str
    bits: float
    reached: float


def waterfall(model: LinkModel, levels: NDArray[np.int64]) -> tuple[Bar, ...]:
    """The bars of one pair, whose `levels` are those of the model's fields; 0 is "not told"."""
    logs = np.log2(model.share)
    steps = [(BEFORE, float(logs[SAME] - logs[STRANGERS]))]
    home = float(logs[HOME] - logs[STRANGERS])
    for field, table, level in zip(model.fields, model.levels, levels.tolist(), strict=True):
        if level:
            seen = np.log2(table[:, level - 1])
            said = field.levels[level - 1].label
            steps.append((said[:1].upper() + said[1:], float(seen[SAME] - seen[STRANGERS])))
            home += float(seen[HOME] - seen[STRANGERS])
    steps.append((SHARED_HOME, -float(np.logaddexp2(0.0, home))))
    reached = np.cumsum([bits for _, bits in steps]).tolist()
    return tuple(Bar(*step, at) for step, at in zip(steps, reached, strict=True))
