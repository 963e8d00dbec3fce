"""Commands about metrics: list, show, compute. What leaves is always disclosure-controlled."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.core.metrics.definition import Metric
from parvis.core.ports import WarehouseReader
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.site.cli.common import (
    HouseGroup,
    as_json,
    chosen_authority,
    chosen_language,
    instant,
    print_result,
    the_home,
)

if TYPE_CHECKING:
    from parvis.core.metrics.comparing import Comparison


@click.group(cls=HouseGroup)
def metric() -> None:
    """Metrics, always disclosure-controlled."""


@metric.command("list")
def list_() -> None:
    """Every metric that the definitions give."""
    metrics = sorted(_metrics().values(), key=lambda m: m.id)
    print_result(metrics, "\n".join(f"{m.id:<24} {m.title}" for m in metrics))


@metric.command()
@click.argument("metric_id", metavar="ID")
def show(metric_id: str) -> None:
    """The definition of a metric."""
    from parvis.core.metrics.catalogue import find_metric

    found = find_metric(_metrics(), metric_id)
    print_result(found, f"{found.title}\n{found.description}\nSource : {found.formula_source}")


@metric.command()
@click.argument("metric_id", metavar="ID")
@click.option("--by", default="", metavar="DIM,...", help="Dimensions or calendar steps.")
@click.option("--period", metavar="P", help="2024, 2024-S1, 2024-T3, 2024-09 or 2024/2025.")
@click.option("--where", multiple=True, metavar="DIM=VALUE", help="Only these rows; repeatable.")
@click.option("--authority", metavar="CODE", help="Which authority (the principal one).")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    help="What computes it; duckdb by default.",
)
@click.option(
    "--against",
    type=click.Choice(["previous", "year_before", "peers", "department", "nation"]),
    help="Beside an earlier period, comparable communes, the department or France.",
)
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv",
              help="CSV by default.")  # fmt: skip
def compute(
    metric_id: str, by: str, period: str | None, where: tuple[str, ...],
    authority: str | None, engine: str, against: str | None, form: str,
) -> None:  # fmt: skip
    """A metric, by dimensions, over a period."""
    from parvis.apps import wired
    from parvis.core.metrics.answer import answer
    from parvis.core.metrics.comparing import Against, compare
    from parvis.core.metrics.exports import comparison_csv, to_csv
    from parvis.core.metrics.period import parse_period
    from parvis.core.metrics.query import Question
    from parvis.site.start import start

    start(the_home())
    question = Question(
        metric=metric_id,
        authority=chosen_authority(authority),
        by=tuple(part.strip() for part in by.split(",") if part.strip()),
        period=parse_period(period) if period else None,
        where=tuple(_condition(text) for text in where),
    )
    asked = (question, _reader(engine), wired.metrics(), wired.facts())
    if against:
        found = compare(question, Against(against), *asked[1:])
        document, text = _compared(found), comparison_csv(found)
    else:
        table = answer(*asked)
        document, text = _document(table), to_csv(table)
    print_result(document, as_json(document) if form == "json" else text.rstrip())


@metric.command()
@click.argument("metric_id", metavar="ID")
@click.option("--by", multiple=True, required=True, metavar="DIM,...",
              help="The dimensions of one table; repeat it for more tables.")  # fmt: skip
@click.option("--period", metavar="P", help="2024, 2024-S1, 2024-T3, 2024-09 or 2024/2025.")
@click.option("--where", multiple=True, metavar="DIM=VALUE", help="Only these rows; repeatable.")
@click.option("--authority", metavar="CODE", help="Which authority (the principal one).")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="Where to write one CSV file per table.")  # fmt: skip
def freeze(
    metric_id: str, by: tuple[str, ...], period: str | None, where: tuple[str, ...],
    authority: str | None, out: Path,
) -> None:  # fmt: skip
    """Tables of distinct persons, published once and audited together."""
    from parvis.apps import wired
    from parvis.core.metrics.freezing import freeze_metric
    from parvis.core.metrics.period import parse_period
    from parvis.core.metrics.query import Question
    from parvis.core.privacy.margins import Wanted
    from parvis.engines.ranges import widths
    from parvis.site.disclosing import write_frozen
    from parvis.site.start import start

    start(the_home())
    question = Question(
        metric=metric_id,
        authority=chosen_authority(authority),
        period=parse_period(period) if period else None,
        where=tuple(_condition(text) for text in where),
    )
    cuts = [tuple(part.strip() for part in text.split(",") if part.strip()) for text in by]
    tables = [Wanted("-".join([metric_id, *cut]), cut) for cut in dict.fromkeys(cuts)]
    frozen = freeze_metric(question, tables, wired.warehouse(), wired.metrics(), wired.facts(),
                           widths)  # fmt: skip
    written = write_frozen(frozen, tables, out)
    lines = [f"{t.file} : {t.cells} cases, dont {t.hidden} masquées" for t in written]
    if frozen.located:
        lines.append(f"{frozen.located} petits effectifs se bornent par les écrans seuls")
    print_result(written, "\n".join(lines))


def _reader(engine: str) -> WarehouseReader:
    from parvis.apps import wired

    if engine == "duckdb":
        return wired.warehouse()
    from parvis.engines.spark.reader import SparkReader

    return SparkReader(wired.home())


def _condition(text: str) -> tuple[str, str]:
    dimension, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(
            f"« {text} » n’est pas de la forme DIM=VALUE", param_hint="--where"
        )
    return dimension.strip(), value.strip()


def _metrics() -> dict[str, Metric]:
    from parvis.apps import wired
    from parvis.site.start import start_or_make

    start_or_make(the_home(), now=instant())
    return dict(wired.metrics())


def _document(table: DisclosedTable) -> dict[str, object]:
    return {
        "metric": table.metric.id,
        "version": table.metric.version,
        "unit": table.metric.unit,
        "authority": table.authority,
        "by": table.by,
        "where": dict(table.where),
        "period": table.period,
        "release": table.release,
        "threshold": table.threshold,
        "noise": table.noise,
        "adds_up": table.adds_up,
        "sentence": _sentence(table),
        "cells": table.cells,
        "total": table.total,
        "hidden": table.hidden,
        "is_withheld": table.is_withheld,
    }


def _compared(found: "Comparison") -> dict[str, object]:
    return {
        "against": found.against,
        "now": _document(found.now),
        "then": _document(found.then),
        "changes": found.changes,
        "total": found.total,
    }


def _sentence(table: DisclosedTable) -> str | None:
    """The metric's sentence with its total; None where the total may not be shown."""
    from parvis.apps.ui.question.words import value

    if table.total.value is None:
        return None
    metric = table.metric
    template = metric.sentence_fr if chosen_language() == "fr" else metric.sentence_en
    return template.format(value=value(metric, table.total.value))
