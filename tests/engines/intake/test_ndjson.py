"""One object per line: read like a table whose columns are the keys."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from intake_reading import rows_of
from parvis.core.errors import Refused
from parvis.core.ports import Loaded

Load = Callable[..., Loaded]
GOOD = {"Restaurant": "Été", "Date": "2025-12-31", "Servis": 12, "Payé": 0.10, "Bio": True}


def lines(*objects: dict[str, object]) -> bytes:
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects).encode()


def test_values_are_read_as_written_and_absent_keys_are_empty(load: Load) -> None:
    other = {"Date": "01/01/2026", "Restaurant": 'De "l’Est";\nbis', "Genre": None, "Payé": 1e3}
    loaded = load(b"\xef\xbb\xbf" + lines(GOOD, other), name="repas.ndjson")
    first, second = rows_of(loaded)
    assert (first["site"], first["day"], first["served"]) == ("Été", date(2025, 12, 31), 12)
    assert (first["paid"], first["bio"]) == (0.1, True)
    assert (second["site"], second["paid"], second["served"]) == ('De "l’Est";\nbis', 1000.0, None)
    assert loaded.report.encoding == "ndjson"


def test_a_line_that_is_no_object_is_named_and_the_others_kept(load: Load) -> None:
    half = b'{"Restaurant": "\\ud800", "Date": "2025-12-30"}\n'
    content = lines(GOOD) + b"\n{oops}\n[1]\n" + half + lines(GOOD | {"Restaurant": "B"})
    loaded = load(content, name="repas.ndjson")
    assert [(r.line, r.reason) for r in loaded.report.rejects] == [
        (line, "la ligne n’est pas un objet JSON") for line in (3, 4, 5)
    ]
    assert [row["_line"] for row in rows_of(loaded)] == [1, 6]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (lines(GOOD | {"Bio": [1]}), "file.nested_columns"),
        (b'{"Restaurant":\n "A"}\n', "file.kind"),
        (lines(GOOD) + b'{"Restaurant": "A", "Da', "file.truncated"),
        (lines(GOOD | {"Restaurant": "x" * (2 << 20)}), "file.line_too_long"),
        (lines(*({f"k{i}": 1} for i in range(2500))), "file.kind"),
        (lines({"Couleur": "bleu"}), "contract.missing_columns"),
    ],
)
def test_what_is_no_table_of_objects_is_refused(load: Load, content: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        load(content, name="repas.ndjson")
    assert refused.value.rule == rule
