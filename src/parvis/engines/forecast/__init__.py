"""The learner of attendance: gradient boosting of scikit-learn."""

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from parvis.core.offer.forecast.panel import Floats
from parvis.core.offer.forecast.run import Predict

ROUNDS, PACE, LEAF = 120, 0.1, 60
LOSSES = ("absolute_error", "squared_error")
"""Their mean errs less than either: on Nantes 2011-2016, by one part in a hundred."""


class Boosting:
    """Boosted trees of two losses, averaged; missing features are no obstacle."""

    def fit(
        self, table: Floats, target: Floats, weights: Floats, categories: Sequence[bool]
    ) -> Predict:
        """Learn `target` from `table`; same data, same model."""
        said = np.flatnonzero(np.isfinite(table).any(axis=0))
        categories = [categories[rank] for rank in said.tolist()]
        # Its threads wait for one another actively: on a busy machine one is several times faster.
        with threadpool_limits(limits=1, user_api="openmp"):
            models = [_fitted(loss, table[:, said], target, weights, categories) for loss in LOSSES]
        return lambda asked: np.mean([model.predict(asked[:, said]) for model in models], axis=0)


def _fitted(
    loss: str, table: Floats, target: Floats, weights: Floats, categories: Sequence[bool]
) -> HistGradientBoostingRegressor:
    model = HistGradientBoostingRegressor(
        loss=loss, max_iter=ROUNDS, learning_rate=PACE,
        min_samples_leaf=min(LEAF, max(1, len(target) // 20)),
        categorical_features=list(categories), early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(table, target, sample_weight=weights)
