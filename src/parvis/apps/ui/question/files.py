"""A figure as a file: CSV, ODS, SVG, PNG, with its filters, its source and its date on it."""

import re
from collections.abc import Iterator

from django.http import Http404, HttpResponse

from parvis.apps import wired
from parvis.apps.ui.brands import home_card
from parvis.apps.ui.question.shell import Figure, Link
from parvis.core.brand.colours import PAPER, dark_palette, palette
from parvis.core.sheets import FORMS, FigureSheet, Value, to_csv

_WIDE = re.compile(r"<svg\b.*?</svg>", re.S)
_LIGHT = {
    "--paper": "#ffffff", "--ink": "#1c252b", "--ink-2": "#45515a", "--rule": "#dcd5c6",
    "--rule-strong": "#857d6c", "--stone": "#d9d0bd", "--stone-edge": "#8d836e",
}  # fmt: skip
"""What does not follow the brand (tokens.css), on white."""
_DARK = {
    "--paper": "#14191c", "--ink": "#ece8de", "--ink-2": "#c0c4c3", "--rule": "#353f45",
    "--rule-strong": "#7d8990", "--stone": "#3d454a", "--stone-edge": "#848f95",
}  # fmt: skip


def links(address: str, query: str) -> tuple[Link, ...]:
    """The four forms of the figure at `address`, which ends without its form."""
    return tuple(Link(form.upper(), f"{address}.{form}{query}") for form in FORMS)


def file_of(figure: Figure, form: str, town: str) -> HttpResponse:
    """`figure` in one of FORMS; no such form is no such page."""
    if form not in FORMS:
        raise Http404(form)
    files, sheet = wired.figure_files(), sheet_of(figure, town)
    written = {"csv": to_csv, "ods": files.ods, "svg": files.svg, "png": files.png}[form](sheet)
    response = HttpResponse(written, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{figure.id}.{form}"'
    return response


def painted_drawing(html: str) -> str:
    """Drawings with their colours written in, for paper: style sheets do not reach into them."""
    return wired.figure_files().painted(html, dict(_colours()))


def picture_of(drawn: str) -> HttpResponse:
    """One drawing as an image, for a page that had none of it when it was sent."""
    brand = home_card().brand.colour
    light = {**_named(palette(brand)), **_LIGHT, "--paper": PAPER}
    dark = {**_named(dark_palette(brand)), **_DARK}
    response = HttpResponse(wired.figure_files().picture(drawn, light, dark), content_type=SVG)
    response["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return response


SVG = "image/svg+xml"
PICTURE_SECONDS = 600


def _colours() -> dict[str, str]:
    return {**_named(palette(home_card().brand.colour)), **_LIGHT}


def _named(colours: dict[str, str]) -> dict[str, str]:
    return {f"--{name}": value for name, value in colours.items()}


def sheet_of(figure: Figure, town: str) -> FigureSheet:
    """What a file of `figure` holds."""
    drawn = _WIDE.search(figure.drawn)
    return FigureSheet(
        title=figure.title,
        how=figure.how,
        headings=figure.grid.headings,
        rows=tuple(_rows(figure)),
        notes=(("Territoire", town), *figure.proof.facts),
        svg=drawn.group() if drawn else "",
        colours=tuple(sorted(_colours().items())),
    )


def _rows(figure: Figure) -> Iterator[tuple[Value, ...]]:
    for row in figure.grid.rows:
        yield (row.name, *(row.raw or row.values))
