"""Vega's SVG made ours: classes for colours, a title and a finding, nothing superfluous."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from parvis.core.charts import Chart
from parvis.engines.charts.inks import CLASSES

SVG = "{http://www.w3.org/2000/svg}"
KEPT = ("d", "transform", "x", "y", "x1", "y1", "x2", "y2", "dy", "text-anchor")
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def clean(drawn: str, chart: Chart, size: str) -> str:
    """The drawing as `<svg class="c wide">`, its ids unique to the chart and the size."""
    vega = ElementTree.fromstring(drawn)  # noqa: S314 our own engine wrote it a moment ago
    box = vega.get("viewBox", "0 0 0 0")
    base = f"{chart.id}-{size[0]}"
    names = f"{base}-t {base}-d"
    root = Element(
        "svg", {"class": f"c {size}", "viewBox": box, "role": "img", "aria-labelledby": names}
    )
    SubElement(root, "title", {"id": f"{base}-t"}).text = chart.title
    SubElement(root, "desc", {"id": f"{base}-d"}).text = chart.desc
    for child in vega:
        _copy(child, root)
    return ElementTree.tostring(root, encoding="unicode")


def _copy(source: Element, parent: Element) -> None:
    """Append what is seen of `source` to `parent`; groups that do nothing are crossed."""
    tag = source.tag.removeprefix(SVG)
    attributes = {name: _rounded(source.attrib[name]) for name in KEPT if name in source.attrib}
    if tag == "g" and "transform" not in attributes:
        target = parent
    elif tag == "g" or _is_seen(source, tag):
        target = SubElement(parent, tag, {**attributes, **_class(source)})
        target.text = source.text
    else:
        return
    for child in source:
        _copy(child, target)


def _is_seen(source: Element, tag: str) -> bool:
    if tag == "text":
        return bool(source.text) or len(source) > 0
    return tag == "tspan" or bool(_class(source))


def _class(source: Element) -> dict[str, str]:
    for channel in ("fill", "stroke"):
        name = CLASSES.get(source.get(channel, ""))
        if name:
            return {"class": name}
    return {}


def _rounded(text: str) -> str:
    return LONG_NUMBER.sub(lambda match: f"{float(match.group()):.1f}", text)
