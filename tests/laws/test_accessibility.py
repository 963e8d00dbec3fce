"""What is said of accessibility holds: the 106 criteria are all there, and counted right."""

import re
from collections import Counter
from pathlib import Path

DOC = Path(__file__).parents[2] / "docs" / "accessibility.md"
BY_THEME = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
"""How many criteria each theme of the RGAA 4.1.2 has."""
STATES = {"met", "not applicable", "partly"}


def test_each_criterion_of_the_rgaa_is_listed_once_with_how_it_was_checked() -> None:
    text = DOC.read_text("utf-8")
    rows = re.findall(r"^\| (\d+)\.(\d+) \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    expected = [(t, n) for t, most in BY_THEME.items() for n in range(1, most + 1)]
    assert [(int(theme), int(rank)) for theme, rank, *_ in rows] == expected
    assert len(expected) == 106
    states = Counter(state for _, _, _, state, _ in rows)
    assert set(states) == STATES
    assert (f"{states['met']} met, {states['not applicable']} not applicable, "
            f"{states['partly']} met in part") in text  # fmt: skip
