"""The reader of feelings: what it learns does not depend on how the optimum is reached."""

import numpy as np
import pytest

WORDS = "merci aimable honte attente impossible rapide clair perdu guichet mardi".split()
RANDOM = np.random.default_rng(3)
TEXTS = [" ".join(RANDOM.choice(WORDS, 6)) for _ in range(150)]
TRUTH = np.array([("honte" in text) + 2 * ("merci" in text) for text in TEXTS]) % 3


def test_few_texts_and_many_learn_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.engines import verbatims

    few = verbatims.learn(TEXTS, TRUTH)
    monkeypatch.setattr(verbatims, "_MANY", 0)
    many = verbatims.learn(TEXTS, TRUTH)
    assert np.abs(few._weights - many._weights).max() < 1e-3 * np.abs(many._weights).max()
    assert (few.feelings(TEXTS) == many.feelings(TEXTS)).all()
