"""What territories need from outside, as a Protocol. `site.wiring` chooses the adapter."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from parvis.core.territory.indicators import Indicator
from parvis.core.territory.peers import Structure
from parvis.core.territory.reference import Iris, Reference


class Atlas(Protocol):
    """Official statistics of this home, followed as files come in."""

    def reference(self) -> Reference:
        """Every commune; the small shipped table until files are brought in."""
        ...

    def indicators(self) -> tuple[Indicator, ...]:
        """What a portrait shows, in order."""
        ...

    def structure(self) -> Structure:
        """Every commune in the space of structure, computed once per set of files."""
        ...

    def iris(self, commune: str) -> tuple[Iris, ...]:
        """The IRIS of a commune with their published figures; none where it has none."""
        ...

    def contours(self, communes: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The GeoJSON geometry of those of `communes` whose contour is at hand."""
        ...

    def iris_contours(self, iris: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The GeoJSON geometry of those of `iris` whose contour is at hand."""
        ...
