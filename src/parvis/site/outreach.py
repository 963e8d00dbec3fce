"""The matrix of purposes, the ballots and the surveys of a home, read once per process."""

from collections.abc import Mapping
from functools import lru_cache

from parvis.core.home import Home
from parvis.core.loyalty.outreach import Matrix, matrix_from
from parvis.core.loyalty.questionnaire import Questionnaire, questionnaire_from
from parvis.core.palmares.notice import Election, elections_from
from parvis.engines.definitions import read_definitions


@lru_cache(maxsize=1)
def matrix_of(home: Home) -> Matrix:
    """The town's own matrix, else the one shipped."""
    *_, (file, data) = read_definitions("outreach", home.outreach)
    return matrix_from(data, file)


@lru_cache(maxsize=1)
def questionnaires_of(home: Home) -> Mapping[str, Questionnaire]:
    """Surveys, shipped and the town's own, by id."""
    read = read_definitions("surveys", home.surveys)
    return {one.id: one for one in (questionnaire_from(data, file) for file, data in read)}


@lru_cache(maxsize=1)
def elections_of(home: Home) -> tuple[Election, ...]:
    """Local elections whose days are known, shipped and the town's own."""
    read = read_definitions("elections", home.elections)
    return tuple(one for file, data in read for one in elections_from(data, file))
