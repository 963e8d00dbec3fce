"""What an intake accepts to read, and with how much of the machine."""

from dataclasses import dataclass

MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. A town's biggest export (ten years of attendance) stays far below.

    `ratio`: expanded over compressed size, judged past `ratio_from`; real exports reach 30,
    a bomb a thousand. `workbook`: expanded, all its parts, which are held in memory at once;
    `workbook_memory`: what its reading may take. `record`: the longest record. `members`: the
    files of one archive. `reserve`: room left free on the disk.
    """

    expanded: int = 8 << 30
    ratio: int = 200
    ratio_from: int = 64 * MEBI
    workbook: int = 512 * MEBI
    workbook_memory: int = 2 << 30
    record: int = MEBI
    members: int = 200
    reserve: int = 64 * MEBI
    threads: int = 2
    memory: str = "900MB"


def human(size: int) -> str:
    """`size` bytes as a person reads it, in French units."""
    for unit, power in (("Go", 30), ("Mo", 20), ("ko", 10)):
        if size >= 1 << power:
            return f"{size / (1 << power):.3g}\u00a0{unit}".replace(".", ",")
    return f"{size}\u00a0octets"
