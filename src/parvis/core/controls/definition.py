"""A control as data: what it compares, how much may differ, who answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.access import Role
from parvis.core.entries import Entries
from parvis.core.sectors import Sector


class Kind(StrEnum):
    """RECONCILE: two sides agree, key by key. ROWS: no row is so. SILENCE: each source
    delivers as often as it says. VOLUME: the last month is like the same month of other years."""

    RECONCILE = "reconcile"
    ROWS = "rows"
    SILENCE = "silence"
    VOLUME = "volume"


class Severity(StrEnum):
    """What a raised control asks for: GRAVE today, ALERT this week, NOTICE when there is time."""

    GRAVE = "grave"
    ALERT = "alerte"
    NOTICE = "avis"

    @property
    def rank(self) -> int:
        """The order of a morning's list: the gravest first."""
        return list(Severity).index(self)


class Relation(StrEnum):
    """How the left quantity stands to the right one."""

    EQUAL = "equal"
    AT_MOST = "at_most"


class Check(StrEnum):
    """What a condition says of a field.

    BELOW, ABOVE: of `number`, or of the field `against`. BEFORE, AFTER: of the day `number` days
    before (after) the field `against`, or today. AGE_BELOW, AGE_ABOVE: the age in whole years of
    who was born then, on the day of `against`, or today. DIFFERS: from the product of the
    fields `factors`, by more than `number`.
    """

    EMPTY = "empty"
    FILLED = "filled"
    AMONG = "among"
    NOT_AMONG = "not_among"
    BELOW = "below"
    ABOVE = "above"
    BEFORE = "before"
    AFTER = "after"
    AGE_BELOW = "age_below"
    AGE_ABOVE = "age_above"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing said of each row; see `Check`. With `is_working`, `number` counts working days."""

    field: str
    test: Check
    values: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    number: float = 0.0
    against: str = ""
    is_working: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """Rows of the deliveries of some contracts, grouped by keys.

    `keys`: fields, or `month:field` for the first day of its month. `quantity`: "count" or the
    field whose sum is taken, to the cent. `where` keeps the rows for which all conditions hold,
    or any with `is_any`. `shown`: fields that help an agent know the line.
    """

    title: str
    contracts: tuple[str, ...]
    keys: tuple[str, ...]
    quantity: str
    where: tuple[Condition, ...]
    is_any: bool
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """What must hold. `finding` is the French sentence of a raised control, over `{lines}`,
    `{gap}`, `{left}` and `{right}`; `remedy` says what to do; `reason` why it matters.

    RECONCILE: `left` times one stands in `relation` to `right` times `factor`, within
    `tolerance`; keys whose right quantity is below `floor` are left alone, and periods are
    judged once `settle_days` have passed. `sector` is None for what holds in each sector.
    """

    id: str
    version: int
    title: str
    kind: Kind
    severity: Severity
    sector: Sector | None
    owner: Role
    finding: str
    remedy: str
    reason: str
    unit: str
    left: Side | None
    right: Side | None
    key_titles: tuple[str, ...]
    relation: Relation
    tolerance: float
    factor: float
    floor: float
    settle_days: int

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides there are."""
        return tuple(side for side in (self.left, self.right) if side is not None)

    @property
    def contracts(self) -> frozenset[str]:
        """The contracts whose deliveries it looks at."""
        return frozenset(c for side in self.sides for c in side.contracts)


_PERIODS = ("month:",)


def period_rank(side: Side) -> int | None:
    """The rank of the key that is a period, if there is one."""
    ranks = [i for i, key in enumerate(side.keys) if key.startswith(_PERIODS)]
    return ranks[0] if ranks else None


def control_from(data: Mapping[str, Any], file: str) -> Control:
    """The control that `file` defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    kind = entries.choice("kind", Kind)
    control = Control(
        id=entries.text("id"),
        version=int(entries.number("version")),
        title=entries.text("title"),
        kind=kind,
        severity=entries.choice("severity", Severity),
        sector=None if kind is Kind.SILENCE else entries.choice("sector", Sector),
        owner=entries.choice("owner", Role),
        finding=entries.text("finding"),
        remedy=entries.text("remedy"),
        reason=entries.text("reason"),
        unit=entries.text("unit", ""),
        left=_side(entries, "rows" if entries.has("rows") else "left", kind),
        right=_side(entries, "right", kind) if kind is Kind.RECONCILE else None,
        key_titles=entries.texts("key_titles"),
        relation=entries.choice("relation", Relation, Relation.EQUAL),
        tolerance=entries.number("tolerance", 0.0),
        factor=entries.number("factor", 1.0),
        floor=entries.number("floor", 0.0),
        settle_days=int(entries.number("settle_days", 0.0)),
    )
    entries.end()
    _check(entries, control)
    return control


def _side(entries: Entries, name: str, kind: Kind) -> Side | None:
    if kind is Kind.SILENCE:
        return None
    table = entries.table(name)
    side = Side(
        title=table.text("title"),
        contracts=table.texts("contracts"),
        keys=table.texts("keys"),
        quantity=table.text("quantity", "count"),
        where=tuple(_condition(t) for t in table.optional_tables("where")),
        is_any=table.flag("any", False),
        shown=table.texts("shown"),
    )
    table.end()
    return side


def _condition(entries: Entries) -> Condition:
    condition = Condition(
        field=entries.text("field"),
        test=entries.choice("test", Check),
        values=entries.texts("values"),
        factors=entries.texts("factors"),
        number=entries.number("number", 0.0),
        against=entries.text("against", ""),
        is_working=entries.flag("working", False),
    )
    entries.end()
    return condition


def _check(entries: Entries, control: Control) -> None:
    """Refuse what could not be judged: sides without contract, keys that do not face each other."""
    for side in control.sides:
        if not side.contracts or not side.keys:
            entries.refuse("definition.missing", "contracts" if not side.contracts else "keys")
    counts = [len(side.keys) for side in control.sides]
    titles = len(control.key_titles)
    is_ceiling = control.relation is Relation.AT_MOST
    if any(n > titles or (n < titles and not (is_ceiling and i)) for i, n in enumerate(counts)):
        entries.refuse("definition.keys_differ", "key_titles")
    ranks = {period_rank(side) for side in control.sides}
    if len(ranks) > 1 or (control.kind is Kind.VOLUME and ranks == {None}):
        entries.refuse("definition.keys_differ", "keys")
