"""The command `synth`: a synthetic town, as its applications would export it."""

from pathlib import Path

import click

from parvis.site.cli.common import HouseCommand, ProgressLine, print_result, the_home


@click.command(cls=HouseCommand)
@click.option("--town", required=True, metavar="CODE", help="INSEE code of the commune.")
@click.option("--persons", type=int, required=True, metavar="N", help="Fictitious residents.")
@click.option("--seed", type=int, required=True, metavar="S", help="Same seed, same bytes.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="A new or empty folder.")  # fmt: skip
@click.option("--years", type=int, default=10, show_default=True, help="Years of exports, 1 to 10.")
@click.option("--errors", type=click.Choice(["correlated", "independent"]), default="correlated",
              show_default=True, help="How identities are miskeyed.")  # fmt: skip
def synth(town: str, persons: int, seed: int, out: Path, years: int, errors: str) -> None:
    """Make a synthetic town: exports as its applications would write them, and the truth apart."""
    from parvis.core.french import number
    from parvis.core.population.town import Asked
    from parvis.site.synth import Built, build

    asked = Asked(persons=persons, seed=seed, years=years, errors=errors)
    built: Built = build(town, asked, out, ProgressLine(), the_home())
    worst = max(gap.tae / built.persons for gap in built.fit.fitted)
    rows = number(sum(m.rows for m in built.files))
    print_result(built, "\n".join((
        f"{out}\u00a0: {len(built.files)} fichiers, {rows} lignes, données fictives.",
        f"Calage\u00a0: {number(built.fit.persons)} personnes, "
        f"{number(built.fit.households)} ménages, "
        f"écart absolu total par personne {number(worst, 5)} au plus.",
        *(f"Modélisé\u00a0: {what}." for what in built.fit.modelled),
    )))  # fmt: skip
