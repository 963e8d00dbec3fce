"""What a reader asks of the palmarès: read from the address, refused when it makes no sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from parvis.apps.palmares.selectors import DEFAULT, Weights
from parvis.core.errors import Refused

WEIGHT = "poids_"
SCOPES = ("france", "strate", "departement")


@dataclass(frozen=True, slots=True)
class Asked:
    """A commune, a palmarès, a group picked by hand, weights of categories."""

    commune: str
    preset: str
    group: tuple[str, ...]
    weights: Weights
    is_typed: bool

    @property
    def query(self) -> str:
        """The same as an address, without the commune of the reader's own town."""
        pairs = [("lecture", self.preset)] if self.preset != DEFAULT else []
        pairs += [("commune", self.commune)] if self.is_typed else []
        pairs += [("communes", " ".join(self.group))] if self.group else []
        pairs += [(WEIGHT + name, f"{weight:g}") for name, weight in self.weights]
        return urlencode(pairs)

    def read_as(self, preset: str) -> str:
        """The address of the same commune in another palmarès."""
        kept = Asked(self.commune, preset, self.group, (), self.is_typed)
        return f"?{kept.query}"


def asked_of(request: HttpRequest) -> Asked:
    """What the address of `request` asks."""
    given = request.GET
    typed = given.get("commune", "").strip()
    return Asked(
        commune=typed or request.authority,  # type: ignore[attr-defined]
        preset=given.get("lecture", DEFAULT),
        group=tuple(given.get("communes", "").replace(",", " ").split()),
        weights=_weights(given),
        is_typed=bool(typed),
    )


def _weights(given: Mapping[str, str]) -> Weights:
    found = {}
    for name, text in given.items():
        if name.startswith(WEIGHT) and text.strip():
            try:
                found[name.removeprefix(WEIGHT)] = float(text.replace(",", "."))
            except ValueError as error:
                code = name.removeprefix(WEIGHT)
                raise Refused("palmares.weight", code=code) from error
    return tuple(sorted(found.items()))
