"""The eight questions, in their order: each application adds its line when its page is there."""

from collections.abc import Callable

from django.urls import reverse

from parvis.apps.ui.question.shell import Link

QUESTIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("qui", "Qui sont mes usagers\u202f?", "insights:question", ("qui",)),
    ("profil", "Quel est leur profil\u202f?", "insights:question", ("profil",)),
    ("interets", "Leurs centres d’intérêt\u202f?", "insights:question", ("interets",)),
    ("moyens", "De quels moyens disposent-ils\u202f?", "insights:question", ("moyens",)),
    ("offre", "Mon offre est-elle adaptée\u202f?", "offer:home", ()),
    (
        "satisfaits",
        "Sont-ils satisfaits, reviennent-ils\u202f?",
        "insights:question",
        ("satisfaits",),
    ),
    ("comparer", "Où se situe la ville\u202f?", "palmares:town", ()),
    ("agir", "Que faire, et cela a-t-il marché\u202f?", "insights:question", ("agir",)),
)
"""Id, title, URL name and its arguments."""


ANSWERS: dict[str, Callable[[str], str]] = {}
"""What a question that another application answers says to the authority of a code, by its id:
filled by the applications when Django is ready."""


def doors(current: str) -> list[Link]:
    """The questions, `current` marked."""
    return [
        Link(title, reverse(name, args=args), id_ == current)
        for id_, title, name, args in QUESTIONS
    ]
