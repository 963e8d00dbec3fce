"""Many things judged alike make one test: every fault of every one is told, none hides another.

pytest spends two thousandths of a second on a test, more than most of these judgements take.
"""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Judgement = Callable[..., None]


def each(
    things: Iterable[Any], name: Callable[[Any], str] = str
) -> Callable[[Judgement], Judgement]:
    """The test that judges every one of `things`, given first and before the fixtures.

    Its failure is the group of all failures, each of which bears the name of what it is about.
    """
    known = list(things)

    def of_all(judge: Judgement) -> Judgement:
        def judge_all(**fixtures: Any) -> None:
            assert known, "there is nothing to judge"
            faults = [f for f in (_fault(judge, one, name(one), fixtures) for one in known) if f]
            if faults:
                raise ExceptionGroup(", ".join(f.__notes__[-1] for f in faults), faults)

        _, *fixtures = inspect.signature(judge).parameters.values()
        judge_all.__signature__ = inspect.Signature(fixtures)
        judge_all.__name__, judge_all.__module__ = judge.__name__, judge.__module__
        judge_all.__doc__ = judge.__doc__
        return judge_all

    return of_all


def _fault(judge: Judgement, one: Any, name: str, fixtures: dict[str, Any]) -> Exception | None:
    """What is wrong with this one; what breaks its judgement, or passes it over, is wrong too."""
    try:
        judge(one, **fixtures)
    except (pytest.fail.Exception, pytest.skip.Exception) as said:
        fault: Exception = AssertionError(said.msg)
    except Exception as broken:  # noqa: BLE001 - the others are judged all the same
        fault = broken
    else:
        return None
    fault.add_note(name)
    return fault
