"""What a load says: counts, rejects, control totals and how the file was read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused row: physical line in the file (1 is the first), field, reason, value."""

    line: int
    field: str
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class Control:
    """A total declared by the file or the contract, against the one found."""

    name: str
    declared: float | None
    found: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The report of one load (`docs/cli.md` publishes its JSON schema).

    `rows_read` counts data records, header and preamble excluded; it equals
    `rows_kept + rows_rejected`. `rejects` holds the first `REJECTS_SHOWN`; the quarantine
    file holds all of them. `notes` are the first values left out of the `rows_noted` rows that
    were kept without them.
    """

    file: str
    sha256: str
    contract: str
    contract_version: int
    why: str
    encoding: str
    delimiter: str
    header_line: int
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rejects: tuple[Reject, ...]
    controls: tuple[Control, ...]
    notes: tuple[Reject, ...] = ()
    rows_noted: int = 0
    is_already_loaded: bool = False


REJECTS_SHOWN = 1_000

FEWEST_HOPELESS = 50
"""A file of more rows, none of which is right, is refused: it is not of the contract's family."""
