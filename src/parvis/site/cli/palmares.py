"""The commands `palmares`: composite indices from COINr's two tables, and how sure ranks are."""

from pathlib import Path

import click

from parvis.site.cli.common import HouseGroup, ProgressLine, instant, print_result, the_home


@click.group(cls=HouseGroup)
def palmares() -> None:
    """Composite indices: scores, ranks, and how sure the ranks are."""


_PATH = click.Path(path_type=Path)
_IDATA = click.option("--idata", type=_PATH, required=True, metavar="FILE",
                      help="The units: uCode and one column per indicator.")  # fmt: skip
_IMETA = click.option("--imeta", type=_PATH, required=True, metavar="FILE",
                      help="The index: indicators, groups, weights, directions.")  # fmt: skip
_OUT = click.option("--out", type=_PATH, required=True, metavar="DIR",
                    help="Where to write the results.")  # fmt: skip
_IMPUTE = click.option(
    "--impute",
    default="none",
    show_default=True,
    metavar="M",
    help="none, mean, median, group-mean:COLUMN, group-median:COLUMN, panel:latest, "
    "panel:constant, panel:linear, panel:linear-constant.",
)
_TIME = click.option("--time", type=float, metavar="YEAR",
                     help="The year to keep of several; the last otherwise.")  # fmt: skip
_AGGREGATE = click.option("--aggregate", default="amean", show_default=True, metavar="M",
                          help="amean, gmean, hmean, genmean:P or copeland; one per level if "
                          "separated by commas, the lowest first.")  # fmt: skip


@palmares.command("score")
@_IDATA
@_IMETA
@_IMPUTE
@click.option("--treat", is_flag=True, help="Winsorise, then take logarithms of skewed indicators.")
@click.option("--normalise", default="minmax", show_default=True, metavar="M",
              help="minmax[:1,100], zscore, scaled, rank, borda, prank, fracmax, dist2max, "
              "dist2targ, dist2ref:UNIT, goalposts, steps:COLUMN, none; :imeta for the "
              "parameters of each indicator.")  # fmt: skip
@_AGGREGATE
@click.option(
    "--remove", multiple=True, metavar="CODE", help="Leave out this element of the index."
)
@click.option("--weights", default="given", show_default=True, metavar="M",
              help="given, equal, pca:LEVEL, balance:LEVEL or infomax:LEVEL.")  # fmt: skip
@_TIME
@_OUT
def scored(
    idata: Path, imeta: Path, impute: str, treat: bool, normalise: str, aggregate: str,
    remove: tuple[str, ...], weights: str, time: float | None, out: Path,
) -> None:  # fmt: skip
    """Scores and ranks of every group of an index."""
    from parvis.core.palmares.scoring import Recipe
    from parvis.site.rankings import Read, write_scores

    recipe = Recipe("none", treat, normalise, aggregate)
    done = write_scores(Read(idata, imeta, impute, time), recipe, remove, weights, out)
    print_result(done, f"{out} : {done.units} unités, {done.indicators} indicateurs, "
                 f"{done.groups} groupes, {done.missing} valeurs manquantes.")  # fmt: skip


@palmares.command("compare")
@_IDATA
@_IMETA
@_IMPUTE
@click.option("--treat/--no-treat", default=None, help="Always or never; both otherwise.")
@click.option("--normalise", "methods", multiple=True, metavar="M", default=("minmax",),
              show_default=True, help="As for score; repeat it to compare several.")  # fmt: skip
@click.option("--aggregate", "means", multiple=True, metavar="M", default=("amean",),
              show_default=True, help="As for score; repeat it to compare several.")  # fmt: skip
@click.option("--each", "level", type=int, metavar="LEVEL",
              help="Instead, leave out each element of this level in turn.")  # fmt: skip
@_TIME
@_OUT
def compare(
    idata: Path, imeta: Path, impute: str, treat: bool | None, methods: tuple[str, ...],
    means: tuple[str, ...], level: int | None, time: float | None, out: Path,
) -> None:  # fmt: skip
    """How far ranks move from one variant to another, or without each element."""
    from parvis.core.palmares.scoring import Recipe
    from parvis.site.rankings import Read, write_comparison

    treatments = (False, True) if treat is None and level is None else (bool(treat),)
    recipes = {
        f"{method} {mean}{' treated' if chosen else ''}": Recipe("none", chosen, method, mean)
        for method in methods for mean in means for chosen in treatments
    }  # fmt: skip
    done = write_comparison(Read(idata, imeta, impute, time), recipes, level, out)
    lines = (f"  {one.name:<32.32} {one.mean:8.3f} en moyenne, {one.greatest} au plus"
             for one in done.shifts)  # fmt: skip
    print_result(done, "\n".join([f"{out} : {done.units} unités. Places déplacées :", *lines]))


