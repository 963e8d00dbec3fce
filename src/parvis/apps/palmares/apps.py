"""Django's card of this application."""

from django.apps import AppConfig


class PalmaresConfig(AppConfig):
    """Screens only: the figures are published statistics, kept outside the database."""

    name = "parvis.apps.palmares"
    verbose_name = "Palmarès"

    def ready(self) -> None:
        """Answer one of the eight questions on the first page of those who decide."""
        from parvis.apps.ui.question.doors import ANSWERS

        ANSWERS["comparer"] = _answer


def _answer(code: str) -> str:
    """The sentence of the door; ranks bring scipy, which no command should wait for."""
    from parvis.apps.palmares.door import answer

    return answer(code)
