"""Commands about controls: list, run, lines. Exact figures, for who holds the machine."""

from pathlib import Path

import click

from parvis.core.errors import Refused
from parvis.site.cli.common import (
    HouseGroup,
    ProgressLine,
    chosen_authority,
    instant,
    print_result,
    the_home,
)

_MOST_LINES = 1_000_000


@click.group(cls=HouseGroup)
def control() -> None:
    """What must hold between the files of the services."""


@control.command("list")
@click.option("--authority", metavar="CODE", help="Which authority (the principal one).")
def list_(authority: str | None) -> None:
    """The controls and what each found at its last run."""
    _report(authority, is_run=False)


@control.command()
@click.option("--authority", metavar="CODE", help="Which authority (the principal one).")
def run(authority: str | None) -> None:
    """Judge every control now, as each night, and tell those in charge by e-mail."""
    _report(authority, is_run=True)


@control.command()
@click.argument("control_id", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="CSV to write.")
@click.option("--authority", metavar="CODE", help="Which authority (the principal one).")
def lines(control_id: str, out: Path, authority: str | None) -> None:
    """The lines behind a raised control, as CSV."""
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.controls.page import to_csv
    from parvis.apps.controls.services import consult_worklist
    from parvis.core.access import OPERATOR

    found = {c["id"]: c["verdict"] for c in _verdicts(chosen_authority(authority))}
    if control_id not in found:
        raise Refused("control.unknown", control=control_id, known=", ".join(sorted(found)))
    worklist = consult_worklist(
        actor=OPERATOR, now=instant(), verdict=found[control_id], limit=_MOST_LINES
    )
    out.write_text(to_csv(worklist.control, worklist.lines), "utf-8")
    print_result(
        {"out": out, "lines": len(worklist.lines)}, f"{len(worklist.lines)} lignes : {out}"
    )


def _report(authority: str | None, *, is_run: bool) -> None:
    from parvis.site.start import start

    start(the_home())
    whose = chosen_authority(authority)
    if is_run:
        _run(whose)
    found = _verdicts(whose)
    text = "\n".join(f"{c['state']:<8} {c['id']:<26} {c['sentence']}" for c in found)
    print_result(found, text)


def _run(code: str) -> None:
    from parvis.apps.authorities.models import Authority
    from parvis.apps.controls.services import run_controls, tell_those_in_charge
    from parvis.core.access import OPERATOR

    authority, now = Authority.objects.get(code=code), instant()
    run_controls(actor=OPERATOR, now=now, authority=authority, progress=ProgressLine())
    tell_those_in_charge(now=now, authority=authority)


def _verdicts(code: str) -> list[dict[str, object]]:
    from parvis.apps.controls.selectors import verdicts_of
    from parvis.core.access import OPERATOR

    return [
        {
            "id": card.control.id,
            "verdict": card.verdict.pk,
            "sector": card.verdict.sector,
            "severity": card.control.severity,
            "state": card.verdict.state,
            "lines": card.verdict.lines,
            "left": str(card.verdict.left_sum),
            "right": str(card.verdict.right_sum),
            "gap": str(card.verdict.gap),
            "sentence": card.sentence,
        }
        for card in verdicts_of(OPERATOR, code)
    ]
