"""The palmarès as files: a commune, the table, and what anyone needs to count it again."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import numpy as np

from parvis.apps.palmares import selectors
from parvis.apps.palmares.selectors import League, Town
from parvis.core.palmares.field import Field
from parvis.core.palmares.figures import STRATUM
from parvis.core.palmares.presets import framework_of
from parvis.core.palmares.sheet import Floats
from parvis.core.territory.indicators import source_of
from parvis.core.territory.reference import Absence

FILES = ("iData.csv", "iMeta.csv", "points.csv", "iMeta-points.csv", "scores.csv",
         "manifest.json")  # fmt: skip


def town_csv(town: Town) -> str:
    """One line per criterion: value, points, points lost, step, ranks, source."""
    header = ("criterion", "title", "category", "unit", "year", "value", "hidden", "points", "lost",
              "next_step", "to_next_step", "count_to_next_step", "gain_low", "gain_median",
              "gain_high", "gain_in_all", "lever", "actor", "producer", "url")  # fmt: skip
    return _csv(header, _criteria(town))


def _criteria(town: Town) -> Iterator[Sequence[object]]:
    figures, known = town.field.figures, {push.criterion.id: push for push in town.pushes}
    for column, one in enumerate(figures.criteria):
        push, point = known.get(one.id), figures.points[column]
        mark = Absence(int(figures.marks[town.unit, column]))
        source = source_of(point, selectors.reference())
        step = push.step if push else None
        yield (
            one.id, one.indicator.title, town.preset.categories[town.field.families[column]].id,
            one.indicator.unit, point.year, push.value if push else "",
            "" if mark is Absence.KNOWN else mark.name.lower(),
            push.points if push else "", push.lost if push else "",
            *((step.value, step.distance, "" if step.count is None else step.count, *step.gain,
               step.gain_in_all) if step else ("",) * 7),
            one.lever.value, one.actor, source.producer if source else "",
            source.url if source else "",
        )  # fmt: skip


def league_csv(league: League) -> str:
    """One line per commune of the table, the best first, ranks among all France."""
    held, codes = selectors.reference(), league.field.figures.codes
    rows = (
        (codes[row], held.text("name", codes[row]), float(league.field.scores[row]),
         *(int(league.bands[name][row]) for name in ("rank", "low", "middle", "high")))
        for row in league.order
    )  # fmt: skip
    return _csv(("code", "name", "score", "rank", "rank_p5", "rank_p50", "rank_p95"), rows)


def manifest_zip(field: Field) -> bytes:
    """The files of `manifest_files` in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in manifest_files(field):
            archive.writestr(name, text)
    return out.getvalue()


def manifest_files(field: Field) -> Iterator[tuple[str, str]]:
    """The tables that COINr and `parvis palmares score` read, points, scores, sources.

    `score --normalise` with the scale of the preset on `iData.csv` and `iMeta.csv`, or `none` on
    `points.csv` and `iMeta-points.csv`, gives `scores.csv`; so does COINr, which has no such scale,
    by aggregating the points.
    """
    yield "iData.csv", _table(field, field.figures.values)
    yield "iMeta.csv", _imeta(field, is_points=False)
    yield "points.csv", _table(field, field.points)
    yield "iMeta-points.csv", _imeta(field, is_points=True)
    yield "scores.csv", _scores(field)
    yield "manifest.json", json.dumps(_manifest(field), ensure_ascii=False, indent=1) + "\n"


def _table(field: Field, values: Floats) -> str:
    figures = field.figures
    header = ("uCode", STRATUM, *(one.id for one in figures.criteria))
    lines = zip(figures.codes, figures.strata, values, strict=True)
    rows = ((code, f"S{stratum}", *map(_cell, line)) for code, stratum, line in lines)
    return _csv(header, rows)


def _cell(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))


def _imeta(field: Field, *, is_points: bool) -> str:
    """Points already grow with what is better: their directions are all 1."""
    header = ("Level", "iCode", "iName", "Parent", "Direction", "Type", "Weight")
    framework = framework_of(field.preset, field.figures.criteria)
    titles = {one.id: one.indicator.title for one in field.figures.criteria}
    titles |= {category.id: category.title for category in field.preset.categories}
    rows: list[Sequence[object]] = [
        (one.level, one.code, titles.get(one.code, field.preset.title), one.parent,
         1 if is_points else one.direction,
         "Indicator" if one.level == 1 else "Aggregate", one.weight)
        for one in framework.elements
    ]  # fmt: skip
    return _csv(header, [*rows, ("", STRATUM, "Strate de population", "", "", "Group", "")])


def _scores(field: Field) -> str:
    names = [category.id for category in field.preset.categories]
    rows = ((code, *map(_cell, line), _cell(score)) for code, line, score in
            zip(field.figures.codes, field.categories, field.scores, strict=True))  # fmt: skip
    return _csv(("uCode", *names, "index"), rows)


def _manifest(field: Field) -> dict[str, object]:
    preset, figures, held = field.preset, field.figures, selectors.reference()
    shares = framework_of(preset, figures.criteria).effective()
    named = figures.criteria, figures.points
    return {
        "preset": preset.id, "title": preset.title, "edition": preset.edition,
        "version": preset.version, "weighting": preset.weighting, "scale": preset.scale,
        "communes": len(figures.codes),
        "rerun": f"parvis palmares score --idata iData.csv --imeta iMeta.csv "
                 f"--normalise {preset.scale} --out out",
        "criteria": [
            {
                "id": one.id, "title": one.indicator.title, "formula": one.indicator.formula,
                "direction": one.direction, "scale": one.indicator.scale,
                "top": list(point.top), "bottom": list(point.bottom), "year": point.year,
                "weight": shares[one.id],
                "missing": float((figures.marks[:, column] != Absence.KNOWN).mean()),
                "secret": float((figures.marks[:, column] == Absence.SECRET).mean()),
                "sources": [asdict(source) for name in point.variables
                            if (source := held.sources.get(name))],
            }
            for column, (one, point) in enumerate(zip(*named, strict=True))
        ],
    }  # fmt: skip


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
