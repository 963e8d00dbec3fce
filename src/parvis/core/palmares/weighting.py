"""Weights that data suggest: equal, by principal components, or so that elements count alike.

As COINr: components by group of the same parent (`get_PCA`), balance and information by the
correlation of each element with the whole (`get_opt_weights`; W. Becker et al., Ecological
Indicators 80, 2017). What COINr accepts in silence is refused: a component that subtracts.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.hierarchy import Element, Framework, checked
from parvis.core.palmares.normalisation import normalised
from parvis.core.palmares.scoring import Recipe, gathered, prepared
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.units import Units

GIVEN, EQUAL, PCA, BALANCE, INFOMAX = "given", "equal", "pca", "balance", "infomax"
KNOWN = (GIVEN, EQUAL, f"{PCA}:LEVEL", f"{BALANCE}:LEVEL", f"{INFOMAX}:LEVEL")
FEWEST = 3
_MAXITER, _TOLERANCE = 4000, 1e-10


def weighted(units: Units, framework: Framework, recipe: Recipe, method: str) -> Framework:
    """The index with the weights that `method` gives, those of other levels staying as they are.

    Refused: a method that is not known, a level that is not there, a component of mixed signs.
    """
    name, _, text = method.partition(":")
    if name == GIVEN and not text:
        return framework
    if name == EQUAL and not text:
        return _replaced(framework, {one.code: 1.0 for one in framework.elements})
    level = int(text) if text.isdigit() else 0
    if name not in _FINDERS or not 1 <= level < framework.height:
        raise Refused("palmares.method", option="--weights", value=method, known=", ".join(KNOWN))
    return _replaced(framework, _FINDERS[name](units, framework, recipe, level))


def _replaced(framework: Framework, weights: Mapping[str, float]) -> Framework:
    elements = tuple(replace(one, weight=weights.get(one.code, one.weight))
                     for one in framework.elements)  # fmt: skip
    return checked(Framework(elements, framework.groups))


def _scores(units: Units, framework: Framework, recipe: Recipe) -> dict[str, Floats]:
    """Every element, indicators on their scale included."""
    ready = prepared(units, framework, recipe)
    scaled = normalised(ready, framework, recipe.normalise)
    return dict(zip(ready.indicators, scaled.T, strict=True)) | gathered(scaled, framework, recipe)


def _principal(units: Units, framework: Framework, recipe: Recipe, level: int) -> dict[str, float]:
    """The loadings of the first component among the children of each parent."""
    scores = _scores(units, framework, recipe)
    found: dict[str, float] = {}
    for parent in framework.at(level + 1):
        children = framework.children(parent.code)
        table = np.column_stack([scores[child.code] for child in children])
        table = table[~np.isnan(table).any(axis=1)]
        if len(table) < FEWEST:
            raise Refused("palmares.pca_few", code=parent.code, n=len(table))
        loadings = _first(table) if len(children) > 1 else np.ones(1)
        if (loadings <= 0).any():
            against = children[int(np.argmin(loadings))].code
            raise Refused("palmares.pca_signs", code=parent.code, child=against)
        found |= {child.code: float(w) for child, w in zip(children, loadings, strict=True)}
    return found


def _first(table: Floats) -> Floats:
    """The first component of standardised columns, turned so that most loadings are positive."""
    standard = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    _, _, rotation = np.linalg.svd(standard, full_matrices=False)
    first: Floats = rotation[0] * (1 if rotation[0].sum() >= 0 else -1)
    return first


def _balanced(units: Units, framework: Framework, recipe: Recipe, level: int) -> dict[str, float]:
    """Weights under which every element is as correlated with the whole as the others are."""

    def cost(correlations: Floats) -> float:
        shares = correlations / correlations.sum()
        return float(((shares - 1 / len(shares)) ** 2).sum())

    return _optimised(units, framework, recipe, level, cost)


def _informed(units: Units, framework: Framework, recipe: Recipe, level: int) -> dict[str, float]:
    """Weights under which the correlations with the whole add up to most."""
    return _optimised(units, framework, recipe, level, lambda found: -float(found.sum()))


def _optimised(units: Units, framework: Framework, recipe: Recipe, level: int,
               cost: Callable[[Floats], float]) -> dict[str, float]:  # fmt: skip
    from scipy.optimize import minimize  # a third of a second, which given weights never need

    elements = framework.at(level)
    codes = [one.code for one in elements]
    start = np.array([one.weight for one in elements], dtype=np.float64)

    def correlations(weights: Floats) -> Floats:
        index = _replaced(framework, dict(zip(codes, weights.tolist(), strict=True)))
        scores = _scores(units, index, recipe)
        whole = scores[framework.top.code]
        return np.array([_correlation(scores[code], whole) for code in codes])

    def objective(roots: Floats) -> float:
        return cost(correlations(roots**2 + 1e-9))

    found = minimize(objective, np.sqrt(start / start.sum()), method="Nelder-Mead",
                     options={"maxiter": _MAXITER, "fatol": _TOLERANCE, "xatol": 1e-6})  # fmt: skip
    weights = found.x**2 + 1e-9
    return dict(zip(codes, (weights / weights.sum()).tolist(), strict=True))


def _correlation(one: Floats, other: Floats) -> float:
    known = ~(np.isnan(one) | np.isnan(other))
    return float(np.corrcoef(one[known], other[known])[0, 1])


_FINDERS: Mapping[str, Callable[[Units, Framework, Recipe, int], dict[str, float]]] = {
    PCA: _principal,
    BALANCE: _balanced,
    INFOMAX: _informed,
}


def noisy(elements: tuple[Element, ...], factors: Mapping[int, float], n: int, seed: int) -> Floats:
    """Weights of `elements` moved uniformly within the factor of their level: n x elements.

    As COINr's `get_noisy_weights`; a level without a factor does not move.
    """
    spread = np.array([factors.get(one.level, 0.0) for one in elements])
    weights = np.array([one.weight for one in elements])
    noise = 2 * np.random.default_rng(seed).random((n, len(elements))) - 1
    moved: Floats = weights * (1 + spread * noise)
    return moved
