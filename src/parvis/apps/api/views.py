"""The addresses of the interface: each parses, asks the engine once and writes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema

from parvis import __version__
from parvis.apps import wired
from parvis.apps.api.access import Bearer, Password, opens
from parvis.apps.api.models import Scope
from parvis.apps.api.shapes import (
    ComparisonOut,
    Extent,
    MetricOut,
    Problem,
    ProvenanceOut,
    ReleaseOut,
    TableOut,
    comparison_out,
    metric_out,
    provenance_out,
    table_out,
)
from parvis.core.errors import NotVisible, Refused, Unavailable
from parvis.core.metrics.answer import answer
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.comparing import Against, compare
from parvis.core.metrics.exports import to_csv
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.provenance import provenance_of
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import DisclosedTable

api = NinjaAPI(
    title="Parvis",
    version=__version__,
    description="Protected figures of a town: no exact count of persons leaves by here.",
    docs_url=None,
    urls_namespace="api",
    auth=[Bearer(), Password()],
)
_ERRORS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
PARQUET = "application/vnd.apache.parquet"


def _file_of(kind: str) -> dict[str, Any]:
    """What the description says of an address that answers a file, or a refusal in JSON."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    refusals = {
        status: {"description": "Refused", "content": {"application/json": problem}}
        for status in _ERRORS
    }
    whole = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"description": "OK", "content": {kind: whole}}, **refusals}}


class Asked(Schema):
    """`by`: dimensions, comma-separated. `period`: 2024, 2024-S1, 2024-T3, 2024-09, 2024/2025.
    `where`: DIM=VALUE, repeated."""

    by: str = ""
    period: str = ""
    where: list[str] = []

    def question(self, metric: str, authority: str) -> Question:
        """The question that these parameters ask."""
        conditions = (condition.partition("=") for condition in self.where)
        return Question(
            metric=metric,
            authority=authority,
            by=tuple(part.strip() for part in self.by.split(",") if part.strip()),
            period=parse_period(self.period) if self.period else None,
            where=tuple((name.strip(), value.strip()) for name, _, value in conditions),
        )


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = 404 if refusal.rule == "metric.unknown" else 422
    found = Problem(sentence=refusal.sentence("fr"), sentence_en=refusal.sentence("en"))
    return api.create_response(request, found, status=status)


@api.exception_handler(NotVisible)
def _not_visible(request: HttpRequest, _: NotVisible) -> HttpResponse:
    found = Problem(
        sentence="Ce jeton n’ouvre pas cette adresse.",
        sentence_en="This token does not open this address.",
    )
    return api.create_response(request, found, status=403)


@api.exception_handler(Unavailable)
def _unavailable(request: HttpRequest, _: Unavailable) -> HttpResponse:
    found = Problem(
        sentence="Un service nécessaire ne répond pas. Réessayez plus tard.",
        sentence_en="A service that is needed does not answer. Try again later.",
    )
    return api.create_response(request, found, status=503)


def _demand(request: HttpRequest, scope: Scope) -> str:
    """The authority of the token; NotVisible where it lacks `scope`."""
    if not opens(request, scope):
        raise NotVisible
    return str(request.auth.authority.code)  # type: ignore[attr-defined]


@api.get("/release", response={200: ReleaseOut, **_ERRORS}, summary="The release in use")
def release(request: HttpRequest) -> ReleaseOut:
    """What is published now, and the days that each fact covers."""
    authority = _demand(request, Scope.DEFINITIONS)
    manifest = wired.warehouse().manifest()
    extents = [
        Extent(fact=note.fact, first=note.extents[authority][0], last=note.extents[authority][1])
        for note in manifest.tables
        if authority in note.extents
    ]
    return ReleaseOut(
        id=manifest.id,
        published_at=manifest.published_at,
        code_version=manifest.code_version,
        extents=extents,
    )


@api.get("/metrics", response={200: list[MetricOut], **_ERRORS}, summary="Every metric")
def metrics(request: HttpRequest) -> list[MetricOut]:
    """The definitions, by id."""
    _demand(request, Scope.DEFINITIONS)
    return [metric_out(found) for _, found in sorted(wired.metrics().items())]


@api.get("/metrics/{metric_id}", response={200: MetricOut, **_ERRORS}, summary="One metric")
def metric(request: HttpRequest, metric_id: str) -> MetricOut:
    """A definition."""
    _demand(request, Scope.DEFINITIONS)
    return metric_out(find_metric(wired.metrics(), metric_id))


def _table(request: HttpRequest, metric_id: str, asked: Asked) -> DisclosedTable:
    question = asked.question(metric_id, _demand(request, Scope.METRICS))
    return answer(question, wired.warehouse(), wired.metrics(), wired.facts())


@api.get("/metrics/{metric_id}/table", response={200: TableOut, **_ERRORS}, summary="A table")
def table(request: HttpRequest, metric_id: str, asked: Query[Asked]) -> TableOut:
    """A protected table, as JSON."""
    return table_out(_table(request, metric_id, asked))


@api.get(
    "/metrics/{metric_id}/table.csv",
    summary="A table, as CSV",
    openapi_extra=_file_of("text/csv"),
)
def table_csv(request: HttpRequest, metric_id: str, asked: Query[Asked]) -> HttpResponse:
    """A protected table as CSV: UTF-8, comma, header, dots for decimals."""
    text = to_csv(_table(request, metric_id, asked))
    return _file(text, "text/csv; charset=utf-8", f"{metric_id}.csv")


@api.get(
    "/metrics/{metric_id}/table.parquet",
    summary="A table, as Parquet",
    openapi_extra=_file_of(PARQUET),
)
def table_parquet(request: HttpRequest, metric_id: str, asked: Query[Asked]) -> HttpResponse:
    """A protected table as Parquet."""
    content = wired.parquet()(_table(request, metric_id, asked))
    return _file(content, PARQUET, f"{metric_id}.parquet")


@api.get(
    "/metrics/{metric_id}/comparison",
    response={200: ComparisonOut, **_ERRORS},
    summary="A table beside an earlier one, comparable communes or France",
)
def comparison(
    request: HttpRequest, metric_id: str, asked: Query[Asked], against: Against
) -> ComparisonOut:
    """A protected table beside another, and which differences neither chance nor noise explains."""
    question = asked.question(metric_id, _demand(request, Scope.METRICS))
    return comparison_out(
        compare(question, against, wired.warehouse(), wired.metrics(), wired.facts())
    )


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@api.get(
    "/metrics/{metric_id}/provenance",
    response={200: ProvenanceOut, **_ERRORS},
    summary="Where the figures of a table come from",
)
def provenance(request: HttpRequest, metric_id: str, asked: Query[Asked]) -> ProvenanceOut:
    """Definition, version, SQL, inputs, release and protection of a table."""
    question = asked.question(metric_id, _demand(request, Scope.METRICS))
    found = provenance_of(question, wired.warehouse(), wired.metrics(), wired.facts())
    return provenance_out(found)
