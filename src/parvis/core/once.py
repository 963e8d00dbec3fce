"""Answers kept, each computed once: who asks meanwhile waits for the first."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock
from typing import TypeVar, TypeVarTuple

Arguments = TypeVarTuple("Arguments")
T = TypeVar("T")


def once(
    most: int,
) -> Callable[[Callable[[*Arguments], T]], Callable[[*Arguments], T]]:
    """Like `functools.lru_cache(maxsize=most)`, without sixteen readers computing the same thing.

    What raises is not kept: each asker is answered in turn.
    """

    def decorate(compute: Callable[[*Arguments], T]) -> Callable[[*Arguments], T]:
        kept = lru_cache(maxsize=most)(compute)
        guard, running = Lock(), dict[Hashable, Lock]()

        @wraps(compute)
        def answered(*asked: *Arguments) -> T:
            with guard:
                mine = running.setdefault(asked, Lock())
            try:
                with mine:
                    return kept(*asked)
            finally:
                with guard:
                    running.pop(asked, None)

        return answered

    return decorate
