"""Protected tables as bytes: what disclosure gave, marked with the secret of the home.

The mark is a keyed hash of the bytes and of the name they are kept under. A file that disclosure
did not give, one put under the name of another and one of another home do not bear it: they are not
read.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import Any

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import Period
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden, restored
from parvis.core.release import Input, Manifest

_MARK_BYTES = 32
_PURPOSE = b"kept answers"
"""Sets these hashes apart from those of the noise, which the same secret keys."""


def marked(content: bytes, name: str, secret: bytes) -> bytes:
    """`content` behind the mark that the home alone can make."""
    return _mark(content, name, secret) + content


def unmarked(content: bytes, name: str, secret: bytes) -> bytes | None:
    """What stands behind the mark; None where it is not that of this content under this name."""
    mark, rest = content[:_MARK_BYTES], content[_MARK_BYTES:]
    return rest if compare_digest(mark, _mark(rest, name, secret)) else None


def _mark(content: bytes, name: str, secret: bytes) -> bytes:
    key = blake2b(secret, digest_size=_MARK_BYTES, person=_PURPOSE).digest()
    said = len(name).to_bytes(4) + name.encode() + content
    return blake2b(said, digest_size=_MARK_BYTES, key=key).digest()


def said_of(table: DisclosedTable) -> dict[str, Any]:
    """A table as JSON can say it; its definition and its release are known otherwise."""
    period = table.period
    return {
        "authority": table.authority,
        "by": table.by,
        "where": table.where,
        "period": [period.start.isoformat(), period.end.isoformat(), period.label]
        if period
        else None,
        "cells": [_said(cell) for cell in table.cells],
        "total": _said(table.total),
        "inputs": [_said_of_file(one) for one in table.inputs],
        "threshold": table.threshold,
        "is_withheld": table.is_withheld,
        "noise": table.noise,
    }


def table_from(said: Mapping[str, Any], metric: Metric, manifest: Manifest) -> DisclosedTable:
    """The table that `said_of` wrote: its bytes must have borne the mark."""
    return restored(
        metric,
        {
            **said,
            "by": tuple(said["by"]),
            "where": tuple((name, value) for name, value in said["where"]),
            "period": _period(said["period"]),
            "cells": tuple(map(_cell, said["cells"])),
            "total": _cell(said["total"]),
            "inputs": tuple(map(_file, said["inputs"])),
            "release": manifest.id,
            "published_at": manifest.published_at,
        },
    )


def to_json(said: Mapping[str, Any]) -> bytes:
    """The shortest text of what is said; floats read back as they were."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _said_of_file(one: Input) -> dict[str, Any]:
    return {**asdict(one), "received_at": one.received_at.isoformat()}


def _file(said: Mapping[str, Any]) -> Input:
    return Input(**{**said, "received_at": datetime.fromisoformat(said["received_at"])})


def _said(cell: Cell) -> list[Any]:
    return [cell.keys, cell.value, cell.low, cell.high, cell.n, cell.hidden]


def _cell(said: list[Any]) -> Cell:
    keys, value, low, high, n, hidden = said
    return Cell(tuple(keys), value, low, high, n, Hidden(hidden) if hidden else None)


def _period(said: list[str] | None) -> Period | None:
    if said is None:
        return None
    start, end, label = said
    return Period(date.fromisoformat(start), date.fromisoformat(end), label)
