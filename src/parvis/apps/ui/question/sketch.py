"""A drawing to make: written in the page once made, an image with an address of its own before."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from parvis.apps import wired
from parvis.core.charts import Drawable, Drawing, Size


@dataclass(frozen=True, slots=True)
class Shape:
    """One of the two images of a drawing: where it is, and the room that it takes."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The images of a drawing, and what they say."""

    wide: Shape
    narrow: Shape
    alt: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """A chart and how it is drawn; `address` is that of its images, "{size}" left to fill.

    Without an address it is drawn where it stands.
    """

    kind: Drawing
    chart: Drawable
    address: str = ""

    def drawn(self) -> SafeString:
        """Both drawings, made if nobody has yet."""
        return mark_safe(wired.charts().both(self.kind, self.chart))  # noqa: S308 ours, escaped

    def one(self, size: Size) -> str:
        """One drawing; the other is made too: the next page holds both."""
        wired.charts().both(self.kind, self.chart)
        return wired.charts().drawn(self.kind, self.chart, size)

    def picture(self) -> Picture | None:
        """The images to ask for; None where the drawing is made, or has no address."""
        charts = wired.charts()
        if not self.address or all(charts.kept(self.kind, self.chart, size) for size in Size):
            return None
        return Picture(self._shape(Size.WIDE), self._shape(Size.NARROW), self.chart.desc)

    def _shape(self, size: Size) -> Shape:
        width, height = wired.charts().box(self.kind, self.chart, size)
        return Shape(self.address.replace("{size}", size), width, height)
