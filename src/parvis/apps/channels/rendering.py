"""GeoReport answers in XML or JSON: the same facts, the element names of the specification."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse, JsonResponse

XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
ONE = {"services": "service", "service_requests": "request", "errors": "error",
       "attributes": "attribute", "values": "value", "endpoints": "endpoint",
       "formats": "format", "service_request_updates": "request_update"}  # fmt: skip
"""The name of one item of each list."""


def answer(root: str, told: Any, form: str, status: int = 200) -> HttpResponse:
    """`told` under the element `root`; a list is a list of its items in JSON."""
    if form == "json":
        return JsonResponse(_known(told), safe=False, status=status, content_type=JSON,
                            json_dumps_params={"ensure_ascii": False})  # fmt: skip
    whole = tostring(_element(root, told), encoding="utf-8", xml_declaration=True)
    return HttpResponse(whole, content_type=XML, status=status)


def _known(told: Any) -> Any:
    """Without what is not known: a reader of version 2.1 takes no null."""
    if isinstance(told, dict):
        return {name: _known(value) for name, value in told.items() if value is not None}
    return [_known(item) for item in told] if isinstance(told, list) else told


def refusal(code: int, sentence: str, form: str) -> HttpResponse:
    """The errors of GeoReport: a list of codes and descriptions."""
    return answer("errors", [{"code": code, "description": sentence}], form, code)


def _element(name: str, told: Any) -> Element:
    element = Element(name)
    _fill(element, told)
    return element


def _fill(element: Element, told: Any) -> None:
    if isinstance(told, dict):
        for name, value in told.items():
            _fill(SubElement(element, name), value)
    elif isinstance(told, Sequence) and not isinstance(told, str):
        for item in told:
            _fill(SubElement(element, ONE[element.tag]), item)
    elif told is not None:
        element.text = _text(told)


def _text(value: Any) -> str:
    """A value as XML 1.0 may hold it: without the control characters that it forbids."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "".join(c for c in str(value) if c >= " " or c in "\t\n\r")
