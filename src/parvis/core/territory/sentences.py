"""What a portrait says first, in words: only what its figures can prove."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.core.french import NBSP, THIN, count, number
from parvis.core.territory.portrait import Against, Line, Portrait
from parvis.core.territory.reference import Absence

STEADY_PEOPLE, STEADY_AGE = 0.01, 0.3
"""A population that moves by less than 1 %, a share of elders by less than 0.3 point: steady."""
MOST = 0.75


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the answer; `figure` is the indicator that proves it, "" for plain words."""

    text: str
    figure: str = ""


def answer(portrait: Portrait) -> tuple[Part, ...]:
    """The answer of the page: where the commune is going, then what its residents live on."""
    moves = list(_moves(portrait))
    parts = [Part(portrait.place.name), *_joined(moves)] if moves else []
    return (*parts, *_income(portrait))


def cautions(portrait: Portrait) -> tuple[str, ...]:
    """What the portrait cannot say, and why."""
    said = []
    hidden = [line for line in portrait.lines if line.value is None]
    secret = sum(line.absence is Absence.SECRET for line in hidden)
    merged = sum(line.absence is Absence.MERGED for line in hidden)
    if secret:
        said.append(f"{_figures(secret)} sous secret statistique, faute de ménages assez nombreux.")
    if merged:
        said.append(f"{_figures(merged)} sans valeur depuis la fusion de communes.")
    if rest := len(hidden) - secret - merged:
        said.append(f"{_figures(rest)} que la source ne donne pas pour cette commune.")
    if not portrait.is_complete:
        said.append(
            "Seule la petite table livrée avec Parvis est là. Les statistiques de toutes les "
            f"communes entrent par la commande «{NBSP}parvis town data{NBSP}»."
        )
    return tuple(said)


def _figures(n: int) -> str:
    return count(n, "indicateur")


@dataclass(frozen=True, slots=True)
class _Move:
    """A verb, the indicator that proves it, and how fast beside the comparable communes."""

    verb: str
    figure: str
    pace: str


def _moves(portrait: Portrait) -> Iterator[_Move]:
    people, elders = portrait.line("population"), portrait.line("aged_75_up")
    if (change := _change(people)) is not None and people is not None:
        verb = _direction(change, STEADY_PEOPLE, "gagne des habitants", "perd des habitants",
                          "garde sa population")  # fmt: skip
        yield _Move(verb, "population", _pace(change, people.moves, STEADY_PEOPLE))
    if (change := _change(elders)) is not None and elders is not None:
        verb = _direction(change, STEADY_AGE, "vieillit", "rajeunit", "garde son âge")
        yield _Move(verb, "aged_75_up", _pace(change, elders.moves, STEADY_AGE))


def _change(line: Line | None) -> float | None:
    """From the first known year to the last: a share for a count, points for a rate."""
    if line is None or len(line.trail) < 2:
        return None
    first, last = line.trail[0][1], line.trail[-1][1]
    if not line.indicator.is_total:
        return last - first
    # Six villages destroyed in 1916 are still communes, of no inhabitant.
    return last / first - 1 if first else None


def _direction(change: float, steady: float, up: str, down: str, still: str) -> str:
    if abs(change) < steady:
        return still
    return up if change > 0 else down


def _pace(change: float, peers: Against | None, steady: float) -> str:
    """Faster or slower only beyond the quartiles; "" when nothing can be compared."""
    if peers is None or abs(change) < steady:
        return ""
    low, high = (peers.low, peers.high) if change > 0 else (-peers.high, -peers.low)
    if abs(change) > high:
        return "plus vite que"
    return "moins vite que" if abs(change) < low else "au même rythme que"


def _joined(moves: list[_Move]) -> Iterator[Part]:
    """ "perd des habitants et vieillit, plus vite que…", or each with its own pace."""
    same = len({move.pace for move in moves}) == 1
    for rank, move in enumerate(moves):
        yield Part(" " if rank == 0 else " et ")
        yield Part(move.verb, move.figure)
        if not same and move.pace:
            yield Part(f" {_than(move.pace, rank, moves)}")
    if same and moves[0].pace:
        comma = ", " if len(moves) > 1 else " "
        yield Part(f"{comma}{moves[0].pace} les communes comparables")
    yield Part(".")


def _than(pace: str, rank: int, moves: list[_Move]) -> str:
    is_again = rank > 0 and bool(moves[0].pace)
    return pace.replace(" que", " qu’elles") if is_again else f"{pace} les communes comparables"


def _income(portrait: Portrait) -> Iterator[Part]:
    line = portrait.line("median_income")
    if line is None or line.value is None:
        return
    yield Part(" La moitié des habitants y a moins de ")
    yield Part(f"{number(line.value, 0)}{NBSP}€", "median_income")
    yield Part(f" par an pour vivre ({line.year}){_rank(line)}")
    poverty = portrait.line("poverty_rate")
    if poverty is not None and poverty.value is not None:
        yield Part(f"{THIN}; ")
        yield Part(f"{number(poverty.value, 0)}{THIN}%", "poverty_rate")
        yield Part(" sont sous le seuil de pauvreté")
    yield Part(".")


def _rank(line: Line) -> str:
    """ ", moins que dans 15 des 20 communes comparables" when it is so for most of them."""
    if line.peers is None:
        return ""
    share = line.peers.below / line.peers.known
    if share >= MOST:
        return f", plus que dans {line.peers.below} des {line.peers.known} communes comparables"
    above = line.peers.known - line.peers.below
    if 1 - share >= MOST:
        return f", moins que dans {above} des {line.peers.known} communes comparables"
    return ", comme dans les communes comparables"
