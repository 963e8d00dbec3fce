"""What every command shares: home, language, JSON, quiet; lazy loading; progress."""

import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import click

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.site.home import home_at

DEFAULT_HOME = "var"


@dataclass
class Common:
    """The options shared by all commands, wherever they stand on the line."""

    home: str = ""
    lang: str = "fr"
    as_json: bool = False
    quiet: bool = False


_COMMON = Common()


def chosen_language() -> str:
    """The language of refusals: "fr" unless `--lang en` was given."""
    return _COMMON.lang


def the_home() -> Home:
    """The home named by `--home`, else by PARVIS_HOME, else `./var`."""
    return home_at(_COMMON.home or os.environ.get("PARVIS_HOME") or DEFAULT_HOME)


def chosen_authority(code: str | None) -> str:
    """The code given by `--authority`, else that of the home's principal authority."""
    from parvis.apps.authorities.selectors import authority_for
    from parvis.core.access import OPERATOR

    found = authority_for(OPERATOR, code or "")
    if found is None or (code and found.code != code):
        raise Refused("authority.unknown", code=code)
    return found.code


def instant() -> datetime:
    """Now, read once per command and passed down."""
    return datetime.now(UTC)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source is not click.core.ParameterSource.DEFAULT:
            setattr(_COMMON, name, value)

    return keep


def _common_options() -> list[click.Parameter]:
    def option(flag: str, name: str, **more: Any) -> click.Option:
        return click.Option([flag, f"common_{name}"], expose_value=False, is_eager=True,
                            callback=_remember(name), **more)  # fmt: skip

    return [
        option("--home", "home", metavar="DIR", help="Where Parvis keeps everything (./var)."),
        option("--lang", "lang", type=click.Choice(["fr", "en"]), help="Language of refusals."),
        option("--json", "as_json", is_flag=True, help="The result as one JSON document."),
        option("--quiet", "quiet", is_flag=True, help="No progress."),
    ]


class HouseCommand(click.Command):
    """A command that accepts the shared options after its name too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_common_options())


class HouseGroup(click.Group):
    """A group whose commands are imported only when called: `--help` stays instant."""

    command_class = HouseCommand

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}
        self.params.extend(_common_options())

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of a command line; a new one forgets the options of the line before."""
        if parent is None:
            vars(_COMMON).update(vars(Common()))
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands that work, in alphabetical order."""
        return sorted({*self.lazy, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now if it has not been."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, name = self.lazy[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


HouseGroup.group_class = HouseGroup


def print_result(result: Any, text: str) -> None:
    """`result` as JSON under `--json`, else `text`."""
    click.echo(as_json(result) if _COMMON.as_json else text)


def as_json(result: Any) -> str:
    """One JSON document: dataclasses as objects, instants and dates in ISO 8601."""
    return json.dumps(result, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class ProgressLine:
    """Progress on stderr: one line rewritten on a terminal, a line per step elsewhere."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self.last = ""

    def __call__(self, done: float, label: str) -> None:
        """Show `label` and the percentage done; nothing under `--quiet`."""
        if _COMMON.quiet:
            return
        if self.is_terminal:
            bar = "█" * round(20 * done)
            click.echo(f"\r{label:<40.40} {bar:<20} {done:4.0%}", err=True, nl=done >= 1)
        elif label != self.last:
            click.echo(label, err=True)
        self.last = label
