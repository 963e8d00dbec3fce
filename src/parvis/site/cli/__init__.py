"""The command `parvis`: one contract for scripts of towns and integrators (docs/cli.md)."""

import sys

import click

from parvis.core.errors import Refused, Unavailable
from parvis.site.cli.common import HouseGroup, chosen_language

REFUSED = 1


@click.group(
    cls=HouseGroup,
    lazy={
        "account": "parvis.site.cli.accounts:account",
        "backup": "parvis.site.cli.homes:backup",
        "bench": "parvis.site.cli.homes:bench",
        "catalogue": "parvis.site.cli.catalogue:catalogue",
        "check": "parvis.site.cli.homes:check",
        "clock": "parvis.site.cli.clock:clock",
        "control": "parvis.site.cli.controls:control",
        "demo": "parvis.site.cli.homes:demo",
        "disclose": "parvis.site.cli.protection:disclose",
        "forecast": "parvis.site.cli.offer:forecast",
        "link": "parvis.site.cli.link:link",
        "load": "parvis.site.cli.warehouse:load",
        "metric": "parvis.site.cli.metrics:metric",
        "name": "parvis.site.cli.loyalty:name",
        "palmares": "parvis.site.cli.palmares:palmares",
        "peers": "parvis.site.cli.territory:peers",
        "person": "parvis.site.cli.people:person",
        "places": "parvis.site.cli.offer:places",
        "public": "parvis.site.cli.publics:public",
        "publish": "parvis.site.cli.warehouse:publish",
        "purge": "parvis.site.cli.people:purge",
        "release": "parvis.site.cli.warehouse:release",
        "restore": "parvis.site.cli.homes:restore",
        "serve": "parvis.site.cli.homes:serve",
        "survival": "parvis.site.cli.protection:survival",
        "synth": "parvis.site.cli.synth:synth",
        "tariff": "parvis.site.cli.offer:tariff",
        "token": "parvis.site.cli.tokens:token",
        "town": "parvis.site.cli.territory:town",
        "verbatim": "parvis.site.cli.loyalty:verbatim",
    },
)
@click.version_option(package_name="parvis")
def cli() -> None:
    """Parvis: the relation with residents, and what a town's services record, as decisions."""


def main() -> None:
    """Run the command line; a refusal is one sentence on stderr and exit status 1."""
    try:
        sys.exit(cli.main(standalone_mode=False))
    except click.UsageError as error:
        error.show()
        sys.exit(error.exit_code)
    except Refused as refusal:
        _say(refusal.sentence(chosen_language()))
    except Unavailable as lack:
        _say(f"Parvis : {lack.system} ne répond pas. Réessayez plus tard.")
    except (click.Abort, KeyboardInterrupt):
        _say("Interrompu : rien n’a changé.")
    except BrokenPipeError:
        # The reader of our output has left (`parvis ... | head`): nothing to tell it.
        sys.stderr.close()
    sys.exit(REFUSED)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
