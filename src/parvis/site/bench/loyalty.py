"""Loyalty: curves by the half million, estimates beside their oracles, planted truths found."""

from collections.abc import Iterator
from pathlib import Path

from parvis.core.ports import Progress
from parvis.site.bench.figures import Figure
from parvis.site.bench.loyalty_campaign import measure_campaign
from parvis.site.bench.loyalty_oracles import measure_curves, measure_oracles
from parvis.site.bench.loyalty_planted import measure_planted
from parvis.site.bench.loyalty_words import measure_words


def measure_loyalty(place: Path, progress: Progress) -> Iterator[Figure]:
    """Speed and exactness of the estimators; what two hundred synthetic towns hide."""
    progress(0.0, "loyalty: courbes")
    yield from measure_curves()
    progress(0.1, "loyalty: oracles")
    yield from measure_oracles()
    progress(0.15, "loyalty: mots")
    yield from measure_words()
    progress(0.2, "loyalty: campagne")
    yield from measure_campaign(place)
    progress(0.4, "loyalty: vérités plantées")
    yield from measure_planted(progress)
    progress(1.0, "loyalty: fait")
