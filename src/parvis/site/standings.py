"""Where a commune stands, as the command line tells it: a document, and the same in a few lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parvis.apps.palmares import selectors
from parvis.apps.palmares.page import page_of
from parvis.apps.palmares.selectors import Town
from parvis.core.palmares.levers import Step
from parvis.core.palmares.standing import Band


@dataclass(frozen=True, slots=True)
class ToldBand:
    """The band in one group, by name."""

    group: str
    band: Band


@dataclass(frozen=True, slots=True)
class ToldLever:
    """One criterion: what it costs, its next step, who can act."""

    criterion: str
    value: float
    points: float
    lost: float
    step: Step | None
    lever: str
    actor: str


@dataclass(frozen=True, slots=True)
class ToldTown:
    """What `parvis palmares town --json` prints; weights cannot leave the ranks of `proved`."""

    code: str
    name: str
    preset: str
    edition: int
    criteria: int
    secret: int
    missing: int
    answer: str
    bands: Sequence[ToldBand]
    proved: tuple[int, int]
    categories: Sequence[ToldBand]
    tied: Sequence[str]
    levers: Sequence[ToldLever]
    apart: Sequence[str]
    rarity: str

    @property
    def text(self) -> str:
        """The same for a person."""
        return "\n".join(_lines(self))


def told_town(town: Town) -> ToldTown:
    """What the page of a commune says, without the page."""
    page, held = page_of(town), selectors.reference()
    bands = zip((scope.title for scope in page.scopes),
                (town.all, town.stratum, town.department, town.group), strict=True)  # fmt: skip
    titles = (category.title for category in town.preset.categories)
    return ToldTown(
        code=town.code, name=town.name, preset=town.preset.id, edition=town.preset.edition,
        criteria=len(town.field.figures.criteria), secret=town.secret, missing=town.missing,
        answer="".join(part.text for part in page.answer),
        bands=[ToldBand(*pair) for pair in bands], proved=town.sure,
        categories=[ToldBand(*pair) for pair in zip(titles, town.categories, strict=True)],
        tied=[held.text("name", town.field.figures.codes[one.unit]) for one in town.tied],
        levers=[ToldLever(p.criterion.id, p.value, p.points, p.lost, p.step,
                          p.criterion.lever.value, p.criterion.actor) for p in town.pushes],
        apart=[one.title for one in page.apart], rarity=page.rarity,
    )  # fmt: skip


def _lines(told: ToldTown) -> Iterator[str]:
    yield told.answer
    yield f"{told.criteria} critères, dont {told.secret} secrets et {told.missing} non publiés ici."
    for one in (*told.bands, *told.categories):
        yield f"  {one.group:<48.48} {one.band.low:>6} à {one.band.high:<6} sur {one.band.n}"
    yield f"Quels que soient les poids à 25 % près : {told.proved[0]} à {told.proved[1]}."
    yield "Ce qui coûte le plus :"
    for lever in told.levers[:8]:
        yield (f"  {lever.criterion:<24} {-lever.lost:6.1f} points  {_gain(lever.step):<14} "
               f"à la main : {lever.lever}")  # fmt: skip
    yield told.rarity


def _gain(step: Step | None) -> str:
    return "au plus haut" if step is None else f"+{step.gain[1]} ({step.gain[0]} à {step.gain[2]})"
