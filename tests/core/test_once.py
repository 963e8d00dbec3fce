"""What is computed once is computed once, whoever asks and when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from parvis.core.once import once


def test_those_who_ask_together_wait_for_the_first() -> None:
    asked: list[int] = []
    together = Barrier(8)

    @once(4)
    def square(n: int) -> int:
        asked.append(n)
        return n * n

    def ask(n: int) -> int:
        together.wait()
        return square(n % 2)

    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(ask, range(8))) == [0, 1] * 4
    assert sorted(asked) == [0, 1]


def test_what_is_refused_is_asked_again() -> None:
    asked: list[int] = []

    @once(4)
    def refuse(n: int) -> int:
        asked.append(n)
        raise ValueError(n)

    for _ in range(2):
        with pytest.raises(ValueError, match="3"):
            refuse(3)
    assert asked == [3, 3]
