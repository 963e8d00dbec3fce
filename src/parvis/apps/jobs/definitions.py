"""Jobs as data: what can be done in the background, how often tried, when on its own.

An application declares its jobs in a module `background`, imported by who asks for one, and names
them after itself: "sources.load".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.apps import apps
from django.utils.module_loading import autodiscover_modules, module_has_submodule

from parvis.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Context:
    """What a job is told besides its arguments.

    `owner_ref` names who asked ("account:12"); `authority` is a code; `attempt` counts from 1;
    `progress` records how far it is (0..1 and a short French label).
    """

    owner_ref: str
    authority: str
    now: datetime
    attempt: int
    progress: Callable[[float, str], None]


class Work(Protocol):
    """A job's function: JSON arguments, by name."""

    def __call__(self, context: Context, **arguments: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind of job. `daily_at` is an hour of Europe/Paris, `every` a time between two runs;

    both None: only when asked.
    """

    name: str
    work: Work
    attempts: int
    first_wait: timedelta
    daily_at: time | None
    every: timedelta | None


_MODULE = "background"
_DECLARED: dict[str, Definition] = {}
LONGEST_WAIT = timedelta(hours=1)


def job(
    name: str,
    *,
    attempts: int = 1,
    first_wait: timedelta = timedelta(seconds=30),
    daily_at: time | None = None,
    every: timedelta | None = None,
) -> Callable[[Work], Work]:
    """Declare the decorated function as the job `name`.

    It is tried `attempts` times, the wait doubling from `first_wait`; a Refused is final.
    """

    def declare(work: Work) -> Work:
        _DECLARED[name] = Definition(name, work, attempts, first_wait, daily_at, every)
        return work

    return declare


@cache
def definitions() -> dict[str, Definition]:
    """Every job, by name. Most commands ask for none, and do without what all of them import."""
    autodiscover_modules(_MODULE)
    return _DECLARED


def definition_of(name: str) -> Definition:
    """The declared job, of which only the application is imported; Refused for one that an earlier
    version had queued.
    """
    application = apps.app_configs.get(name.partition(".")[0])
    if application is not None and module_has_submodule(application.module, _MODULE):
        import_module(f"{application.name}.{_MODULE}")
    if name not in _DECLARED:
        raise Refused("job.unknown", name=name)
    return _DECLARED[name]
