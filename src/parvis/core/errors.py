"""The anticipated errors of the house. Anything else is a bug."""

from dataclasses import dataclass

from parvis.core.messages import render


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a user's material something is wrong; each part may be unknown."""

    file: str = ""
    line: int | None = None
    field: str = ""


class ParvisError(Exception):
    """Base of the anticipated errors."""


class Refused(ParvisError):
    """A demand the house declines, with one sentence saying what, where and what to do.

    `rule` names a message of `core.messages`; `facts` fill its placeholders.
    """

    def __init__(self, rule: str, *, where: Where | None = None, **facts: object) -> None:
        self.rule = rule
        self.where = where or Where()
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, language: str = "fr") -> str:
        """The sentence for the user, prefixed by file, line and field where known."""
        return render(self.rule, language, where=self.where, **self.facts)


class NotVisible(ParvisError):
    """The thing does not exist for this actor; screens answer 404, never 403."""


class Unavailable(ParvisError):
    """A part of the system does not answer; the user may try again later."""

    def __init__(self, system: str) -> None:
        self.system = system
        super().__init__(system)
