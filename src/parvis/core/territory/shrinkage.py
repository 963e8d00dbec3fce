"""Covariance shrunk towards a sphere, and the whitening it gives.

Source: O. Ledoit, M. Wolf, "A well-conditioned estimator for large-dimensional covariance
matrices", Journal of Multivariate Analysis 88 (2004).
"""

from dataclasses import dataclass

import numpy as np

from parvis.core.territory.reference import Numbers


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A covariance, variables by variables, and the share of the sphere in it (0 to 1)."""

    matrix: Numbers
    intensity: float


def ledoit_wolf(centred: Numbers) -> Shrunk:
    """The shrunk covariance of `centred` (units by variables, each column of mean zero)."""
    n, p = centred.shape
    sample = centred.T @ centred / n
    mean = np.trace(sample) / p
    away = float(((sample - mean * np.eye(p)) ** 2).sum())
    squared = centred**2
    noise = float((squared.T @ squared / n - sample**2).sum()) / n
    intensity = min(noise, away) / away if away > 0 else 0.0
    return Shrunk(_blend(sample, intensity), intensity)


def whitening(covariance: Numbers) -> Numbers:
    """The symmetric inverse root: each whitened axis stays that of one variable."""
    spread, axes = np.linalg.eigh(covariance)
    root: Numbers = axes @ np.diag(1 / np.sqrt(spread)) @ axes.T
    return root


def _blend(sample: Numbers, intensity: float) -> Numbers:
    p = len(sample)
    sphere = np.trace(sample) / p * np.eye(p)
    blended: Numbers = (1 - intensity) * sample + intensity * sphere
    return blended


def reshrunk(sample: Numbers, intensity: float) -> Numbers:
    """A covariance of some of the variables, shrunk as much as the whole was."""
    return _blend(sample, intensity)
