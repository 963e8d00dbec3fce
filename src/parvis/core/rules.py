"""How each column of a fact is made from what a file says."""

from enum import StrEnum


class Rule(StrEnum):
    """How a column of a release is made from fields of a contract.

    A column whose fields the contract lacks is null throughout.
    DAY: local date of an instant or date. CATEGORY: a text whose rare values are folded.
    NUMBER: the number itself. HOURS_OBSERVED(start, end): hours from start to end, or to the
    last instant observed in the delivery when end is empty; null if end precedes start.
    IS_CLOSED(end): whether end is known. ON_TIME(end, due): true if ended by due, false if
    ended after it or if still open past it, null if there is no due instant or if it is not
    yet reached; a due date runs to the end of its day. PERSON: the pseudonym of the contract's
    person within its authority and sector. ZONE: the area of the town, of the layer `zone`, where
    the place that PLACE names lies; a district says what the file writes where it lies in none.
    SINCE(day): whole months from then to the delivery, cut in bands. HOUSEHOLD(home, born): whether
    a home has a person under 18 on the day of the delivery, as the first or second of `values`.
    """

    DAY = "day"
    CATEGORY = "category"
    NUMBER = "number"
    HOURS_OBSERVED = "hours_observed"
    IS_CLOSED = "is_closed"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    PERSON = "person"
    UNIT = "unit"
    AGE_BAND = "age_band"
    AGE_NOW = "age_now"
    BAND = "band"
    GROUPED = "grouped"
    SIZE_BAND = "size_band"
    AMONG = "among"
    YES = "yes"
    TOP = "top"
    POINTS = "points"
    GAP = "gap"
    UNPAID = "unpaid"
    SEASON = "season"
    RECEIVED = "received"
    ZONE = "zone"
    SINCE = "since"
    HOUSEHOLD = "household"

    @property
    def arity(self) -> int:
        """How many contract fields the rule takes."""
        return _ARITY[self]


_ARITY = {
    Rule.DAY: 1,
    Rule.CATEGORY: 1,
    Rule.NUMBER: 1,
    Rule.HOURS_OBSERVED: 2,
    Rule.IS_CLOSED: 1,
    Rule.ON_TIME: 2,
    Rule.OVERDUE: 2,
    Rule.PERSON: 0,
    Rule.UNIT: 1,
    Rule.AGE_BAND: 2,
    Rule.AGE_NOW: 1,
    Rule.BAND: 1,
    Rule.GROUPED: 1,
    Rule.SIZE_BAND: 1,
    Rule.AMONG: 1,
    Rule.YES: 1,
    Rule.TOP: 1,
    Rule.POINTS: 1,
    Rule.GAP: 2,
    Rule.UNPAID: 3,
    Rule.SEASON: 1,
    Rule.RECEIVED: 0,
    Rule.ZONE: 0,
    Rule.SINCE: 1,
    Rule.HOUSEHOLD: 2,
}
FLAGS = frozenset({Rule.IS_CLOSED, Rule.ON_TIME, Rule.OVERDUE, Rule.AMONG, Rule.YES, Rule.TOP})
"""The rules that make a boolean."""
DAYS = frozenset({Rule.DAY, Rule.SEASON, Rule.RECEIVED})
"""The rules that make a day."""
NUMBERS = frozenset({Rule.NUMBER, Rule.POINTS, Rule.GAP, Rule.UNPAID})
"""The rules that make a number."""
BANDS = frozenset({Rule.BAND, Rule.AGE_BAND, Rule.AGE_NOW, Rule.SINCE})
"""The rules that cut a number in bands."""
CATEGORIES = BANDS | {Rule.CATEGORY, Rule.SIZE_BAND, Rule.GROUPED, Rule.ZONE, Rule.HOUSEHOLD}
"""The rules that make a text to break figures down by."""
PSEUDONYMS = frozenset({Rule.PERSON, Rule.UNIT})
"""The rules that replace an identifier by a pseudonym."""
GENERALISING = PSEUDONYMS | {Rule.AGE_BAND, Rule.AGE_NOW, Rule.SIZE_BAND, Rule.SINCE,
                             Rule.HOUSEHOLD}  # fmt: skip
"""The rules that may take what identifies: none of it crosses."""

PLACE = ("latitude", "longitude", "address", "postcode")
"""The fields of a contract, of one name everywhere, that say where something is."""
REMAINDER = "{district} (sans adresse)"
"""The finer area of what lies in a district, nobody knows where: each area is in one district."""
