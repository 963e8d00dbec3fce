"""What the desk says first, before any table."""

from collections.abc import Mapping

from parvis.core import french


def queue_sentence(view: str, counts: Mapping[str, int]) -> tuple[str, str]:
    """What a view says first: the urgent part, then the rest."""
    if view in ("equipe", "moi", "sans"):
        return _urgent(counts), _rest(counts["equipe"] - counts["retard"] - counts["jour"])
    return f"{french.count(counts[view], 'demande')}.", ""


def _urgent(counts: Mapping[str, int]) -> str:
    late, today = counts["retard"], counts["jour"]
    if not late and not today:
        return "Rien n’est en retard, rien n’arrive à échéance aujourd’hui."
    said = []
    if late:
        said.append(f"{_some(late)} en retard")
    if today:
        said.append(f"{_some(today, short=bool(late))} à échéance aujourd’hui")
    return f"{french.enumerate_words(said).capitalize()}."


def _some(n: int, *, short: bool = False) -> str:
    number = french.spelled(n) if n > 1 else "une"
    verb = "arrivent" if short and n > 1 else "arrive" if short else "sont" if n > 1 else "est"
    noun = "" if short else " demandes" if n > 1 else " demande"
    return f"{number}{noun} {verb}"


def _rest(n: int) -> str:
    if n <= 0:
        return ""
    others = "autres peuvent" if n > 1 else "autre peut"
    return f"{french.number(n, 0)} {others} attendre demain."
