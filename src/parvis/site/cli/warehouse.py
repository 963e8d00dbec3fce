"""Commands about files and releases: load, publish, release.

Django models can be imported only once `start` has run: those imports follow it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from parvis.core import french
from parvis.core.errors import Refused, Where
from parvis.core.ingest.report import LoadReport
from parvis.core.ports import LooseFile
from parvis.core.release import Manifest
from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    ProgressLine,
    as_json,
    chosen_authority,
    chosen_language,
    instant,
    print_result,
    the_home,
)


@click.command(cls=HouseCommand)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--contract", metavar="ID", help="Read the file as this contract.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report as JSON.")
@click.option("--authority", metavar="CODE", help="Whose file it is (the principal authority).")
@click.option("--dry-run", is_flag=True, help="Read and check, keep nothing.")
@click.pass_context
def load(
    context: click.Context,
    files: tuple[Path, ...],
    contract: str | None,
    report: Path | None,
    authority: str | None,
    dry_run: bool,
) -> None:
    """Read municipal FILES, or archives of them: detect, check, quarantine, keep."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start_or_make

    _check_writable(report)
    start_or_make(the_home(), now=instant())
    from parvis.apps.sources.services import load_file

    whose = chosen_authority(authority)

    def load_one(file: LooseFile) -> LoadReport:
        return load_file(
            actor=OPERATOR,
            now=instant(),
            authority=whose,
            path=file.path,
            filename=file.name,
            contract_id=contract,
            dry_run=dry_run,
            progress=ProgressLine(),
        )

    reports, refusals = _each(files, load_one)
    is_alone = len(files) == len(reports) + len(refusals) == 1
    result = reports[0] if is_alone and reports else reports
    if report is not None and reports:
        report.write_text(as_json(result) + "\n", "utf-8")
    if reports:
        print_result(result, "\n".join(_sentence(r, dry_run) for r in reports))
    for refusal in refusals:
        click.echo(refusal.sentence(chosen_language()), err=True)
    context.exit(1 if refusals else 0)


def _check_writable(report: Path | None) -> None:
    """A load whose report cannot be written is refused before it starts, not once it is kept."""
    if report is None:
        return
    is_new = not report.exists()
    try:
        report.open("ab").close()
        if is_new:
            report.unlink()
    except OSError as error:
        where = Where(str(report))
        raise Refused("load.report_unwritable", where=where, detail=error.strerror) from error


def _each(
    files: Sequence[Path], load_one: Callable[[LooseFile], LoadReport]
) -> tuple[list[LoadReport], list[Refused]]:
    """Each file, or member of an archive, stands alone: a refusal does not stop the others."""
    from parvis.apps.sources.services import unpacked

    reports: list[LoadReport] = []
    refusals: list[Refused] = []
    for file in files:
        with _noting(refusals), unpacked(path=file, filename=file.name) as parts:
            for part in parts:
                with _noting(refusals):
                    reports.append(load_one(part))
    return reports, refusals


@contextmanager
def _noting(refusals: list[Refused]) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        refusals.append(refusal)


def _sentence(report: LoadReport, dry_run: bool) -> str:
    if report.is_already_loaded:
        return f"{report.file} : déjà chargé, rien n’a changé."
    words = ("ligne à garder", "lignes à garder") if dry_run else ("ligne gardée", "lignes gardées")
    read, rejected = (french.number(n, 0) for n in (report.rows_read, report.rows_rejected))
    lines = [
        f"{report.file} : {french.count(report.rows_kept, *words)} sur {read}, "
        f"{rejected} à corriger ({report.contract}, {report.encoding})."
    ]
    lines += [f"  ligne {r.line}, {r.field} : {r.reason} ({r.value})" for r in report.rejects[:10]]
    if report.rows_rejected > len(lines) - 1:
        left = french.count(report.rows_rejected - len(lines) + 1, "autre")
        lines.append(f"  … et {left}, voir --report")
    return "\n".join(lines)


@click.command(cls=HouseCommand)
def publish() -> None:
    """A new immutable release of the warehouse; prints its id."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.sources.services import publish_release

    manifest = publish_release(actor=OPERATOR, now=instant(), progress=ProgressLine())
    print_result(manifest, manifest.id)


@click.group(cls=HouseGroup)
def release() -> None:
    """Releases: what went in, going back to an earlier one."""


@release.command("list")
def list_() -> None:
    """Every release, the latest first; a star marks the one in use."""
    from parvis.gate.shelf import current_id, list_releases
    from parvis.site.home import read_card

    home = the_home()
    read_card(home)
    current = current_id(home)
    manifests = list_releases(home)
    lines = [f"{'*' if m.id == current else ' '} {m.id}  {_rows(m)}" for m in manifests]
    print_result({"current": current, "releases": manifests}, "\n".join(lines) or "Aucune.")


@release.command()
@click.argument("release_id", metavar="ID")
def show(release_id: str) -> None:
    """What went into a release."""
    from parvis.gate.shelf import read_manifest
    from parvis.site.home import read_card

    home = the_home()
    read_card(home)
    manifest = read_manifest(home, release_id)
    lines = [f"Publication {manifest.id} (Parvis {manifest.code_version})"]
    lines += [f"  {t.fact} : {t.rows} lignes" for t in manifest.tables]
    lines += [f"  {i.title}, {i.rows} lignes, sha256 {i.sha256[:12]}…" for i in manifest.inputs]
    print_result(manifest, "\n".join(lines))


@release.command()
@click.argument("release_id", metavar="ID")
def use(release_id: str) -> None:
    """Answer from this release from now on."""
    from parvis.core.access import OPERATOR
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.sources.services import use_release

    manifest = use_release(actor=OPERATOR, now=instant(), release_id=release_id)
    print_result(manifest, f"Publication en service : {manifest.id}")


def _rows(manifest: Manifest) -> str:
    return ", ".join(f"{t.fact} {t.rows}" for t in manifest.tables)
