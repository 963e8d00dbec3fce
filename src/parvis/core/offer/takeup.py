"""Who could have a local aid and does not: eligible persons less recipients, and how sure it is.

Non-take-up as Odenore counts it (Warin, “Le non-recours : définition et typologies”, 2010): a share
of the eligible. The eligible are an estimate: their error leads, and is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from parvis.core.entries import Entries
from parvis.core.metrics.period import Period
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.privacy.generalise import OTHERS, UNKNOWN

EACH = "*"
"""One estimate for each value of the dimension of aids, beside that of all together."""
_Z95 = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Aid:
    """One file of `aids/*.toml`: who receives, and who could.

    `recipients` is a metric that counts persons; `by` its dimension of aids, of which `only` is
    taken ("" all together, EACH one by one). `eligible` is a metric; of those it counts, `share`
    meet the other conditions. `margin` is the half-width at 95 % of the eligible, as a share of
    them; `source` says where it comes from.
    """

    id: str
    title: str
    recipients: str
    by: str
    only: str
    eligible: str
    where: tuple[tuple[str, str], ...]
    share: float
    margin: float
    conditions: str
    source: str


def aid_from(data: Mapping[str, Any], file: str) -> Aid:
    """The aid that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    found = Aid(
        id=entries.text("id"), title=entries.text("title"),
        recipients=entries.text("recipients"), by=entries.text("by", ""),
        only=entries.text("only", ""), eligible=entries.text("eligible"),
        where=tuple((str(k), str(v)) for k, v in entries.mapping("where").items()),
        share=entries.number("share", 1.0), margin=entries.number("margin"),
        conditions=entries.text("conditions"), source=entries.text("source"),
    )  # fmt: skip
    if not (0 < found.share <= 1 and 0 < found.margin < 1):
        entries.refuse("aid.share", "share")
    entries.end()
    return found


@dataclass(frozen=True, slots=True)
class Unreached:
    """Those who could have an aid and do not, with a 95 % interval; none below zero.

    `share` of the eligible, between `share_low` and `share_high`.
    """

    eligible: float
    recipients: float
    without: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float


def unreached(eligible: float, eligible_error: float, recipients: float, recipients_error: float
              ) -> Unreached:  # fmt: skip
    """Eligible persons less recipients, the two errors (standard deviations) in quadrature.

    The share is 1 - recipients / eligible, its error by the delta method.
    """
    gap = eligible - recipients
    spread = _Z95 * float(np.hypot(eligible_error, recipients_error))
    if eligible <= 0:
        return Unreached(eligible, recipients, 0.0, 0.0, max(gap + spread, 0.0), 0.0, 0.0, 0.0)
    taken = recipients / eligible
    wide = _Z95 * float(np.hypot(recipients_error, taken * eligible_error)) / eligible
    low, share, high = (min(max(1 - taken + side * wide, 0.0), 1.0) for side in (-1, 0, 1))
    return Unreached(eligible, recipients, max(gap, 0.0), max(gap - spread, 0.0),
                     max(gap + spread, 0.0), share, low, high)  # fmt: skip


def questions_of(aid: Aid, authority: str, period: Period | None) -> tuple[Question, Question]:
    """What is asked of the release: the recipients in `period`, then the eligible."""
    by = (aid.by,) if aid.by else ()
    return (Question(aid.recipients, authority, by, period),
            Question(aid.eligible, authority, (), None, aid.where))  # fmt: skip


def estimates(aid: Aid, recipients: DisclosedTable, eligible: DisclosedTable
              ) -> list[tuple[str, Unreached]]:  # fmt: skip
    """Each aid and its estimate, the least taken up first; a hidden count gives none.

    Counts of persons move by at most `noise`: taken for a uniform error of that reach.
    """
    could = eligible.total.value
    if could is None:
        return []
    could *= aid.share
    error = (recipients.noise + 0.5) / np.sqrt(3) if recipients.noise else 0.0
    found = [
        (name, unreached(could, could * aid.margin / _Z95, value, error))
        for name, value in _received(aid, recipients)
    ]
    return sorted(found, key=lambda pair: -pair[1].share)


def _received(aid: Aid, recipients: DisclosedTable) -> list[tuple[str, float]]:
    if not aid.only or not aid.by:
        return [] if recipients.total.value is None else [(aid.title, recipients.total.value)]
    return [
        (cell.keys[0], cell.value) for cell in recipients.cells
        if cell.value is not None and cell.keys[0] not in (OTHERS, UNKNOWN)
        and aid.only in (EACH, cell.keys[0])
    ]  # fmt: skip
