"""Forecasts block after block, each knowing only what came before it, with intervals that learn.

Intervals are those of split conformal prediction (Lei et al., JASA 113, 2018): the quantiles of
errors really made on days that the learner had not seen, scaled by how well each series is
usually forecast.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from parvis.core.offer.forecast.features import Features, ratios
from parvis.core.offer.forecast.panel import Flags, Floats, Ints, Panel

Predict = Callable[[Floats], Floats]
REFIT_DAYS = 90
"""How long a fitted model serves before it is fitted again; levels are fresh at each block."""
TRIAL_DAYS = 250
"""The last days on which errors are tried, before the first forecast."""
LEAST_ROWS = 30
MEMORY = 12_000
"""Errors remembered: the newest."""
_PRIOR, _FRESH, _FOLLOW, _LEAST = 20.0, 0.05, 0.1, 0.001


class Learner(Protocol):
    """Whatever learns a ratio from features."""

    def fit(
        self, table: Floats, target: Floats, weights: Floats, categories: Sequence[bool]
    ) -> Predict:
        """Learn `target` (rows,) from `table` (rows, columns); what it returns predicts."""
        ...


@dataclass(frozen=True, slots=True)
class Forecast:
    """Per row: the count to come, and between what it should lie; NaN where nothing is known."""

    value: Floats
    low: Floats
    high: Floats


class Errors:
    """The errors made on unseen days, relative to the usual error of each series.

    `tail` follows what the intervals really covered: adaptive conformal inference (Gibbs and
    Candès, NeurIPS 2021).
    """

    def __init__(self, series: int, coverage: float) -> None:
        self.coverage = coverage
        self.tail = (1 - coverage) / 2
        self.usual = np.full(series, np.nan)
        self.seen = np.zeros(series)
        self.scaled = np.zeros(0)

    def scale(self, series: Ints, value: Floats) -> Floats:
        """The usual error of a forecast: that of its series, drawn to that of all where few."""
        overall = float(np.nanmedian(self.usual)) if np.isfinite(self.usual).any() else 0.1
        own = np.where(np.isfinite(self.usual), self.usual, overall)
        drawn = (own * self.seen + overall * _PRIOR) / (self.seen + _PRIOR)
        return np.maximum(value, 1.0) * np.maximum(drawn[series], _LEAST)

    def learn(self, series: Ints, value: Floats, counts: Floats) -> None:
        """Remember what became of forecasts; rows not known yet teach nothing."""
        known = np.isfinite(counts) & np.isfinite(value)
        series, value, counts = series[known], value[known], counts[known]
        scaled = (counts - value) / self.scale(series, value)
        self.scaled = np.concatenate([self.scaled, scaled])[-MEMORY:]
        relative = np.abs(counts - value) / np.maximum(value, 1.0)
        for rank, error in zip(series.tolist(), relative.tolist(), strict=True):
            before = self.usual[rank]
            self.usual[rank] = error if np.isnan(before) else before + _FRESH * (error - before)
            self.seen[rank] += 1

    def judge(self, low: Floats, high: Floats, counts: Floats) -> None:
        """Widen the intervals to come after a block that missed too often, narrow them else."""
        known = np.isfinite(counts) & np.isfinite(low)
        if known.any():
            missed = ((counts < low) | (counts > high))[known].mean()
            self.tail += _FOLLOW * ((1 - self.coverage) - missed) / 2
            self.tail = min(max(self.tail, 0.005), 0.25)

    def bounds(self, series: Ints, value: Floats) -> tuple[Floats, Floats]:
        """Between what the counts should lie, `coverage` of the time; never below zero."""
        if self.scaled.size < LEAST_ROWS:
            return np.full(value.size, np.nan), np.full(value.size, np.nan)
        low, high = np.quantile(self.scaled, [self.tail, 1 - self.tail])
        scale = self.scale(series, value)
        return np.maximum(value + low * scale, 0.0), np.maximum(value + high * scale, 0.0)


@dataclass
class Run:
    """A panel, its features, and what has been learnt so far."""

    panel: Panel
    features: Features
    learner: Learner
    origin: int
    coverage: float

    def forecast(self, wanted: Flags, length: int) -> Forecast:
        """Forecast the rows `wanted`, in blocks of `length` days from `origin` on."""
        blocks = self.panel.blocks(self.origin, length)
        errors = self._tried(blocks, length)
        value = np.full(wanted.size, np.nan)
        low, high = value.copy(), value.copy()
        predict, fitted_at = None, 0
        for block in np.unique(blocks[wanted]).tolist():
            if predict is None or (block - fitted_at) * length >= REFIT_DAYS:
                predict, fitted_at = self._fitted(blocks < block), block
            rows = np.flatnonzero(wanted & (blocks == block))
            value[rows] = self._predicted(predict, rows)
            series = self.panel.series[rows]
            low[rows], high[rows] = errors.bounds(series, value[rows])
            errors.judge(low[rows], high[rows], self.panel.counts[rows])
            errors.learn(series, value[rows], self.panel.counts[rows])
        return Forecast(value, low, high)

    def _tried(self, blocks: Ints, length: int) -> Errors:
        """The errors of a model that did not see the last days before the first block."""
        errors = Errors(int(self.panel.series.max(initial=-1)) + 1, self.coverage)
        first = -(TRIAL_DAYS // length)
        past = self.panel.days < self.origin
        if (blocks < first).sum() < LEAST_ROWS:
            first = int(np.quantile(blocks[past], 0.6)) if past.any() else 0
        rows = np.flatnonzero((blocks >= first) & past)
        if not rows.size or (blocks < first).sum() < LEAST_ROWS:
            return errors
        value = self._predicted(self._fitted(blocks < first), rows)
        errors.learn(self.panel.series[rows], value, self.panel.counts[rows])
        errors.scaled = np.zeros(0)
        errors.learn(self.panel.series[rows], value, self.panel.counts[rows])
        return errors

    def _fitted(self, rows: Flags) -> Predict | None:
        """The model learnt on `rows`; None where there is too little to learn from."""
        target = ratios(self.panel, self.features.base)
        rows = rows & np.isfinite(target) & (np.abs(target) < 2.0) & (self.panel.counts > 0)
        if rows.sum() < LEAST_ROWS:
            return None
        weights = self.panel.counts[rows]
        return self.learner.fit(
            self.features.table[rows], target[rows], weights / weights.mean(),
            self.features.categories,
        )  # fmt: skip

    def _predicted(self, predict: Predict | None, rows: Ints) -> Floats:
        base = self.features.base[rows]
        return base if predict is None else base * np.exp(predict(self.features.table[rows]))
