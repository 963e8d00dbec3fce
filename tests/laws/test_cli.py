"""Law: `docs/cli.md`, with the pages of `docs/cli`, and `parvis --help` say the same."""

import re
from collections.abc import Iterator
from functools import cache

import click

from each import each
from laws.repo import DOCS
from parvis.site.cli import cli

SHARED = {"--home", "--lang", "--json", "--quiet", "--help"}


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


COMMANDS = dict(_commands(cli, "parvis"))


@cache
def _sections() -> dict[str, str]:
    """The text of each `## `command`` section of the pages."""
    found = {}
    for page in (DOCS / "cli.md", *sorted((DOCS / "cli").glob("*.md"))):
        parts = re.split(r"^## `(parvis [^`]+)`\n", page.read_text("utf-8"), flags=re.M)
        found |= dict(zip(parts[1::2], parts[2::2], strict=True))
    return found


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(_sections()) == set(COMMANDS)


@each(COMMANDS)
def test_a_section_gives_every_option_and_no_other(name: str) -> None:
    options = {o for p in COMMANDS[name].params for o in (*p.opts, *p.secondary_opts)}
    flags = {o for o in options if o.startswith("--")} - SHARED
    documented = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", _sections()[name])) - SHARED
    assert documented == flags


@each(COMMANDS)
def test_every_command_and_option_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert command.help
    assert silent == []


def test_the_options_shared_by_all_are_documented_once() -> None:
    head = (DOCS / "cli.md").read_text("utf-8").split("\n## `", 1)[0]
    assert [flag for flag in SHARED - {"--help"} if flag not in head] == []