@palmares.command("strengths")
@_IDATA
@_IMETA
@click.option("--unit", required=True, metavar="CODE", help="The unit.")
@click.option("--group", default="", metavar="COLUMN", help="Among the units of its group there.")
@click.option("--n", default=5, show_default=True, metavar="N", help="How many of each.")
def strong(idata: Path, imeta: Path, unit: str, group: str, n: int) -> None:
    """The indicators on which a unit is best and worst placed."""
    from parvis.site.rankings import Read, strengths

    found = strengths(Read(idata, imeta), unit, group)
    best, worst = found[:n], found[::-1][:n]
    lines = [f"{one.code:<24} {one.rank:>6} sur {one.n}" for one in (*best, *worst)]
    print_result({"strengths": best, "weaknesses": worst}, "\n".join(lines))


@palmares.command("ranks")
@_IDATA
@_IMETA
@click.option("--unit", "units", multiple=True, metavar="CODE", help="Only this unit; repeatable.")
@click.option("--draws", default=10_000, show_default=True, metavar="N", help="How many draws.")
@click.option("--seed", default=0, show_default=True, metavar="S", help="Same seed, same draws.")
@click.option("--spread", default=0.25, show_default=True, metavar="F",
              help="How far weights move, as a share of their own.")  # fmt: skip
@click.option("--level", default=2, show_default=True, metavar="L",
              help="Which weights move: 1 is the indicators, 2 the groups just above.")  # fmt: skip
@_IMPUTE
@click.option("--treat/--no-treat", default=None, help="Always or never; by turns otherwise.")
@click.option("--normalise", "methods", multiple=True, metavar="M",
              default=("minmax", "zscore", "prank"), show_default=True,
              help="As for score; repeat it to try several.")  # fmt: skip
@_AGGREGATE
@_OUT
def ranked(idata: Path, imeta: Path, units: tuple[str, ...], draws: int, seed: int, spread: float,
           level: int, impute: str, treat: bool | None, methods: tuple[str, ...], aggregate: str,
           out: Path) -> None:  # fmt: skip
    """Rank distributions under uncertain weights and methods, and intervals that are proved."""
    from parvis.core.palmares.scoring import Recipe
    from parvis.site.rankings import Question, write_ranks

    treatments = (False, True) if treat is None else (treat,)
    recipes = tuple(Recipe(impute, chosen, method, aggregate)
                    for chosen in treatments for method in methods)  # fmt: skip
    asked = Question(recipes, level, spread, draws, seed, units)
    done = write_ranks(idata, imeta, asked, out, ProgressLine())
    print_result(done, f"{out} : {done.units} unités, {done.draws} tirages, "
                 f"{done.variants} variantes.")  # fmt: skip


@palmares.command("town")
@click.argument("code")
@click.option("--preset", default="bien_vivre", show_default=True, metavar="ID",
              help="Which palmarès: bien_vivre, families, seniors...")  # fmt: skip
@click.option("--group", default="", metavar="CODE,...",
              help="A group picked by hand: INSEE codes, separated by commas.")  # fmt: skip
def town(code: str, preset: str, group: str) -> None:
    """Where the commune CODE stands among all and its peers, with what would change it."""
    from parvis.site.cli.territory import begin, codes_of

    begin(the_home(), instant())
    from parvis.apps.palmares import selectors
    from parvis.site.standings import told_town

    told = told_town(selectors.town(code, preset, codes_of(group)))
    print_result(told, told.text)


@palmares.command("manifest")
@click.option("--preset", default="bien_vivre", show_default=True, metavar="ID",
              help="Which palmarès.")  # fmt: skip
@_OUT
def manifest(preset: str, out: Path) -> None:
    """A palmarès of all communes as tables that anyone can count again."""
    from parvis.site.cli.territory import begin

    begin(the_home(), instant())
    from parvis.apps.palmares import exports, selectors
    from parvis.engines.composite import make_folder

    field = selectors.field(preset)
    make_folder(out)
    for name, text in exports.manifest_files(field):
        (out / name).write_text(text, "utf-8")
    n, k = len(field.figures.codes), len(field.figures.criteria)
    print_result({"out": out, "communes": n, "criteria": k, "files": exports.FILES},
                 f"{out} : {n} communes, {k} critères.")  # fmt: skip
