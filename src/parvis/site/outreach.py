"""The ports that write to people and listen to them: matrix, ballots, surveys, words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from parvis.engines.definitions import read_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from parvis.core.home import Home
    from parvis.core.loyalty.filings import Filing
    from parvis.core.loyalty.outreach import Matrix
    from parvis.core.loyalty.questionnaire import Questionnaire
    from parvis.core.loyalty.verbatims import Listening
    from parvis.core.palmares.notice import Election


class OutreachPorts:
    """What the composition root offers to write and to listen; each read once per process."""

    _home: Home

    def outreach(self) -> Matrix:
        return _matrix_of(self._home)

    def questionnaires(self) -> Mapping[str, Questionnaire]:
        return _questionnaires_of(self._home)

    def elections(self) -> tuple[Election, ...]:
        return _elections_of(self._home)

    def listening(self) -> Listening:
        from parvis.site.verbatims import listening_of

        return listening_of(self._home)

    def filings(self) -> Callable[[Path], Iterator[Filing]]:
        from parvis.engines.inpi import read_filings

        return read_filings


@lru_cache(maxsize=1)
def _matrix_of(home: Home) -> Matrix:
    """The town's own matrix, else the one shipped."""
    from parvis.core.loyalty.outreach import matrix_from

    *_, (file, data) = read_definitions("outreach", home.outreach)
    return matrix_from(data, file)


@lru_cache(maxsize=1)
def _questionnaires_of(home: Home) -> Mapping[str, Questionnaire]:
    """Surveys, shipped and the town's own, by id."""
    from parvis.core.loyalty.questionnaire import questionnaire_from

    read = read_definitions("surveys", home.surveys)
    return {one.id: one for one in (questionnaire_from(data, file) for file, data in read)}


@lru_cache(maxsize=1)
def _elections_of(home: Home) -> tuple[Election, ...]:
    """Local elections whose days are known, shipped and the town's own."""
    from parvis.core.palmares.notice import elections_from

    read = read_definitions("elections", home.elections)
    return tuple(one for file, data in read for one in elections_from(data, file))
